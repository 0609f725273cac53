package org.imspresence.trace;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * A message as a packet of HEP version 3 (the HEP/EEP specification of the SIPCAPTURE project): {@code HEP3}, the length of all, and chunks of vendor 0, type, length and value, all of them numbers in network byte order. There is no
 * correlation ID (0x11): the Call-ID is in the payload.
 */
final class HepPacket {

    private static final byte[] MAGIC = "HEP3".getBytes(US_ASCII);
    private static final int LENGTH_AT = MAGIC.length;
    private static final int CHUNK_HEAD = 6;
    private static final short GENERIC_VENDOR = 0;
    private static final byte AF_INET = 2;
    private static final byte AF_INET6 = 10;
    private static final byte IPPROTO_TCP = 6;
    private static final byte IPPROTO_UDP = 17;
    private static final byte SIP = 1;
    /** Of the packet without password and payload. */
    private static final int MOST_OF_THE_REST = 160;

    private final ByteBuffer buffer;

    private HepPacket(int payloadAndPassword) {
        buffer = ByteBuffer.allocate(MOST_OF_THE_REST + payloadAndPassword);
    }

    /**
     * @param node     number of the capture agent, unsigned
     * @param password empty for none
     * @param length   bytes of the message that are told
     */
    static byte[] of(WireMessage message, int node, String password, int length) {
        byte[] key = password.getBytes(UTF_8);
        HepPacket packet = new HepPacket(length + key.length);
        packet.buffer.put(MAGIC).putShort((short) 0);
        packet.addWay(message);
        packet.number(0x09, (int) message.at().getEpochSecond());
        packet.number(0x0a, (int) TimeUnit.NANOSECONDS.toMicros(message.at().getNano()));
        packet.octet(0x0b, SIP);
        packet.number(0x0c, node);
        if (key.length > 0) {
            packet.octets(0x0e, key, key.length);
        }
        packet.octets(0x0f, message.bytes(), length);
        return packet.done();
    }

    private void addWay(WireMessage message) {
        InetSocketAddress source = message.incoming() ? message.peer() : message.local();
        InetSocketAddress destination = message.incoming() ? message.local() : message.peer();
        boolean four = source.getAddress() instanceof Inet4Address && destination.getAddress() instanceof Inet4Address;
        octet(0x01, four ? AF_INET : AF_INET6);
        octet(0x02, message.transport().equals("udp") ? IPPROTO_UDP : IPPROTO_TCP);
        address(four ? 0x03 : 0x05, source.getAddress());
        address(four ? 0x04 : 0x06, destination.getAddress());
        chunk(0x07, Short.BYTES).putShort((short) source.getPort());
        chunk(0x08, Short.BYTES).putShort((short) destination.getPort());
    }

    private ByteBuffer chunk(int type, int length) {
        return buffer.putShort(GENERIC_VENDOR).putShort((short) type).putShort((short) (CHUNK_HEAD + length));
    }

    private void octet(int type, byte value) {
        chunk(type, 1).put(value);
    }

    private void number(int type, int value) {
        chunk(type, Integer.BYTES).putInt(value);
    }

    private void address(int type, InetAddress address) {
        octets(type, address.getAddress(), address.getAddress().length);
    }

    private void octets(int type, byte[] value, int length) {
        chunk(type, length).put(value, 0, length);
    }

    private byte[] done() {
        buffer.putShort(LENGTH_AT, (short) buffer.position());
        byte[] packet = new byte[buffer.flip().remaining()];
        buffer.get(packet);
        return packet;
    }
}
