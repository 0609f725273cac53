package org.imspresence.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import org.imspresence.dialog.SampleDialogs;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlannerTest {

    private static final long NOW = 1_000_000;
    private static final long VERSION = 7;

    private final Subscription subscription = new Subscription(
            "sip:user1_public1@home1.net", "presence", "application/pidf+xml", NOW + 4_999_001, SampleDialogs.dialog("1"), 169);

    @Test
    void aWatcherThatKnowsAllIsToldNothing() {
        assertEquals(Optional.empty(), plan(new Delivery(VERSION, false, Optional.empty())));
    }

    @Test
    void aWatcherThatKnowsAnOlderStateIsToldWhatRemainsOfItsSubscription() {
        Notice notice = plan(new Delivery(VERSION - 3, false, Optional.empty())).orElseThrow();

        assertEquals("active;expires=5000", notice.subscriptionState());
        assertFalse(notice.terminal());
        assertEquals("state changed", notice.why());
    }

    @Test
    void aWatcherThatHasBeenToldNothingIsTold() {
        assertTrue(plan(new Delivery(Delivery.NOTHING, false, Optional.empty())).isPresent());
        assertTrue(Planner.plan(subscription, new Delivery(Delivery.NOTHING, false, Optional.empty()), 0, NOW).isPresent());
    }

    @Test
    void everySubscribeIsAnsweredByANotifyEvenIfNothingIsNew() {
        Notice notice = plan(new Delivery(VERSION, true, Optional.empty())).orElseThrow();

        assertEquals("active;expires=5000", notice.subscriptionState());
        assertFalse(notice.terminal());
        assertEquals("answers a SUBSCRIBE", notice.why());
    }

    @Test
    void anAnswerThatIsOwedComesBeforeAChange() {
        assertEquals("answers a SUBSCRIBE", plan(new Delivery(VERSION - 1, true, Optional.empty())).orElseThrow().why());
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void anEndComesBeforeAllElseAndIsTheLast(Reason reason) {
        for (Delivery delivery : new Delivery[] {
                new Delivery(VERSION, false, Optional.of(reason)),
                new Delivery(VERSION, true, Optional.of(reason)),
                new Delivery(VERSION - 1, true, Optional.of(reason))}) {
            Notice notice = plan(delivery).orElseThrow();

            assertEquals("terminated;reason=" + reason, notice.subscriptionState());
            assertTrue(notice.terminal());
            assertEquals("ends: " + reason, notice.why());
        }
    }

    @Test
    void aSubscriptionThatHasRunOutIsActiveForZeroSecondsUntilItIsEnded() {
        Notice notice = Planner.plan(subscription, new Delivery(VERSION, true, Optional.empty()), VERSION, NOW + 10_000_000).orElseThrow();

        assertEquals("active;expires=0", notice.subscriptionState());
    }

    private Optional<Notice> plan(Delivery delivery) {
        return Planner.plan(subscription, delivery, VERSION, NOW);
    }
}
