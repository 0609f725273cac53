package org.imspresence.subscription;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a notifier lets watchers have of their {@link Rates} (RFC 6446 s4.2). What it comes to is in force, and what they are told.
 *
 * @param pacing       milliseconds at least from one NOTIFY to the next that tells of a change; 0 for none. It is the local policy of s5.2: a maximum rate can only make that longer
 * @param leastPause   milliseconds at least from one NOTIFY to the next that is sent although nothing has changed (s6.3, s7.3); 0 for none
 */
public record RatePolicy(long pacing, long leastPause) {

    /**
     * What is in force.
     *
     * <p>A maximum rate that would let no NOTIFY through before the subscription expires is raised to one in that time (s5.3). A minimum, adaptive or not, is not above the maximum; and a minimum that is not below the adaptive one
     * counts for nothing (s8).
     *
     * @param asked    what the watcher asks for
     * @param lifetime milliseconds that the subscription has left; nothing is in force when there are none
     */
    Rates agree(Rates asked, long lifetime) {
        if (asked.equals(Rates.NONE) || lifetime <= 0) {
            return Rates.NONE;
        }
        double max = asked.max() == 0 ? 0 : Math.max(atMost(asked.max(), pacing), decimal(1000.0 / lifetime, RoundingMode.UP));
        double min = below(max, atMost(atMost(asked.min(), pacing), leastPause));
        double adaptiveMin = below(max, atMost(atMost(asked.adaptiveMin(), pacing), leastPause));
        boolean isMinIdle = adaptiveMin > 0 && min >= adaptiveMin;
        return new Rates(max, isMinIdle ? 0 : min, adaptiveMin);
    }

    private static double below(double max, double rate) {
        return max == 0 ? rate : Math.min(rate, max);
    }

    private static double atMost(double rate, long pause) {
        return pause == 0 ? rate : Math.min(rate, decimal(1000.0 / pause, RoundingMode.DOWN));
    }

    /** As it can be told. */
    private static double decimal(double rate, RoundingMode rounding) {
        return BigDecimal.valueOf(rate).setScale(RateParameters.DECIMALS, rounding).doubleValue();
    }
}
