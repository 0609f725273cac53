package org.imspresence.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class LeanDatagramsTest {

    private final LeanDatagrams layer = new LeanDatagrams();

    @Test
    void aNotifyOfANodeThatMayNotSendIsDroppedAndCountedAndNothingElseIs() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        AtomicBoolean maySend = new AtomicBoolean();
        LongSupplier dropped = layer.apply(maySend::get);
        try (DatagramSocket sender = layer.createDatagramSocket(0, here); DatagramSocket receiver = new DatagramSocket(new InetSocketAddress(here, 0))) {
            send(sender, receiver, "NOTIFY sip:stale@example.com SIP/2.0\r\n\r\n");
            send(sender, receiver, "SIP/2.0 200 OK\r\n\r\n");
            assertEquals("SIP/2.0 200 OK", next(receiver));
            assertEquals(1, dropped.getAsLong());

            maySend.set(true);
            send(sender, receiver, "NOTIFY sip:fresh@example.com SIP/2.0\r\n\r\n");
            assertEquals("NOTIFY sip:fresh@example.com SIP/2.0", next(receiver));

            maySend.set(false);
            layer.apply(null);
            send(sender, receiver, "NOTIFY sip:unasked@example.com SIP/2.0\r\n\r\n");
            assertEquals("NOTIFY sip:unasked@example.com SIP/2.0", next(receiver));
            assertEquals(1, dropped.getAsLong());
        }
    }

    private static void send(DatagramSocket from, DatagramSocket to, String text) throws IOException {
        byte[] bytes = text.getBytes(ISO_8859_1);
        from.send(new DatagramPacket(bytes, bytes.length, to.getLocalSocketAddress()));
    }

    private static String next(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(5_000);
        DatagramPacket packet = new DatagramPacket(new byte[1_000], 1_000);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), ISO_8859_1).stripTrailing();
    }
}
