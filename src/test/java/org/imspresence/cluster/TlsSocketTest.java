package org.imspresence.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsSocketTest {

    @TempDir
    private static Path directory;

    @Test
    void aPeerThatHangsIsGivenUpAndOneThatOnlyPausesIsNot() throws Exception {
        NodeSockets sockets = NodeSockets.of("n", Keys.load(Keys.file(directory, "key")));
        try (ServerSocket hangs = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()); Socket socket = sockets.createSocket("")) {
            assertThrows(IOException.class, () -> socket.connect(hangs.getLocalSocketAddress(), 1000));
        }
        try (ServerSocket server = sockets.createServerSocket("")) {
            server.bind(null);
            CompletableFuture<Socket> accepted = CompletableFuture.supplyAsync(() -> accept(server));
            try (Socket socket = sockets.createSocket("")) {
                socket.connect(server.getLocalSocketAddress(), 1000);
                try (Socket peer = accepted.join()) {
                    assertEquals(0, socket.getSoTimeout());
                    assertEquals(0, peer.getSoTimeout());
                    peer.getOutputStream().write(42);
                    assertEquals(42, socket.getInputStream().read());
                }
                assertEquals(-1, socket.getInputStream().read());
            }
        }
    }

    private static Socket accept(ServerSocket server) {
        try {
            return server.accept();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
