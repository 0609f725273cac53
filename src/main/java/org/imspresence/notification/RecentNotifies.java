package org.imspresence.notification;

/**
 * RFC 6446 s7.2: how many NOTIFYs a watcher with an adaptive minimum rate has had within the last {@link #period}. A new record begins as if they had been sent at that very rate.
 *
 * <p>Of a burst no more than {@link #MOST} are counted, so the silence after it is bounded, too.
 */
public final class RecentNotifies {

    /** NOTIFYs in a period at the adaptive minimum rate (RFC 6446 s7.4: it should be several times the rate's reciprocal). */
    private static final int PER_PERIOD = 10;
    private static final int MOST = 4 * PER_PERIOD;

    private final double rate;
    /** When they left, milliseconds; the oldest is overwritten. */
    private final long[] times = new long[MOST];
    private int next;
    private int count;

    /**
     * @param rate the adaptive minimum rate, per second
     * @param now  milliseconds
     */
    public RecentNotifies(double rate, long now) {
        this.rate = rate;
        for (int i = PER_PERIOD; i > 0; i--) {
            add(now - Math.round(i * 1000 / rate));
        }
        for (int i = PER_PERIOD; i < MOST; i++) {
            times[i] = Long.MIN_VALUE;
        }
    }

    /** The rate that this is for. */
    public double rate() {
        return rate;
    }

    /** A NOTIFY leaves. */
    public void sent(long now) {
        add(now);
        long since = now - Math.round(period(rate) * 1000);
        count = 0;
        for (long time : times) {
            count += time > since ? 1 : 0;
        }
    }

    private void add(long time) {
        times[next] = time;
        next = (next + 1) % MOST;
    }

    /** How many left within the period before the last one, which counts as well. */
    public int count() {
        return count;
    }

    /** RFC 6446 s7.4: the period of which an average is taken, seconds. */
    static double period(double rate) {
        return PER_PERIOD / rate;
    }
}
