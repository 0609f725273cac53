package org.imspresence.home;

import java.util.ArrayDeque;

/**
 * Spreads out the ends of subscriptions and publications. After a mass registration, or a restart of the network, they all fall into the same second an hour later: each costs a
 * write to the cluster and NOTIFYs, and together they would leave no room for anything else.
 *
 * <p>What ends late does no harm: the watcher has its own clock, and a refresh that comes before the end is carried out is still taken. To be used by the thread that drives the wheel.
 */
final class ExpiryPace {

    /** Part of a second's number that may be carried out at once after a quiet time. */
    private static final int BURSTS_PER_SECOND = 10;

    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final double perMillisecond;
    private final double burst;
    private double allowed;
    private long last;

    /**
     * @param perSecond more than 0
     * @param now       milliseconds
     */
    ExpiryPace(int perSecond, long now) {
        perMillisecond = perSecond / 1000.0;
        burst = Math.max(1, (double) perSecond / BURSTS_PER_SECOND);
        allowed = burst;
        last = now;
    }

    /** Has the end carried out in its turn, in a following {@link #advance}. */
    void add(Runnable end) {
        waiting.add(end);
    }

    /** Carries out what may be by now. */
    void advance(long now) {
        allowed = Math.min(burst, allowed + Math.max(0, now - last) * perMillisecond);
        last = now;
        while (allowed >= 1 && !waiting.isEmpty()) {
            waiting.poll().run();
            allowed--;
        }
    }

    int waiting() {
        return waiting.size();
    }
}
