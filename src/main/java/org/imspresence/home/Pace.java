package org.imspresence.home;

import java.util.ArrayDeque;

/**
 * Spreads out what falls due in one moment and costs a write to the cluster or a NOTIFY each: together it would leave no room for anything else. After a mass registration, or a restart of the network, the ends
 * of subscriptions and publications all fall into the same second an hour later; when a node is lost, its successors have thousands of watchers to tell again.
 *
 * <p>An end that is carried out late does no harm: the watcher has its own clock, and a refresh that comes before is still taken. {@link #advance} is for the thread that drives the wheel; what it carries out
 * must be quick.
 */
final class Pace {

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
    Pace(int perSecond, long now) {
        perMillisecond = perSecond / 1000.0;
        burst = Math.max(1, (double) perSecond / BURSTS_PER_SECOND);
        allowed = burst;
        last = now;
    }

    /** Has it carried out in its turn, in a following {@link #advance}. */
    synchronized void add(Runnable due) {
        waiting.add(due);
    }

    /** Carries out what may be by now. */
    void advance(long now) {
        allowed = Math.min(burst, allowed + Math.max(0, now - last) * perMillisecond);
        last = now;
        for (Runnable due = next(); due != null; due = next()) {
            due.run();
        }
    }

    private synchronized Runnable next() {
        if (allowed < 1 || waiting.isEmpty()) {
            return null;
        }
        allowed--;
        return waiting.poll();
    }

    synchronized int waiting() {
        return waiting.size();
    }
}
