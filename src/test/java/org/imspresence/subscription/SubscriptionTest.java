package org.imspresence.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.SampleDialogs;
import org.imspresence.subscription.SubscriptionState.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionTest {

    private static final DialogState DIALOG = SampleDialogs.dialog("1");

    @ParameterizedTest
    @CsvSource({"5000000, 5000", "4999001, 5000", "4999000, 4999", "1000, 1", "999, 1", "1, 1", "0, 0", "-1, 0", "-999, 0", "-1000, 0", "-5000, 0"})
    void whatRemainsIsRoundedUpToWholeSecondsAndNeverNegative(long milliseconds, long seconds) {
        long now = 1_700_000_000_123L;

        assertEquals(seconds, expiringAt(now + milliseconds).remainingSeconds(now));
    }

    @ParameterizedTest
    @CsvSource({"4999001, 5000", "20001, 21", "20000, 20", "19999, 19", "2000, 2", "1999, 1", "1520, 1", "1000, 1", "999, 1", "1, 1", "0, 0"})
    void nearItsEndANotifyTellsNoMoreThanWhatRemainsAndThatItLives(long milliseconds, long seconds) {
        long now = 1_700_000_000_123L;

        assertEquals(seconds, expiringAt(now + milliseconds).toldSeconds(now));
    }

    @Test
    void aReservationChangesNothingElse() {
        Subscription subscription = expiringAt(1000);

        Subscription reserved = subscription.reserving(297);

        assertEquals(297, reserved.reservedCSeq());
        assertEquals(subscription, reserved.reserving(subscription.reservedCSeq()));
    }

    @Test
    void aRefreshKeepsWatcherEventAndReservation() {
        Subscription subscription = expiringAt(1000);
        DialogState moved = DIALOG.refreshed("sip:elsewhere.home1.net", 62);

        assertEquals(
                new Subscription("sip:watcher@home1.net", "", false, "presence;id=7", Terms.of("application/cpim-pidf+xml"), 2000, moved, 169, 5, 77, "", false),
                subscription.refreshed(moved, Terms.of("application/cpim-pidf+xml"), 2000, 77));
    }

    @Test
    void whatHasEndedSaysWhyAndHasNoLifeLeft() {
        Subscription ended = expiringAt(1_000_000).ended(Reason.REJECTED, 9);

        assertTrue(ended.isEnded());
        assertEquals(Optional.of(Reason.REJECTED), ended.ending());
        assertEquals(9, ended.changedAt());
        assertEquals(0, ended.remainingSeconds(0));
        assertTrue(expiringAt(1).gone(9).isEnded());
        assertEquals(Optional.empty(), expiringAt(1).gone(9).ending(), "there is nobody to tell");
    }

    /** In either order. */
    private static void assertMerged(Subscription expected, Subscription one, Subscription other) {
        assertEquals(expected, Subscription.merged(one, other));
        assertEquals(expected, Subscription.merged(other, one));
    }

    @Test
    void afterASplitTheWatchersLastWordHoldsAboveAllSequenceNumbersThatMayHaveBeenUsed() {
        Subscription here = expiringAt(1000).reserving(900);
        Subscription there = expiringAt(1000).refreshed(DIALOG.refreshed("sip:elsewhere.home1.net", 62), Terms.of("application/pidf+xml"), 2000, 77).reserving(425);

        assertMerged(there.reserving(900), here, there);
    }

    @Test
    void afterASplitWhatEndedOnOneSideStaysEnded() {
        Subscription here = expiringAt(1000).ended(Reason.TIMEOUT, 50);
        Subscription there = expiringAt(1000).refreshed(DIALOG.refreshed("sip:elsewhere.home1.net", 62), Terms.of("application/pidf+xml"), 2000, 77).reserving(425);

        Subscription merged = Subscription.merged(here, there);
        assertMerged(merged, here, there);
        assertEquals(Optional.of(Reason.TIMEOUT), merged.ending());
        assertEquals(425, merged.reservedCSeq());
        assertEquals(62, merged.dialog().remoteCSeq());
    }

    @Test
    void anActiveStateSaysHowManySecondsRemain() {
        assertEquals("active;expires=5000", SubscriptionState.active(5000, Rates.NONE));
        assertEquals("active;expires=0", SubscriptionState.active(0, Rates.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        "DEACTIVATED, terminated;reason=deactivated", "PROBATION, terminated;reason=probation", "REJECTED, terminated;reason=rejected",
        "TIMEOUT, terminated;reason=timeout", "GIVEUP, terminated;reason=giveup", "NORESOURCE, terminated;reason=noresource",
        "INVARIANT, terminated;reason=invariant"})
    void aTerminatedStateSaysWhyInTheTokenOfRfc6665(Reason reason, String value) {
        assertEquals(value, SubscriptionState.terminated(reason));
    }

    /** RFC 5839 s6.3. */
    @Test
    void withoutNotifyOnlyWhatLivesOrWaitsHasSomebodyToTell() {
        assertFalse(expiringAt(1000).withoutNotify().isEnded());
        assertEquals(Optional.empty(), expiringAt(1000).ended(Reason.TIMEOUT, 77).withoutNotify().ending());
        assertTrue(expiringAt(1000).waiting(77).withoutNotify().isWaiting());
        assertTrue(expiringAt(1000).withoutNotify().reserving(500).unnotified());
        assertFalse(expiringAt(1000).withoutNotify().ended(Reason.TIMEOUT, 77).unnotified());
    }

    private static Subscription expiringAt(long at) {
        return new Subscription("sip:watcher@home1.net", "", false, "presence;id=7", Terms.of("application/pidf+xml"), at, DIALOG, 169, 5, 5, "", false);
    }
}
