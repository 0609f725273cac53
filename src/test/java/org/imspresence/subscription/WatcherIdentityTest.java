package org.imspresence.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.SampleDialogs;
import org.imspresence.subscription.SubscribeDecision.Open;
import org.imspresence.subscription.SubscribeDecision.Refresh;
import org.imspresence.subscription.SubscribeDecision.Refuse;
import org.imspresence.subscription.SubscribeDecision.Repeat;
import org.imspresence.subscription.SubscriptionRules.Siblings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose a subscription is: the watcher that opened it may be known by two names, by one of them, or by none. */
class WatcherIdentityTest {

    private static final String SIP = "sip:alice@home1.net";
    private static final String TEL = "tel:+12015550123";
    private static final String PIDF = "application/pidf+xml";
    private static final long NOW = 1_700_000_000_000L;
    private static final DialogState DIALOG = SampleDialogs.dialog("call");

    private final SubscriptionRules rules = new SubscriptionRules(new SubscriptionLimits(3600, 60, 7200, 1000, 2, new RatePolicy(0, 0)));

    private static SubscribeRequest request(String watcher, String alias, boolean inDialog, int later) {
        DialogState dialog = DIALOG.refreshed(DIALOG.remoteTarget(), DIALOG.remoteCSeq() + later);
        return new SubscribeRequest("sip:b@home2.net", watcher, alias == null ? "" : alias, watcher.equals(SubscribeRequest.ANONYMOUS), inDialog, "presence", Terms.of(PIDF), "", 600, "", SubscribeRequest.noBody(), dialog);
    }

    private Subscription opened(String watcher, String alias) {
        return assertInstanceOf(Open.class, rules.decide(Optional.empty(), some(0), request(watcher, alias, false, 0), NOW)).subscription();
    }

    /** So many subscriptions of whatever watcher, all from the same Contact. */
    private Siblings some(int count) {
        return new Siblings() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public List<Subscription> of(String watcher) {
                return Collections.nCopies(count, opened(watcher, ""));
            }
        };
    }

    private SubscribeDecision decide(Subscription known, SubscribeRequest request) {
        return rules.decide(Optional.of(known), some(1), request, NOW);
    }

    private static void assertNoSuchDialog(SubscribeDecision decision) {
        assertEquals(481, assertInstanceOf(Refuse.class, decision).status());
    }

    @Test
    void aNewSubscriptionKeepsBothNames() {
        Subscription subscription = opened(SIP, TEL);

        assertEquals(List.of(SIP, TEL), subscription.requester().identities());
        assertEquals(SIP, subscription.watcher());
    }

    @ParameterizedTest
    @CsvSource({SIP + "," + TEL, SIP + ",", TEL + ",", "sip:new@home1.net," + TEL})
    void aRefreshComesUnderEitherName(String watcher, String alias) {
        Subscription refreshed = assertInstanceOf(Refresh.class, decide(opened(SIP, TEL), request(watcher, alias, true, 1))).subscription();

        assertEquals(List.of(SIP, TEL), refreshed.requester().identities(), "the names that it was opened under");
        assertInstanceOf(Refresh.class, decide(opened(SIP, TEL), request(watcher, alias, false, 1)), "that has lost its To tag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:mallory@home1.net", "tel:+12015550124", SubscribeRequest.ANONYMOUS})
    void nobodyElseRefreshesOrIsToldTheDialog(String watcher) {
        Subscription known = opened(SIP, TEL);

        assertNoSuchDialog(decide(known, request(watcher, "", true, 1)));
        assertNoSuchDialog(decide(known, request(watcher, "", false, 1)));
        assertNoSuchDialog(decide(known, request(watcher, "", true, 0)));
        assertNoSuchDialog(decide(known, request(watcher, "", false, 0)));
    }

    @Test
    void aTrustedPeerMayLeaveItToTheDialogWhoSendsARequestInIt() {
        Subscription known = opened(SIP, TEL);

        assertInstanceOf(Refresh.class, decide(known, request(SubscribeRequest.OF_THE_DIALOG, "", true, 1)));
        assertNoSuchDialog(decide(known, request(SubscribeRequest.OF_THE_DIALOG, "", false, 1)));
    }

    @Test
    void ofAWatcherWithoutANameTheDialogIsTheProof() {
        Subscription known = opened(SubscribeRequest.ANONYMOUS, "");

        assertInstanceOf(Refresh.class, decide(known, request(SubscribeRequest.ANONYMOUS, "", true, 1)));
        assertInstanceOf(Repeat.class, decide(known, request(SubscribeRequest.ANONYMOUS, "", false, 0)));
        assertNoSuchDialog(decide(known, request(SIP, "", true, 1)));
    }

    @Test
    void atTheLimitOneWithoutANameEndsNothingThatAnotherHas() {
        SubscribeRequest anonymous = request(SubscribeRequest.ANONYMOUS, "", false, 0);
        SubscribeRequest known = request(SIP, "", false, 0);

        assertEquals(480, assertInstanceOf(Refuse.class, rules.decide(Optional.empty(), some(2), anonymous, NOW)).status());
        assertInstanceOf(Open.class, rules.decide(Optional.empty(), some(2), known, NOW));
        assertInstanceOf(Open.class, rules.decide(Optional.empty(), some(1), anonymous, NOW));
    }
}
