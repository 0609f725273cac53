package org.imspresence.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
                new Subscription("sip:watcher@home1.net", "presence;id=7", "application/cpim-pidf+xml", 2000, moved, 169),
                subscription.refreshed(moved, "application/cpim-pidf+xml", 2000));
    }

    @Test
    void anActiveStateSaysHowManySecondsRemain() {
        assertEquals("active;expires=5000", SubscriptionState.active(5000));
        assertEquals("active;expires=0", SubscriptionState.active(0));
    }

    @ParameterizedTest
    @CsvSource({
        "DEACTIVATED, terminated;reason=deactivated", "PROBATION, terminated;reason=probation", "REJECTED, terminated;reason=rejected",
        "TIMEOUT, terminated;reason=timeout", "GIVEUP, terminated;reason=giveup", "NORESOURCE, terminated;reason=noresource",
        "INVARIANT, terminated;reason=invariant"})
    void aTerminatedStateSaysWhyInTheTokenOfRfc6665(Reason reason, String value) {
        assertEquals(value, SubscriptionState.terminated(reason));
    }

    private static Subscription expiringAt(long at) {
        return new Subscription("sip:watcher@home1.net", "presence;id=7", "application/pidf+xml", at, DIALOG, 169);
    }
}
