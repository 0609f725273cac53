package org.imspresence.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The TCP connections of the SIP stack, those that it accepts and those that it opens. What is written to one is sent by a {@link PatientOutput}. */
final class PatientSockets {

    private static final int CONNECT_MILLIS = 2_000;
    private static final long LOOK_MILLIS = 500;

    /** Returns when connections may be accepted. */
    interface Opening {
        void await() throws IOException;
    }

    private final Opening opening;
    private final Intakes intakes;
    private final int limit;
    private final Set<PatientOutput> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService senders = Executors.newCachedThreadPool(daemons("sip-stream-sender"));
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(daemons("sip-stream-watch"));

    /**
     * @param opening  what a listening socket waits for
     * @param intakes  bounds what is read ahead
     * @param limit    bytes that may wait to be sent on one connection
     * @param patience milliseconds that a peer may take nothing of what waits; then its connection is closed
     */
    PatientSockets(Opening opening, Intakes intakes, int limit, long patience) {
        this.opening = opening;
        this.intakes = intakes;
        this.limit = limit;
        watch.scheduleWithFixedDelay(() -> open.stream().filter(output -> output.isStuck(patience)).forEach(PatientOutput::fail), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * A listening socket whose connections are of this kind.
     *
     * @param tap shown what passes them; null for connections that carry no clear text
     */
    ServerSocket listen(int port, int backlog, InetAddress address, SocketTap tap) throws IOException {
        return new ServerSocket(port, backlog, address) {
            @Override
            public Socket accept() throws IOException {
                opening.await();
                return Acceptance.of(this, new PatientSocket(tap), accepted -> implAccept(accepted));
            }
        };
    }

    /**
     * Connects, for 2 s at most; the stack's own limit is 8 s.
     *
     * @param own the address to connect from; null for any
     * @param tap as of {@link #listen}
     */
    PatientSocket connect(InetAddress address, int port, InetAddress own, SocketTap tap) throws IOException {
        PatientSocket socket = new PatientSocket(tap);
        try {
            if (own != null) {
                socket.bind(new InetSocketAddress(own, 0));
            }
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** A connection over TCP; what TLS writes and reads passes one, too. */
    final class PatientSocket extends Socket {

        private static final String TRANSPORT = "tcp";

        private final SocketTap tap;
        private volatile PatientOutput output;
        private OutputStream shownOutput;
        private InputStream input;

        private PatientSocket(SocketTap tap) {
            this.tap = tap;
        }

        /** Whether its peer takes too little of what is written. */
        boolean isHalfFull() {
            PatientOutput present = output;
            return present != null && present.isHalfFull();
        }

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (input == null) {
                input = tap == null ? super.getInputStream() : intakes.bounded(tap.input(super.getInputStream(), this, TRANSPORT), this::isHalfFull);
            }
            return input;
        }

        @Override
        public synchronized OutputStream getOutputStream() throws IOException {
            if (output == null) {
                output = new PatientOutput(super.getOutputStream(), this::close, senders, limit);
                shownOutput = tap == null ? output : tap.output(output, this, TRANSPORT);
                open.add(output);
            }
            return shownOutput;
        }

        @Override
        public void close() throws IOException {
            super.close();
            if (output != null) {
                open.remove(output);
            }
        }
    }
}
