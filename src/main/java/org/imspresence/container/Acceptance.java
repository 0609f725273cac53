package org.imspresence.container;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Accepts connections for as long as the socket is open. The stack's threads that accept end for good when they are told of a {@link SocketException}, as there is one when the process has no file descriptors left for a moment: the node would
 * take no connection any more, and nobody would notice.
 */
final class Acceptance {

    /** Takes the next connection from the socket. */
    interface Attempt {
        void into(Socket accepted) throws IOException;
    }

    private static final Logger LOG = Logger.getLogger(Acceptance.class.getName());
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** A line for so many failures. */
    private static final int LINE_EVERY = 600;

    private Acceptance() {}

    /**
     * Tries again after a tenth of a second when it fails; what waits meanwhile waits in the system's queue.
     *
     * @param accepted not connected yet
     * @throws IOException when the socket is closed, or its failure is none of sockets
     */
    static Socket of(ServerSocket listener, Socket accepted, Attempt attempt) throws IOException {
        for (int failures = 0;; failures++) {
            try {
                attempt.into(accepted);
                return accepted;
            } catch (SocketException e) {
                if (listener.isClosed()) {
                    throw e;
                }
                if (failures % LINE_EVERY == 0) {
                    LOG.log(Level.WARNING, "no connection to port {0,number,#} can be accepted: {1}", new Object[] {listener.getLocalPort(), e.getMessage()});
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
