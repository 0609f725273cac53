package org.imspresence.container;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What was read from one connection, and how much of it the stack has taken. The stack reads each connection as fast as it can, into a list without end, from which another thread takes message by message. Here a connection
 * that is too far ahead is not read on, so that TCP holds its peer back.
 *
 * <p>What is taken is counted by messages, to a few bytes, as blank lines between them are not seen. If nothing is taken for some seconds although much seems to be left and nothing holds it up, the count is wrong, or a message is very
 * long; it begins again.
 */
final class Intake {

    /** Of each read the stack keeps an array of 4 KB, however little was there: with so much left, more is let come together. */
    private static final int SOME = 4_096;
    private static final long GATHER_MILLIS = 1;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int limit;
    private final long forgetNanos;
    private volatile BooleanSupplier isPeerBehind = () -> false;
    private boolean isHeld;
    private long read;
    private long taken;
    private long takenAt = System.nanoTime();

    /**
     * @param limit  bytes that may be read and not yet taken; a single read may go beyond it
     * @param forget how long nothing has to be taken for the count to begin again
     */
    Intake(int limit, Duration forget) {
        this.limit = limit;
        this.forgetNanos = forget.toNanos();
    }

    /** @param newIsPeerBehind whether the peer has to take answers before it may ask for more */
    void behindWhen(BooleanSupplier newIsPeerBehind) {
        isPeerBehind = newIsPeerBehind;
    }

    // ---- The thread that takes

    /**
     * Waits until the next message may be dealt with. Next to nothing is read meanwhile.
     *
     * @param asks   whether it will be answered to
     * @param isFull whether too much waits elsewhere
     */
    void awaitTurn(boolean asks, BooleanSupplier isFull) {
        BooleanSupplier hasToWait = () -> isFull.getAsBoolean() || asks && isPeerBehind.getAsBoolean();
        if (hasToWait.getAsBoolean()) {
            hold(true);
            while (hasToWait.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            hold(false);
        }
    }

    private synchronized void hold(boolean held) {
        isHeld = held;
        takenAt = System.nanoTime();
        notifyAll();
    }

    /** The headers of a message were taken, and its body is about to be. */
    synchronized void take(long headers, long body) {
        taken = Math.min(read, taken + headers) + body;
        takenAt = System.nanoTime();
        notifyAll();
    }

    // ---- The thread that reads

    /** Waits until the connection may be read on. */
    synchronized void awaitRoom() throws IOException {
        try {
            if (read - taken > SOME) {
                wait(GATHER_MILLIS);
            }
            while (read - taken > (isHeld ? SOME : limit)) {
                long left = forgetNanos - (System.nanoTime() - takenAt);
                if (isHeld) {
                    wait();
                } else if (left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } else {
                    taken = read;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while too much waits to be parsed");
        }
    }

    synchronized void read(int bytes) {
        if (read <= taken) {
            takenAt = System.nanoTime();
        }
        read += Math.max(0, bytes);
    }
}
