package org.imspresence.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatePolicyTest {

    private static final long LIFETIME = 600_000;
    private final RatePolicy none = new RatePolicy(0, 0);
    private final RatePolicy policy = new RatePolicy(5_000, 10_000);

    private static Rates agreed(RatePolicy policy, double max, double min, double adaptiveMin) {
        return policy.agree(new Rates(max, min, adaptiveMin), LIFETIME);
    }

    @Test
    void withinItsBoundsAWatcherGetsWhatItAsksFor() {
        assertEquals(new Rates(0.15, 0.02, 0.05), agreed(policy, 0.15, 0.02, 0.05));
        assertEquals(new Rates(99, 1, 2), agreed(none, 99, 1, 2));
        assertEquals(Rates.NONE, agreed(policy, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"5000, 10000, 0.2, 0.1", "3000, 100, 0.3333333333, 0.3333333333", "0, 7000, 99, 0.1428571428", "0, 0, 99, 99"})
    void noRateIsAboveWhatTheNotifierAllowsAndNoneIsToldThatIsNot(long pacing, long leastPause, double max, double min) {
        RatePolicy bounds = new RatePolicy(pacing, leastPause);

        assertEquals(new Rates(max, 0, 0), agreed(bounds, 99, 0, 0));
        assertEquals(new Rates(0, min, 0), agreed(bounds, 0, 99, 0));
        assertEquals(new Rates(0, 0, min), agreed(bounds, 0, 0, 99));
    }

    /** RFC 6446 s5.3. */
    @ParameterizedTest
    @CsvSource({"600000, 0.0016666667", "3600000, 0.0002777778", "2000, 0.5", "86400000, 0.0000115741"})
    void aMaximumThatLetsNothingThroughInALifetimeIsRaisedToOneInIt(long lifetime, double max) {
        Rates agreed = none.agree(new Rates(0.0000000001, 0, 0), lifetime);

        assertEquals(new Rates(max, 0, 0), agreed);
        assertTrue(agreed.shortestPause() <= lifetime && agreed.shortestPause() > 0.99999 * lifetime);
    }

    /** RFC 6446 s8. */
    @Test
    void aMinimumIsLoweredToTheMaximum() {
        assertEquals(new Rates(0.5, 0.5, 0), agreed(none, 0.5, 2, 0));
        assertEquals(new Rates(0.5, 0, 0.5), agreed(none, 0.5, 0, 2));
        assertEquals(new Rates(0.5, 0.1, 0.5), agreed(none, 0.5, 0.1, 2));
    }

    /** RFC 6446 s8. */
    @ParameterizedTest
    @CsvSource({"0, 2, 1", "0, 1, 1", "0.5, 2, 1"})
    void aMinimumThatIsNotBelowTheAdaptiveOneCountsForNothing(double max, double min, double adaptiveMin) {
        assertEquals(0, agreed(none, max, min, adaptiveMin).min());
        assertEquals(max == 0 ? adaptiveMin : max, agreed(none, max, min, adaptiveMin).adaptiveMin());
    }

    @Test
    void ofAFetchThereAreNoRates() {
        assertEquals(Rates.NONE, policy.agree(new Rates(1, 1, 1), 0));
    }

    @ParameterizedTest
    @CsvSource({"0.2, 5000", "0.3, 3334", "1, 1000", "99.9999999999, 10", "0.7, 1429"})
    void thePauseOfARateIsNeverShorterThanItsReciprocal(double rate, long pause) {
        assertEquals(pause, new Rates(rate, 0, 0).shortestPause());
        assertEquals(pause, new Rates(0, rate, 0).longestPause());
    }
}
