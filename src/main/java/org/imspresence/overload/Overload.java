package org.imspresence.overload;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which requests a node takes on. It watches two kinds of bounds:
 *
 * <ul>
 *   <li>What the node can <em>hold</em>: transactions in the stack's table, each of which lives 32 s over UDP, and requests that are admitted and not yet answered. Each {@link RequestClass} may fill its
 *       share of a bound; this holds from one request to the next.
 *   <li>What the node can <em>do</em>: how long requests wait, for a thread of the stack and then for one of the homes: the age of what has waited longest. Beyond T1, 500 ms, clients repeat their
 *       requests and make it worse, so new subscriptions are shed at half of that and the other classes at multiples. A shorter excess is a burst, which is digested, not shed:
 *       there is an allowance, in milliseconds of excess, that is used up and comes back four times as slowly. Once it is used up, the delay stands at its limit as long as more comes than the
 *       node can do. For the homes alone the allowance ends at four times the limit: what waits for them is taken on, costs more, and passes their queue several times until its NOTIFY is out.
 * </ul>
 *
 * <p>{@link #sample} is to be called every few milliseconds, by one thread; everything else by any.
 */
public final class Overload {

    private static final Logger LOG = LoggerFactory.getLogger(Overload.class);
    private static final int RECOVERY = 4;
    private static final int HOMES_TOLERANCE = 4;
    /** Longest distance of two samples that is believed to be all excess, in milliseconds. */
    private static final long LONGEST_STEP = 100;
    private static final long REPORT_EVERY = 1_000;
    /** Tasks that may wait for the homes before the stack's threads hold new subscriptions back. Enough to keep many threads busy, and done in some 50 ms. */
    private static final int BACKLOG = 500;
    private static final long PAUSE_NANOS = 250_000;
    private static final int PAUSES = 200;

    private final OverloadLimits limits;
    private final IntSupplier transactions;
    private final LongSupplier waiting;
    private final Backlog homes;
    private final IntUnaryOperator random;
    private final AtomicInteger unanswered = new AtomicInteger();
    private final LongAdder[] refused;

    private volatile long homeDelay;
    private volatile long delay;
    private volatile boolean digesting = true;

    // Of the sampling thread.
    private long sampledAt;
    private long allowance;
    private long reportedAt;
    private final long[] reported = new long[RequestClass.values().length];

    /**
     * @param transactions   server transactions in the stack's table now
     * @param waiting        milliseconds that the oldest message waits for a thread of the stack now
     * @param homes          what waits for the threads of the homes now
     * @param random         a number from 0 to below the one given
     * @param now            milliseconds, as for {@link #sample}
     */
    public Overload(OverloadLimits limits, IntSupplier transactions, LongSupplier waiting, Backlog homes, IntUnaryOperator random, long now) {
        this.limits = limits;
        this.transactions = transactions;
        this.waiting = waiting;
        this.homes = homes;
        this.random = random;
        refused = Arrays.stream(RequestClass.values()).map(c -> new LongAdder()).toArray(LongAdder[]::new);
        allowance = limits.burst();
        sampledAt = now;
        reportedAt = now;
    }

    /**
     * Holds the calling thread back for a moment, 50 ms at most, while the homes have more than enough to do, so that they get the processor and not those who bring them more; what comes meanwhile waits before the
     * stack's threads, where it costs least. New subscriptions only.
     */
    public void pace(RequestClass requestClass) {
        for (int i = 0; i < PAUSES && requestClass == RequestClass.NEW_SUBSCRIPTION && homes.length() > BACKLOG && !isLate(requestClass); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /**
     * Takes a request on, or not.
     *
     * @return empty when it is taken on, and {@link #answered} is to be called once; else the seconds of Retry-After
     */
    public OptionalInt admit(RequestClass requestClass) {
        OptionalInt refused = refuse(requestClass);
        if (refused.isEmpty()) {
            unanswered.incrementAndGet();
        }
        return refused;
    }

    /**
     * Refuses a request that would not be taken on now.
     *
     * @return the seconds of Retry-After; empty when it is not refused, which does not mean that it is taken on
     */
    public OptionalInt refuse(RequestClass requestClass) {
        return sheds(requestClass) ? OptionalInt.of(turnAway(requestClass)) : OptionalInt.empty();
    }

    /** Refuses a request whatever there is room for, as one that has been refused before. Returns the seconds of Retry-After. */
    public int turnAway(RequestClass requestClass) {
        refused[requestClass.ordinal()].increment();
        return retryAfter();
    }

    /** Whether requests of this class are shed now. */
    public boolean sheds(RequestClass requestClass) {
        return isFull(requestClass) || isLate(requestClass);
    }

    private boolean isFull(RequestClass requestClass) {
        return transactions.getAsInt() >= limits.transactions() * requestClass.share()
                || unanswered.get() >= limits.unanswered() * requestClass.share();
    }

    private boolean isLate(RequestClass requestClass) {
        return (digesting ? homeDelay / HOMES_TOLERANCE : delay) / requestClass.patience() >= limits.delay();
    }

    /** Between half the setting and one and a half, so that those who are refused together do not come back together. */
    private int retryAfter() {
        return Math.max(1, limits.retryAfter() / 2 + random.applyAsInt(limits.retryAfter() + 1));
    }

    /** An admitted request has been answered, or needs no answer any more. */
    public void answered() {
        unanswered.decrementAndGet();
    }

    /**
     * Takes stock.
     *
     * @param now milliseconds; only differences count
     */
    public void sample(long now) {
        homeDelay = homes.age();
        delay = waiting.getAsLong() + homeDelay;
        long step = now - sampledAt;
        sampledAt = now;
        if (delay >= limits.delay() && step <= LONGEST_STEP) {
            allowance = Math.max(0, allowance - step);
        } else if (delay < limits.delay()) {
            allowance = Math.min(limits.burst(), allowance + Math.max(1, step / RECOVERY));
        }
        digesting = allowance > 0;
        report(now);
    }

    /** One line a second at most, however much is refused. */
    private void report(long now) {
        if (now - reportedAt < REPORT_EVERY) {
            return;
        }
        reportedAt = now;
        String what = Arrays.stream(RequestClass.values())
                .filter(c -> refused(c) > reported[c.ordinal()])
                .map(c -> (refused(c) - reported[c.ordinal()]) + " " + c)
                .collect(Collectors.joining(", "));
        if (!what.isEmpty()) {
            LOG.warn("overload: refused {}; delay {} ms, {} of them for the homes, {} unanswered, {} of {} transactions", what, delay, homeDelay, unanswered, transactions.getAsInt(), limits.transactions());
            Arrays.setAll(reported, i -> refused[i].sum());
        }
    }

    /** Requests of this class refused since the start. */
    public long refused(RequestClass requestClass) {
        return refused[requestClass.ordinal()].sum();
    }

    /** Requests admitted and not yet answered. */
    public int unanswered() {
        return unanswered.get();
    }

    /** Milliseconds that a request has to wait for threads, as of the last sample. */
    public long delay() {
        return delay;
    }

    /** Server transactions in the stack's table. */
    public int transactions() {
        return transactions.getAsInt();
    }

    public OverloadLimits limits() {
        return limits;
    }
}
