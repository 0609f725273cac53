package org.imspresence.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
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

    @Test
    void whatComesBeforeTheFirstDoorWaitsForIt() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (DatagramSocket socket = layer.createDatagramSocket(0, here); ServerSocket listener = layer.createServerSocket(0, 1, here);
                DatagramSocket sender = new DatagramSocket(); Socket client = new Socket(here, listener.getLocalPort())) {
            send(sender, socket, "OPTIONS sip:early@example.com SIP/2.0\r\n\r\n");
            client.getOutputStream().write('O');
            CompletableFuture<String> datagram = begin(() -> next(socket));
            CompletableFuture<Integer> stream = begin(() -> {
                try (Socket accepted = listener.accept()) {
                    return accepted.getInputStream().read();
                }
            });
            assertThrows(TimeoutException.class, () -> CompletableFuture.anyOf(datagram, stream).get(100, MILLISECONDS));

            layer.accept((on, packet) -> true);
            assertEquals("OPTIONS sip:early@example.com SIP/2.0", datagram.get(5, SECONDS));
            assertEquals('O', stream.get(5, SECONDS));
        }
    }

    private static <T> CompletableFuture<T> begin(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        new Thread(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        }).start();
        return result;
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
