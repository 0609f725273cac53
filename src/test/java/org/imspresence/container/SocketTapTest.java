package org.imspresence.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLParameters;

import org.imspresence.testbed.TlsKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a listener is shown of each transport, by the sockets that the stack is given. */
class SocketTapTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final String OPTIONS = "OPTIONS sip:a@example.com SIP/2.0\r\nContent-Length: 4\r\n\r\nbody";
    private static final String OK = "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n";

    /** @param local port, {@code peer} port */
    private record Shown(String way, int local, int peer, String text) {}

    private final LeanDatagrams layer = new LeanDatagrams();
    private final List<Shown> shown = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        layer.accept((socket, packet) -> true);
        layer.get().set((way, packet) -> shown.add(new Shown(way.getKey(), ((InetSocketAddress) way.getValue()).getPort(), packet.getPort(), new String(packet.getData(), packet.getOffset(), packet.getLength(), ISO_8859_1))));
    }

    @Test
    void datagramsAreShownAsTheyComeAndGo() throws Exception {
        try (DatagramSocket one = layer.createDatagramSocket(0, HERE); DatagramSocket other = layer.createDatagramSocket(0, HERE)) {
            one.send(new DatagramPacket(OPTIONS.getBytes(ISO_8859_1), OPTIONS.length(), other.getLocalSocketAddress()));
            other.receive(new DatagramPacket(new byte[1_000], 1_000));

            assertEquals(List.of(new Shown("out udp", one.getLocalPort(), other.getLocalPort(), OPTIONS), new Shown("in udp", other.getLocalPort(), one.getLocalPort(), OPTIONS)), shown);

            layer.get().set(null);
            one.send(new DatagramPacket(OPTIONS.getBytes(ISO_8859_1), OPTIONS.length(), other.getLocalSocketAddress()));
            other.receive(new DatagramPacket(new byte[1_000], 1_000));
            assertEquals(2, shown.size());
        }
    }

    @Test
    void messagesOfAConnectionAreShownWhole() throws Exception {
        try (ServerSocket listener = layer.createServerSocket(0, 1, HERE); Socket client = layer.createSocket(HERE, listener.getLocalPort()); Socket server = listener.accept()) {
            exchange(client, server, "tcp");
        }
    }

    @Test
    void messagesOverTlsAreShownInClearText(@TempDir Path directory) throws Exception {
        TlsKey key = TlsKey.make(directory, "server", "ip:127.0.0.1,dns:localhost");
        layer.accept(key.trusting(key).context(), new SSLParameters(null, new String[] {"TLSv1.3"}));
        try (ServerSocket listener = layer.createSSLServerSocket(0, 1, HERE); Socket client = layer.createSSLSocket(HERE, listener.getLocalPort()); Socket server = listener.accept()) {
            exchange(client, server, "tls");
        }
    }

    private void exchange(Socket client, Socket server, String transport) throws Exception {
        CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> read(server, OPTIONS.length() + OK.length()));
        client.getOutputStream().write((OPTIONS + OK).getBytes(ISO_8859_1));
        assertEquals(OPTIONS + OK, new String(received.get(10, TimeUnit.SECONDS), ISO_8859_1));

        int one = client.getLocalPort();
        int other = server.getLocalPort();
        assertTrue(shown.containsAll(List.of(new Shown("out " + transport, one, other, OPTIONS), new Shown("out " + transport, one, other, OK),
                new Shown("in " + transport, other, one, OPTIONS), new Shown("in " + transport, other, one, OK))), shown.toString());
        assertEquals(4, shown.size());
    }

    private static byte[] read(Socket socket, int length) {
        try {
            return socket.getInputStream().readNBytes(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
