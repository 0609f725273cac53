package org.imspresence.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;

import org.imspresence.dialog.SampleDialogs;
import org.imspresence.subscription.Rates;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState.Reason;
import org.imspresence.subscription.Terms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PlannerTest {

    private static final long NOW = 1_000_000;
    private static final long VERSION = 7;
    private static final Duration PACING = Duration.ofSeconds(5);
    private static final long LONG_AGO = 5_000;

    private final Subscription subscription = new Subscription(
            "sip:user1_public1@home1.net", "", false, "presence", Terms.of("application/pidf+xml"), NOW + 4_999_001, SampleDialogs.dialog("1"), 169, NOW, NOW, "", false);

    @Test
    void aWatcherThatKnowsAllIsToldNothing() {
        assertEquals(Optional.empty(), plan(new Delivery(false, VERSION, false, false, Optional.empty(), LONG_AGO, 0)));
    }

    @Test
    void aWatcherThatKnowsAnOlderStateIsToldWhatRemainsOfItsSubscription() {
        Notice notice = plan(new Delivery(false, VERSION - 3, false, false, Optional.empty(), LONG_AGO, 0)).orElseThrow();

        assertEquals("active;expires=5000", notice.subscriptionState());
        assertFalse(notice.terminal());
        assertEquals("state changed", notice.why());
    }

    @Test
    void aWatcherThatHasBeenToldNothingIsTold() {
        assertTrue(plan(new Delivery(false, Delivery.NOTHING, false, false, Optional.empty(), LONG_AGO, 0)).isPresent());
        assertTrue(Planner.plan(subscription, new Delivery(false, Delivery.NOTHING, false, false, Optional.empty(), LONG_AGO, 0), 0, NOW, PACING).isPresent());
    }

    /** RFC 5839 s6.3. */
    @Test
    void aQuenchedWatcherIsToldOfNoChangeOnceItHasBeenToldThatItsSubscriptionIsThere() {
        Subscription quenched = subscription.refreshed(subscription.dialog(), new Terms("application/pidf+xml", false, Rates.NONE, "", true), subscription.expiresAt(), NOW);

        assertEquals(Optional.empty(), Planner.plan(quenched, new Delivery(false, VERSION - 3, false, false, Optional.empty(), LONG_AGO, 0), VERSION, NOW, PACING));
        assertTrue(Planner.plan(quenched, new Delivery(false, Delivery.NOTHING, false, false, Optional.empty(), LONG_AGO, 0), VERSION, NOW, PACING).isPresent());
        assertTrue(Planner.plan(quenched, new Delivery(false, VERSION, true, true, Optional.empty(), LONG_AGO, 0), VERSION, NOW, PACING).isPresent());
    }

    @Test
    void aQuenchedWatcherIsNotRemindedOfWhatItDoesNotWantToHear() {
        Rates twice = new Rates(0, 2, 0);
        Subscription reminded = subscription.at(twice);
        Subscription quenched = subscription.refreshed(subscription.dialog(), new Terms("application/pidf+xml", false, twice, "", true), subscription.expiresAt(), NOW);
        Delivery told = new Delivery(false, VERSION, false, false, Optional.empty(), LONG_AGO, 0);

        assertTrue(Planner.plan(reminded, told, VERSION, NOW, PACING).isPresent());
        assertEquals(Optional.empty(), Planner.plan(quenched, told, VERSION, NOW, PACING));
    }

    @Test
    void everySubscribeIsAnsweredByANotifyEvenIfNothingIsNew() {
        Notice notice = plan(new Delivery(false, VERSION, true, true, Optional.empty(), LONG_AGO, 0)).orElseThrow();

        assertEquals("active;expires=5000", notice.subscriptionState());
        assertFalse(notice.terminal());
        assertEquals("answers a SUBSCRIBE, or tells the subscription's new state", notice.why());
    }

    @Test
    void anAnswerThatIsOwedComesBeforeAChange() {
        assertEquals("answers a SUBSCRIBE, or tells the subscription's new state", plan(new Delivery(false, VERSION - 1, true, true, Optional.empty(), LONG_AGO, 0)).orElseThrow().why());
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void anEndComesBeforeAllElseAndIsTheLast(Reason reason) {
        for (Delivery delivery : new Delivery[] {
                new Delivery(false, VERSION, false, false, Optional.of(reason), LONG_AGO, 0),
                new Delivery(false, VERSION, true, true, Optional.of(reason), LONG_AGO, 0),
                new Delivery(false, VERSION - 1, true, true, Optional.of(reason), LONG_AGO, 0)}) {
            Notice notice = plan(delivery).orElseThrow();

            assertEquals("terminated;reason=" + reason, notice.subscriptionState());
            assertTrue(notice.terminal());
            assertEquals("ends: " + reason, notice.why());
        }
    }

    @Test
    void ofASubscriptionThatHasRunOutOnlyTheEndIsTold() {
        long tooLate = subscription.expiresAt();

        assertEquals(Optional.empty(), Planner.plan(subscription, new Delivery(false, VERSION - 1, true, true, Optional.empty(), LONG_AGO, 0), VERSION, tooLate, PACING));
        assertTrue(Planner.plan(subscription, new Delivery(false, VERSION, false, false, Optional.of(Reason.TIMEOUT), LONG_AGO, 0), VERSION, tooLate, PACING).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"0, 5000", "1, 4999", "4999, 1", "5000, 0", "5001, 0", "9223372036854775807, 0"})
    void aChangeWaitsUntilThePaceAllowsIt(long sinceLast, long pause) {
        Notice notice = plan(new Delivery(false, VERSION - 1, false, false, Optional.empty(), sinceLast, 0)).orElseThrow();

        assertEquals(pause, notice.pause());
    }

    @Test
    void withoutPacingAChangeIsToldAtOnce() {
        Delivery delivery = new Delivery(false, VERSION - 1, false, false, Optional.empty(), 0, 0);

        assertEquals(0, Planner.plan(subscription, delivery, VERSION, NOW, Duration.ZERO).orElseThrow().pause());
    }

    @Test
    void whatAnswersASubscribeAndWhatEndsASubscriptionIsNotPaced() {
        assertEquals(0, plan(new Delivery(false, VERSION - 1, true, true, Optional.empty(), 0, 0)).orElseThrow().pause());
        assertEquals(0, plan(new Delivery(false, VERSION - 1, false, false, Optional.of(Reason.TIMEOUT), 0, 0)).orElseThrow().pause());
    }

    private Optional<Notice> plan(Delivery delivery) {
        return Planner.plan(subscription, delivery, VERSION, NOW, PACING);
    }
}
