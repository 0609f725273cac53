package org.imspresence.dialog.lean;

import java.util.concurrent.CompletableFuture;

import org.imspresence.dialog.location.Attempted;
import org.imspresence.timer.TimerWheel;

/**
 * RFC 3261 s17.1.2: one non-INVITE client transaction over UDP, from its request to its final response.
 *
 * <pre>
 *   Trying      the request is repeated after T1, and then in intervals that double, up to T2 (Timer E)
 *   Proceeding  there is a provisional response: after the interval that has begun, it is repeated in intervals of T2
 *   Completed   there is a final response; nothing is kept. What Timer K (T4) is for, absorbing repeats of it, is done without: see {@link Transactions}
 *   Terminated  after 64*T1 without a final response (Timer F), when the request cannot be sent, or when nobody waits any more
 * </pre>
 */
final class Transaction extends TimerWheel.Timer {

    /** s17.1.1.1, milliseconds. */
    static final long T1 = 500;
    static final long T2 = 4_000;
    static final long TIMER_F = 64 * T1;

    private final Transactions all;
    private final long branch;
    private final Transactions.Request request;
    private final long timesOutAt;
    private final Outcome outcome = new Outcome();
    private long interval = T1;
    private volatile boolean heard;

    /** @param now milliseconds, by the clock of all transactions */
    Transaction(Transactions all, long branch, Transactions.Request request, long now) {
        this.all = all;
        this.branch = branch;
        this.request = request;
        this.timesOutAt = now + TIMER_F;
    }

    /** Its owner may cancel it: then nothing is sent again. */
    private final class Outcome extends CompletableFuture<Attempted> {

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean isMine = super.cancel(mayInterrupt);
            if (isMine) {
                all.forget(Transaction.this);
            }
            return isMine;
        }
    }

    long branch() {
        return branch;
    }

    CompletableFuture<Attempted> outcome() {
        return outcome;
    }

    Transactions.Request request() {
        return request;
    }

    /** There is a provisional response. */
    void heard() {
        heard = true;
    }

    /** When Timer E or F is due next. */
    long nextAt(long now) {
        return Math.min(now + interval, timesOutAt);
    }

    /** Called by the wheel, on its one thread. */
    @Override
    protected void fire() {
        long now = all.now();
        if (now >= timesOutAt) {
            all.end(this, Attempted.timedOut(heard));
            return;
        }
        interval = heard ? T2 : Math.min(2 * interval, T2);
        all.repeat(this);
    }
}
