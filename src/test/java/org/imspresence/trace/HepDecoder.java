package org.imspresence.trace;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Reads a packet of HEP version 3 by the specification, and not by the code that writes it. */
final class HepDecoder {

    private HepDecoder() {}

    /** The values by the types of their chunks. */
    static Map<Integer, byte[]> chunks(byte[] packet) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(packet));
        String magic = new String(in.readNBytes(4), StandardCharsets.US_ASCII);
        int length = in.readUnsignedShort();
        if (!magic.equals("HEP3") || length != packet.length) {
            throw new IOException("no HEP3 packet of " + packet.length + " bytes: " + magic + ' ' + length);
        }
        Map<Integer, byte[]> chunks = new TreeMap<>();
        while (in.available() > 0) {
            int vendor = in.readUnsignedShort();
            int type = in.readUnsignedShort();
            int value = in.readUnsignedShort() - 6;
            if (vendor != 0 || value < 0 || value > in.available() || chunks.put(type, in.readNBytes(value)) != null) {
                throw new IOException("vendor " + vendor + ", type " + type + ", " + value + " bytes");
            }
        }
        return chunks;
    }
}
