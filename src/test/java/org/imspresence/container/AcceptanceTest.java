package org.imspresence.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.junit.jupiter.api.Test;

class AcceptanceTest {

    private static final Logger LOG = Logger.getLogger(Acceptance.class.getName());

    static {
        LOG.setLevel(Level.SEVERE);
    }

    @Test
    void aSocketThatIsOpenGoesOnToAcceptWhateverFailed() throws IOException {
        AtomicInteger tries = new AtomicInteger();
        try (ServerSocket listener = new ServerSocket(0); Socket accepted = new Socket()) {
            Socket got = Acceptance.of(listener, accepted, socket -> {
                if (tries.incrementAndGet() < 3) {
                    throw new SocketException("Too many open files");
                }
            });

            assertSame(accepted, got);
            assertEquals(3, tries.get());
        }
    }

    @Test
    void oneThatIsClosedEndsTheWaiting() throws IOException {
        ServerSocket listener = new ServerSocket(0);

        assertThrows(SocketException.class, () -> Acceptance.of(listener, new Socket(), socket -> {
            listener.close();
            throw new SocketException("Socket closed");
        }));
    }

    @Test
    void anotherFailureIsTheCallersMatter() throws IOException {
        try (ServerSocket listener = new ServerSocket(0)) {
            assertThrows(IOException.class, () -> Acceptance.of(listener, new Socket(), socket -> {
                throw new IOException("handshake");
            }));
        }
    }
}
