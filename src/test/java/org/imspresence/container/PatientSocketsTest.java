package org.imspresence.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatientSocketsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final byte[] MEGABYTE = new byte[1 << 20];

    private ServerSocket peer;

    @BeforeEach
    void listen() throws IOException {
        peer = new ServerSocket();
        peer.setReceiveBufferSize(4_096);
        peer.bind(new InetSocketAddress(HERE, 0));
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
    }

    private Socket connected(int limit, long patience) throws IOException {
        return new PatientSockets(() -> { }, new Intakes(), limit, patience).connect(HERE, peer.getLocalPort(), null, null);
    }

    @Test
    void aMessageLongerThanTheLimitArrivesWholeAndInOrder() throws IOException {
        byte[] message = new byte[300_000];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) (i * 31);
        }
        try (Socket socket = connected(1_000_000, 60_000); Socket reader = peer.accept()) {
            for (int i = 0; i < message.length; i += 1_000) {
                socket.getOutputStream().write(message, i, 1_000);
            }
            assertArrayEquals(message, reader.getInputStream().readNBytes(message.length));
        }
    }

    @Test
    void whoWritesToAPeerThatReadsNothingIsNotHeldUpAndLosesTheConnectionAtTheLimit() throws IOException {
        try (Socket socket = connected(MEGABYTE.length, 600_000); Socket deaf = peer.accept()) {
            OutputStream out = socket.getOutputStream();
            assertTimeoutPreemptively(SOON, () -> assertThrows(IOException.class, () -> {
                for (int i = 0; i < 100; i++) {
                    out.write(MEGABYTE);
                }
            }));
            assertThrows(SocketException.class, socket::getInputStream);
            assertThrows(IOException.class, () -> out.write(0));
        }
    }

    @Test
    void aPeerThatTakesNothingForTooLongLosesTheConnection() throws IOException {
        try (Socket socket = connected(Integer.MAX_VALUE, 100); Socket deaf = peer.accept()) {
            byte[] tooMuch = new byte[16 << 20];
            Arrays.fill(tooMuch, (byte) 'x');
            socket.getOutputStream().write(tooMuch);
            assertTimeoutPreemptively(SOON, () -> assertThrows(SocketException.class, () -> socket.getInputStream().read()));
        }
    }
}
