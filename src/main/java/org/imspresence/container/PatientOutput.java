package org.imspresence.container;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * What is written to a connection, taken at once and sent by a thread that may wait. RFC 3261 s18 has many parties on one server, and a peer that reads nothing would hold whoever writes to it, be it a
 * thread of the stack or of a home, for as long as it likes.
 *
 * <p>A thread of the executor works for a connection only while something waits to be sent. When more than the limit waits, or the peer has taken nothing for too long, the connection is {@linkplain #fail given up}.
 */
final class PatientOutput extends OutputStream {

    /** Closes the connection that an output belongs to. */
    interface Connection {

        void close() throws IOException;
    }

    private final OutputStream out;
    private final Connection connection;
    private final Executor senders;
    private final int limit;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int unsent;
    private boolean sending;
    private boolean failed;
    private volatile long sendingSince;

    /**
     * @param out     the connection's own; its write may block
     * @param senders runs what blocks
     * @param limit   bytes that may wait to be sent. A message is taken whole when nothing waits, whatever its length
     */
    PatientOutput(OutputStream out, Connection connection, Executor senders, int limit) {
        this.out = out;
        this.connection = connection;
        this.senders = senders;
        this.limit = limit;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** @throws IOException when the connection has failed, or fails now because the peer takes too little */
    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        boolean full;
        synchronized (this) {
            full = unsent > limit;
            if (failed) {
                throw new IOException("the connection has failed");
            }
            if (!full) {
                waiting.add(Arrays.copyOfRange(bytes, from, from + length));
                unsent += length;
                if (!sending) {
                    sending = true;
                    sendingSince = System.nanoTime();
                    senders.execute(this::send);
                }
            }
        }
        if (full) {
            fail();
            throw new IOException("the peer has not taken the last " + unsent + " bytes");
        }
    }

    private void send() {
        try {
            for (byte[] next = next(0); next != null; next = next(next.length)) {
                sendingSince = System.nanoTime();
                out.write(next);
            }
        } catch (IOException e) {
            fail();
        }
    }

    /** The next to be sent; null when nothing waits, and then this thread is done. */
    private synchronized byte[] next(int sent) {
        unsent -= sent;
        byte[] next = waiting.poll();
        sending = next != null;
        return next;
    }

    /** True when more than half of what may wait does: then nothing more that would be answered to should be taken from the peer. */
    synchronized boolean isHalfFull() {
        return !failed && unsent > limit / 2;
    }

    /** True when the peer has not taken the same bytes for that long. */
    synchronized boolean isStuck(long millis) {
        return sending && TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sendingSince) > millis;
    }

    /** Gives the connection up, with all that waits. A thread that is sending ends by it, and the stack's that reads. */
    void fail() {
        synchronized (this) {
            failed = true;
            waiting.clear();
        }
        try {
            connection.close();
        } catch (IOException e) {
            return; // it is of no use either way
        }
    }
}
