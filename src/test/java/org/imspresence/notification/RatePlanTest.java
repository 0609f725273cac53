package org.imspresence.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;

import org.imspresence.dialog.SampleDialogs;
import org.imspresence.notification.Notice.Purpose;
import org.imspresence.subscription.Rates;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState.Reason;
import org.imspresence.subscription.Terms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6446: what is due to a watcher that has asked for rates. */
class RatePlanTest {

    private static final long NOW = 1_000_000;
    private static final long VERSION = 7;
    private static final Duration PACING = Duration.ofSeconds(1);

    private static Optional<Notice> plan(Rates rates, Delivery delivery) {
        Subscription subscription = new Subscription(
                "sip:user1_public1@home1.net", "", false, "presence", Terms.of("application/pidf+xml").at(rates), NOW + 600_000, SampleDialogs.dialog("1"), 169, NOW, NOW, "", false);
        return Planner.plan(subscription, delivery, VERSION, NOW, PACING);
    }

    private static Delivery told(long sinceLast, int recent) {
        return new Delivery(false, VERSION, false, false, Optional.empty(), sinceLast, recent);
    }

    private static Delivery changed(long sinceLast) {
        return new Delivery(false, VERSION - 1, false, false, Optional.empty(), sinceLast, 0);
    }

    private static Delivery owed(boolean prompt) {
        return new Delivery(false, VERSION, true, prompt, Optional.empty(), 100, 0);
    }

    private static void isDue(Purpose purpose, long pause, Optional<Notice> notice) {
        assertEquals(purpose, notice.orElseThrow().purpose());
        assertEquals(pause, notice.orElseThrow().pause());
    }

    @Test
    void whatIsInForceIsToldWhileTheSubscriptionLives() {
        Rates rates = new Rates(0.5, 0.1, 0.25);

        assertEquals("active;expires=600;max-rate=0.5;min-rate=0.1;adaptive-min-rate=0.25", plan(rates, owed(true)).orElseThrow().subscriptionState());
        assertEquals("pending;expires=600;max-rate=0.5;min-rate=0.1;adaptive-min-rate=0.25",
                plan(rates, new Delivery(true, VERSION, true, true, Optional.empty(), 0, 0)).orElseThrow().subscriptionState());
        assertEquals("terminated;reason=timeout", plan(rates, new Delivery(false, VERSION, false, false, Optional.of(Reason.TIMEOUT), 0, 0)).orElseThrow().subscriptionState());
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0, 10000", "0.1, 9999, 1", "0.1, 10000, 0", "2, 0, 1000", "0, 400, 600"})
    void aChangeWaitsForTheMaximumRateOrThePaceWhicheverIsSlower(double max, long sinceLast, long pause) {
        isDue(Purpose.CHANGE, pause, plan(new Rates(max, 0, 0), changed(sinceLast)));
    }

    /** RFC 6446 s5.2. */
    @Test
    void theMaximumRateHoldsBackAllButAnswersAndEnds() {
        Rates rates = new Rates(0.1, 0, 0);

        isDue(Purpose.ANSWER, 0, plan(rates, owed(true)));
        isDue(Purpose.ANSWER, 9_900, plan(rates, owed(false)));
        isDue(Purpose.END, 0, plan(rates, new Delivery(false, VERSION, false, false, Optional.of(Reason.TIMEOUT), 100, 0)));
        isDue(Purpose.ANSWER, 0, plan(Rates.NONE, owed(false)));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.1, 0, 10000", "0, 0.1, 4000, 6000", "0, 0.1, 10000, 0", "0, 0.1, 9223372036854775807, 0", "0.1, 0.1, 0, 10000", "0, 5, 0, 1000"})
    void withAMinimumRateAReminderIsDueWhenNothingElseWas(double max, double min, long sinceLast, long pause) {
        isDue(Purpose.REMINDER, pause, plan(new Rates(max, min, 0), told(sinceLast, 0)));
    }

    @Test
    void aChangeIsNotHeldBackForAReminder() {
        isDue(Purpose.CHANGE, 0, plan(new Rates(0, 0.1, 0), changed(2_000)));
    }

    @Test
    void whoAsksForNoMinimumIsNotReminded() {
        assertEquals(Optional.empty(), plan(new Rates(0.1, 0, 0), told(1_000_000, 0)));
    }

    /** RFC 6446 s7.4, equations 1 and 2: at half a NOTIFY per second the period is 20 s. */
    @ParameterizedTest
    @CsvSource({"0, 10, 2000", "0, 5, 1000", "0, 20, 4000", "0, 1, 1000", "0.4, 5, 2500", "0.4, 20, 4000"})
    void theAdaptiveTimeoutFollowsTheNumberOfRecentNotifies(double max, int recent, long pause) {
        isDue(Purpose.REMINDER, pause, plan(new Rates(max, 0, 0.5), told(0, recent)));
    }

    /** RFC 6446 s8. */
    @Test
    void theMinimumRateBoundsTheSilenceAfterABurst() {
        isDue(Purpose.REMINDER, 4_000, plan(new Rates(0, 0.25, 0.5), told(0, 40)));
        isDue(Purpose.REMINDER, 2_000, plan(new Rates(0, 0.25, 0.5), told(0, 10)));
    }

    @Test
    void aNewRecordIsOneOfNotifiesAtTheVeryRate() {
        RecentNotifies recent = new RecentNotifies(0.5, 100_000);
        recent.sent(100_000);

        assertEquals(10, recent.count());
    }

    @Test
    void whatIsOlderThanAPeriodDoesNotCount() {
        RecentNotifies recent = new RecentNotifies(0.5, 100_000);
        recent.sent(100_000);
        recent.sent(119_999);
        assertEquals(2, recent.count());
        recent.sent(120_000);

        assertEquals(2, recent.count());
    }

    @Test
    void ofABurstSoManyCountThatTheSilenceAfterItIsBounded() {
        RecentNotifies recent = new RecentNotifies(0.5, 0);
        for (int i = 0; i < 1_000; i++) {
            recent.sent(i);
        }

        assertEquals(40, recent.count());
    }

    /** RFC 6446 s7.4: the formula meets the rate asked for over time, whatever else is told. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void overTimeThereAreAsManyNotifiesAsTheAdaptiveMinimumRateAsksFor(long seed) {
        Random random = new Random(seed);
        double rate = 0.05 + random.nextDouble() * 2;
        double changeRate = rate * random.nextDouble() * 3;
        RecentNotifies recent = new RecentNotifies(rate, 0);
        long now = 0;
        int sent = 0;
        long end = Math.round(1000 * RecentNotifies.period(rate) * 100);
        while (now < end) {
            recent.sent(now);
            sent++;
            long pause = plan(new Rates(0, 0, rate), told(0, recent.count())).orElseThrow().pause();
            boolean isBusy = now / (end / 10) % 2 == 0;
            long change = isBusy ? Math.max(1_000, Math.round(-Math.log(1 - random.nextDouble()) * 1000 / changeRate)) : Long.MAX_VALUE;
            now += Math.min(pause, change);
        }

        double average = sent * 1000.0 / now;
        double allowed = Math.min(rate, 1.0 / PACING.toSeconds());
        assertTrue(average >= 0.97 * allowed, "asked for " + rate + ", had " + average);
    }
}
