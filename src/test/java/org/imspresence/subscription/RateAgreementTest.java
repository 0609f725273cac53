package org.imspresence.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Optional;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.SampleDialogs;
import org.imspresence.subscription.SubscribeDecision.Fetch;
import org.imspresence.subscription.SubscribeDecision.Open;
import org.imspresence.subscription.SubscribeDecision.Refresh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6446: the rates of a subscription are what its last SUBSCRIBE, or the last answer to a NOTIFY, asks for, as far as the notifier agrees. */
class RateAgreementTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final SubscriptionRules RULES = new SubscriptionRules(new SubscriptionLimits(3600, 60, 7200, 3, 3, new RatePolicy(1_000, 2_000)));
    private static final DialogState DIALOG = SampleDialogs.dialog("cb03a0s09a2sdfglkj490333");
    private static final SubscriptionRules.Siblings NOBODY = new SubscriptionRules.Siblings() {
        @Override
        public int count() {
            return 0;
        }

        @Override
        public List<Subscription> of(String watcher) {
            return List.of();
        }
    };

    private final Subscription plain = opened(Rates.NONE);

    private static SubscribeRequest request(boolean inDialog, int expires, Rates rates, DialogState dialog) {
        Terms terms = Terms.of("application/pidf+xml").at(rates);
        return new SubscribeRequest("sip:user2_public1@home2.net", "sip:user1_public1@home1.net", "", false, inDialog, "presence;id=7", terms, "", expires, "", SubscribeRequest.noBody(), dialog);
    }

    private static Subscription opened(Rates rates) {
        return assertInstanceOf(Open.class, RULES.decide(Optional.empty(), NOBODY, request(false, 600, rates, DIALOG), NOW)).subscription();
    }

    private static Subscription refreshed(Subscription known, Rates rates) {
        DialogState next = DIALOG.refreshed(DIALOG.remoteTarget(), DIALOG.remoteCSeq() + 1);
        return assertInstanceOf(Refresh.class, RULES.decide(Optional.of(known), NOBODY, request(true, 600, rates, next), NOW + 100_000)).subscription();
    }

    private static Subscription answered(Subscription known, String contact, String event) {
        return RULES.answered(known, Optional.ofNullable(contact), Optional.ofNullable(event), NOW + 100_000);
    }

    @Test
    void aSubscriptionIsOpenedAtTheRatesThatTheNotifierAgreesTo() {
        assertEquals(new Rates(1, 0.5, 0), opened(new Rates(3, 3, 0)).terms().rates());
        assertEquals(new Rates(0.0016666667, 0.0016666667, 0), opened(new Rates(0.001, 3, 0)).terms().rates());
        assertSame(Rates.NONE, plain.terms().rates());
    }

    @Test
    void aRefreshSaysAllRatesAnew() {
        Subscription slow = opened(new Rates(0.1, 0, 0));

        assertEquals(new Rates(0, 0.2, 0), refreshed(slow, new Rates(0, 0.2, 0)).terms().rates());
        assertSame(Rates.NONE, refreshed(slow, Rates.NONE).terms().rates());
    }

    @Test
    void aFetchHasNone() {
        assertSame(Rates.NONE, assertInstanceOf(Fetch.class, RULES.decide(Optional.empty(), NOBODY, request(false, 0, new Rates(1, 1, 1), DIALOG), NOW)).subscription().terms().rates());
    }

    @Test
    void anAnswerThatSaysNothingNewChangesNothing() {
        assertSame(plain, answered(plain, null, null));
        assertSame(plain, answered(plain, DIALOG.remoteTarget(), "presence"));
    }

    @Test
    void anAnswerSaysWhereTheWatcherIs() {
        assertEquals("sip:elsewhere@home1.net", answered(plain, "sip:elsewhere@home1.net", null).dialog().remoteTarget());
    }

    /** RFC 6446 s9.3. */
    @Test
    void theEventOfAnAnswerSaysAllRatesAnewAndNothingElse() {
        Subscription slow = answered(plain, "sip:elsewhere@home1.net", "presence;max-rate=0.5;id=8");
        assertEquals(new Rates(0.5, 0, 0), slow.terms().rates());
        assertEquals("sip:elsewhere@home1.net", slow.dialog().remoteTarget());
        assertEquals(plain.event(), slow.event());

        assertEquals(new Rates(0, 0.1, 0), answered(slow, null, "presence;min-rate=0.1").terms().rates());
        assertSame(slow, answered(slow, null, null));
        assertSame(Rates.NONE, answered(slow, null, "presence").terms().rates());
    }

    /** RFC 6446 s5.3. */
    @Test
    void anAnswerThatWouldSilenceTheNotifierIsHeldToWhatRemains() {
        assertEquals(new Rates(0.002, 0, 0), answered(plain, null, "presence;max-rate=0.0000000001").terms().rates());
    }

    /** RFC 6446 s9.3. */
    @ParameterizedTest
    @ValueSource(strings = {"presence.winfo;max-rate=1", ";max-rate=1", "Presence;max-rate=1", ""})
    void theEventOfAnAnswerCountsOnlyIfItIsTheSame(String event) {
        assertSame(plain, answered(plain, null, event));
    }
}
