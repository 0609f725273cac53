package org.imspresence.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.dialog.SampleDialogs.withRoutes;
import static org.imspresence.dialog.SampleDialogs.withTags;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.RouteSet;
import org.imspresence.dialog.SampleDialogs;
import org.imspresence.subscription.SubscribeDecision.Close;
import org.imspresence.subscription.SubscribeDecision.Fetch;
import org.imspresence.subscription.SubscribeDecision.Open;
import org.imspresence.subscription.SubscribeDecision.Refresh;
import org.imspresence.subscription.SubscribeDecision.Refuse;
import org.imspresence.subscription.SubscribeDecision.Repeat;
import org.imspresence.subscription.SubscriptionRules.Siblings;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionRulesTest {

    private static final String PRESENTITY = "sip:user2_public1@home2.net";
    private static final String WATCHER = "sip:user1_public1@home1.net";
    private static final String PIDF = "application/pidf+xml";
    private static final String CPIM = "application/cpim-pidf+xml";
    private static final long NOW = 1_700_000_000_000L;
    private static final int NONE = SubscribeRequest.NO_EXPIRES;

    private static final DialogState DIALOG = SampleDialogs.dialog("cb03a0s09a2sdfglkj490333");

    private final SubscriptionRules rules = rules(3600, 60, 7200, 3);

    private static SubscriptionRules rules(int byDefault, int min, int max, int watchers) {
        return new SubscriptionRules(new SubscriptionLimits(byDefault, min, max, watchers, watchers, new RatePolicy(0, 0)));
    }

    /** So many subscriptions, all of other watchers. */
    private static Siblings others(int count) {
        return new Siblings() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public List<Subscription> of(String watcher) {
                return List.of();
            }
        };
    }

    private static SubscribeRequest initial(int expires) {
        return new SubscribeRequest(PRESENTITY, WATCHER, "", false, false, "presence;id=7", Terms.of(CPIM), "", expires, "", SubscribeRequest.noBody(), DIALOG);
    }

    private static Refuse refused(SubscribeDecision decision, int status) {
        Refuse refuse = assertInstanceOf(Refuse.class, decision);
        assertEquals(status, refuse.status(), refuse.reason());
        return refuse;
    }

    /** RFC 4660 s5.2, with filters that are texts. */
    @Nested
    class WithFilters {

        private final SubscriptionRules rules = new SubscriptionRules(new SubscriptionLimits(3600, 60, 7200, 3, 3, new RatePolicy(0, 0)),
                (request, held) -> request.body().length == 0 ? new FilterRules.Hold(held) : request.body().length > 3 ? new FilterRules.Reject("too long") : new FilterRules.Hold(held + new String(request.body(), UTF_8)));
        private final Subscription known = new Subscription(WATCHER, "", false, "presence;id=7", Terms.of(CPIM).filteredBy("a"), NOW + 600_000, DIALOG, 169, NOW, NOW, "", false);

        private SubscribeDecision decide(boolean inDialog, int expires, String accepted, String body) {
            DialogState dialog = inDialog ? DIALOG.refreshed(DIALOG.remoteTarget(), 62) : DIALOG;
            SubscribeRequest request = new SubscribeRequest(PRESENTITY, WATCHER, "", false, inDialog, "presence;id=7", Terms.of(accepted), "", expires, "", body.getBytes(UTF_8), dialog);
            return rules.decide(inDialog ? Optional.of(known) : Optional.empty(), others(0), request, NOW);
        }

        @Test
        void theyAreThoseOfTheRequestOrOfTheSubscriptionBeforeIt() {
            assertEquals("b", assertInstanceOf(Open.class, decide(false, 600, CPIM, "b")).subscription().terms().filters());
            assertEquals("b", assertInstanceOf(Fetch.class, decide(false, 0, CPIM, "b")).subscription().terms().filters());
            assertEquals("a", assertInstanceOf(Refresh.class, decide(true, 600, CPIM, "")).subscription().terms().filters());
            assertEquals("ab", assertInstanceOf(Refresh.class, decide(true, 600, CPIM, "b")).subscription().terms().filters());
            assertEquals("ab", assertInstanceOf(Close.class, decide(true, 0, CPIM, "b")).subscription().terms().filters());
        }

        @Test
        void aWatcherThatHasNotHadIts200SaysAllOfThemAgain() {
            SubscribeRequest again = new SubscribeRequest(PRESENTITY, WATCHER, "", false, false, "presence;id=7", Terms.of(CPIM), "", 600, "", "b".getBytes(UTF_8), DIALOG.refreshed(DIALOG.remoteTarget(), 62));

            assertEquals("b", assertInstanceOf(Refresh.class, rules.decide(Optional.of(known), others(1), again, NOW)).subscription().terms().filters());
        }

        @Test
        void whatIsWrongWithThemIsSaidAfterWhatIsWrongWithTheRequest() {
            assertEquals("too long", refused(decide(false, 600, CPIM, "long"), 488).reason());
            refused(decide(false, 0, CPIM, "long"), 488);
            refused(decide(true, 600, CPIM, "long"), 488);
            refused(decide(true, 0, CPIM, "long"), 488);
            refused(decide(true, 30, CPIM, "long"), 423);
            refused(decide(true, 600, "", "long"), 406);
        }
    }

    /** A SUBSCRIBE without To tag. */
    @Nested
    class Initial {

        @Test
        void opensASubscriptionWithAllThatTheRequestSaid() {
            Open open = assertInstanceOf(Open.class, decide(initial(5000)));

            assertEquals(5000, open.expires());
            assertEquals(new Subscription(WATCHER, "", false, "presence;id=7", Terms.of(CPIM), NOW + 5_000_000, DIALOG, 42 + 127, NOW, NOW, "", false), open.subscription());
        }

        @ParameterizedTest
        @CsvSource({"-1, 3600", "7200, 7200", "7201, 7200", "2147483647, 7200", "60, 60", "61, 61"})
        void isGrantedTheDefaultWhenItAsksForNoneAndNeverMoreThanTheLongest(int asked, int granted) {
            Open open = assertInstanceOf(Open.class, decide(initial(asked)));

            assertEquals(granted, open.expires());
            assertEquals(NOW + granted * 1000L, open.subscription().expiresAt());
        }

        @Test
        void theDefaultIsNoLongerThanTheLongest() {
            assertEquals(600, assertInstanceOf(Open.class, rules(3600, 60, 600, 3).decide(Optional.empty(), others(0), initial(NONE), NOW)).expires());
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 59})
        void thatIsTooBriefIsToldTheShortest(int expires) {
            assertEquals(60, refused(decide(initial(expires)), 423).minExpires());
        }

        @ParameterizedTest
        @CsvSource({"3599, 423", "3600, 200", "3601, 200", "4999, 200", "-1, 200"})
        void ofAnHourIsNeverTooBriefEvenIfTheShortestIsMore(int expires, int status) {
            SubscribeDecision decision = rules(3600, 5000, 7200, 3).decide(Optional.empty(), others(0), initial(expires), NOW);

            if (status == 423) {
                refused(decision, 423);
            } else {
                assertInstanceOf(Open.class, decision);
            }
        }

        @Test
        void withoutAnAcceptableFormatIsRefused() {
            refused(decide(new SubscribeRequest(PRESENTITY, WATCHER, "", false, false, "presence", Terms.of(""), "", 600, "", SubscribeRequest.noBody(), DIALOG)), 406);
        }

        @Test
        void thatIsTooBriefAndNotAcceptableIsTooBriefFirst() {
            refused(decide(new SubscribeRequest(PRESENTITY, WATCHER, "", false, false, "presence", Terms.of(""), "", 1, "", SubscribeRequest.noBody(), DIALOG)), 423);
        }

        @Test
        void forZeroSecondsFetches() {
            Fetch fetch = assertInstanceOf(Fetch.class, decide(initial(0)));

            assertEquals(NOW, fetch.subscription().expiresAt());
            assertEquals(CPIM, fetch.subscription().terms().contentType());
        }

        @Test
        void fetchThatNothingIsAcceptableForIsRefused() {
            refused(decide(new SubscribeRequest(PRESENTITY, WATCHER, "", false, false, "presence", Terms.of(""), "", 0, "", SubscribeRequest.noBody(), DIALOG)), 406);
        }

        @Test
        void beyondTheLimitOfWatchersIsRefusedForNow() {
            assertInstanceOf(Open.class, rules.decide(Optional.empty(), others(2), initial(600), NOW));
            refused(rules.decide(Optional.empty(), others(3), initial(600), NOW), 480);
        }

        @Test
        void fetchIsServedBeyondTheLimitOfWatchers() {
            assertInstanceOf(Fetch.class, rules.decide(Optional.empty(), others(3), initial(0), NOW));
        }

        @Test
        void thatComesAgainGetsTheStoredSubscriptionAndWhatRemainsOfIt() {
            Subscription known = assertInstanceOf(Open.class, decide(initial(600))).subscription();
            SubscribeRequest again = new SubscribeRequest(PRESENTITY, WATCHER, "", false, false, "presence;id=7", Terms.of(CPIM), "", 600, "", SubscribeRequest.noBody(), withTags(DIALOG, "fresh", "theirs"));

            Repeat repeat = assertInstanceOf(Repeat.class, rules.decide(Optional.of(known), others(3), again, NOW + 4_500));

            assertEquals(known, repeat.subscription());
            assertEquals(596, repeat.expires());
        }

        @Test
        void ofAWatcherThatHasNotHadOur200IsToldTheDialogThatItHas() {
            Subscription known = assertInstanceOf(Open.class, decide(initial(600))).subscription();
            SubscribeRequest again = new SubscribeRequest(PRESENTITY, WATCHER, "", false, false, "presence;id=7", Terms.of(CPIM), "", 700, "", SubscribeRequest.noBody(), withTags(DIALOG.refreshed("sip:x@y", 62), "made up for the answer", DIALOG.remoteTag()));

            Refresh refresh = assertInstanceOf(Refresh.class, rules.decide(Optional.of(known), others(1), again, NOW));

            assertEquals(700, refresh.expires());
            assertEquals(DIALOG.refreshed("sip:x@y", 62), refresh.subscription().dialog());
        }

        @Test
        void underACallIdAndTagOfAnotherWatcherOrEventIsRefused() {
            Subscription known = assertInstanceOf(Open.class, decide(initial(600))).subscription();
            SubscribeRequest stranger = new SubscribeRequest(PRESENTITY, "sip:mallory@home1.net", "", false, false, "presence;id=7", Terms.of(CPIM), "", 600, "", SubscribeRequest.noBody(), DIALOG.refreshed("sip:x@y", 62));
            SubscribeRequest other = new SubscribeRequest(PRESENTITY, WATCHER, "", false, false, "presence;id=8", Terms.of(CPIM), "", 600, "", SubscribeRequest.noBody(), DIALOG.refreshed("sip:x@y", 62));
            SubscribeRequest late = new SubscribeRequest(PRESENTITY, WATCHER, "", false, false, "presence;id=7", Terms.of(CPIM), "", 600, "", SubscribeRequest.noBody(), DIALOG.refreshed("sip:x@y", 60));

            for (SubscribeRequest request : List.of(stranger, other, late)) {
                refused(rules.decide(Optional.of(known), others(1), request, NOW), 481);
            }
        }

        /** Subscriptions of the same watcher, each from a Contact of its own or not, that end in this order. */
        private Siblings ofTheWatcher(String... contacts) {
            List<Subscription> own = new ArrayList<>();
            for (String contact : contacts) {
                DialogState dialog = SampleDialogs.dialog("call" + own.size()).refreshed(contact, 1);
                own.add(new Subscription(WATCHER, "", false, "presence", Terms.of(PIDF), NOW + 1000L * own.size(), dialog, 169, NOW, NOW, "", false));
            }
            return new Siblings() {
                @Override
                public int count() {
                    return own.size() + 100;
                }

                @Override
                public List<Subscription> of(String watcher) {
                    return watcher.equals(WATCHER) ? own : List.of();
                }
            };
        }

        private SubscribeDecision amongTwo(Siblings siblings) {
            return new SubscriptionRules(new SubscriptionLimits(3600, 60, 7200, 1000, 2, new RatePolicy(0, 0))).decide(Optional.empty(), siblings, initial(600), NOW);
        }

        @Test
        void belowTheLimitOfAWatcherItsOthersAreLeftAlone() {
            Open open = assertInstanceOf(Open.class, amongTwo(ofTheWatcher(DIALOG.remoteTarget())));

            assertEquals(Optional.empty(), open.inPlaceOf());
        }

        @Test
        void atTheLimitOfAWatcherTheOldestOfTheSameInstanceMakesRoom() {
            Siblings siblings = ofTheWatcher("sip:other@device", DIALOG.remoteTarget(), DIALOG.remoteTarget());

            Open open = assertInstanceOf(Open.class, amongTwo(siblings));

            assertEquals(Optional.of(siblings.of(WATCHER).get(1)), open.inPlaceOf());
        }

        @Test
        void atTheLimitOfAWatcherAnotherInstanceIsRefused() {
            refused(amongTwo(ofTheWatcher("sip:one@device", "sip:two@device")), 480);
        }

        @Test
        void anInstanceThatMakesRoomForItselfIsTakenThoughThePresentityHasAllTheWatchersItMayHave() {
            SubscriptionRules full = new SubscriptionRules(new SubscriptionLimits(3600, 60, 7200, 101, 1, new RatePolicy(0, 0)));

            assertInstanceOf(Open.class, full.decide(Optional.empty(), ofTheWatcher(DIALOG.remoteTarget()), initial(600), NOW));
        }

        private SubscribeDecision decide(SubscribeRequest request) {
            return rules.decide(Optional.empty(), others(0), request, NOW);
        }
    }

    /** A SUBSCRIBE with a To tag. */
    @Nested
    class InDialog {

        private static final String ELSEWHERE = "sip:[5555::eee]:1400";

        private final Subscription known = new Subscription(WATCHER, "", false, "presence;id=7", Terms.of(CPIM), NOW + 600_000, DIALOG, 169, NOW - 60_000, NOW - 60_000, "", false);
        /** The route set of a refresh counts for nothing: this one must not be seen anywhere. */
        private final DialogState next = withRoutes(DIALOG.refreshed(ELSEWHERE, 62), new RouteSet(List.of("<sip:attacker.example;lr>")));

        @Test
        void refreshesWithTheNewTargetAndTheOldRouteSet() {
            Refresh refresh = assertInstanceOf(Refresh.class, decide(request(next, 1000)));

            assertEquals(1000, refresh.expires());
            assertEquals(new Subscription(WATCHER, "", false, "presence;id=7", Terms.of(CPIM), NOW + 1_000_000, DIALOG.refreshed(ELSEWHERE, 62), 169, NOW - 60_000, NOW, "", false), refresh.subscription());
        }

        @ParameterizedTest
        @CsvSource({"-1, 3600", "99999, 7200", "60, 60"})
        void refreshIsGrantedTheDefaultWhenItAsksForNoneAndNeverMoreThanTheLongest(int asked, int granted) {
            assertEquals(granted, assertInstanceOf(Refresh.class, decide(request(next, asked))).expires());
        }

        @Test
        void refreshIsServedEvenIfThereAreTooManyWatchers() {
            assertInstanceOf(Refresh.class, rules.decide(Optional.of(known), others(1_000_000), request(next, 600), NOW));
        }

        @Test
        void refreshMayLeaveGapsInTheSequence() {
            Refresh refresh = assertInstanceOf(Refresh.class, decide(request(DIALOG.refreshed(ELSEWHERE, 4_000_000_000L), 600)));

            assertEquals(4_000_000_000L, refresh.subscription().dialog().remoteCSeq());
        }

        @Test
        void refreshBringsItsOwnFormat() {
            SubscribeRequest other = new SubscribeRequest(PRESENTITY, WATCHER, "", false, true, "presence;id=7", Terms.of(PIDF), "", 600, "", SubscribeRequest.noBody(), next);

            assertEquals(PIDF, assertInstanceOf(Refresh.class, decide(other)).subscription().terms().contentType());
        }

        @Test
        void refreshWithoutAnAcceptableFormatIsRefused() {
            refused(decide(new SubscribeRequest(PRESENTITY, WATCHER, "", false, true, "presence;id=7", Terms.of(""), "", 600, "", SubscribeRequest.noBody(), next)), 406);
        }

        @Test
        void refreshThatIsTooBriefIsToldTheShortest() {
            assertEquals(60, refused(decide(request(next, 59)), 423).minExpires());
        }

        @Test
        void forZeroSecondsCloses() {
            Close close = assertInstanceOf(Close.class, decide(request(next, 0)));

            assertEquals(NOW, close.subscription().expiresAt());
            assertEquals(ELSEWHERE, close.subscription().dialog().remoteTarget(), "the last NOTIFY goes to the new target");
            assertEquals(DIALOG.routeSet(), close.subscription().dialog().routeSet());
        }

        @Test
        void thatComesAgainGetsWhatRemainsAndChangesNothing() {
            Repeat repeat = assertInstanceOf(Repeat.class, decide(request(DIALOG, 1000)));

            assertEquals(known, repeat.subscription());
            assertEquals(600, repeat.expires());
        }

        @Test
        void withALowerSequenceNumberIsOutOfOrder() {
            refused(decide(request(DIALOG.refreshed(ELSEWHERE, 60), 600)), 500);
            refused(decide(request(DIALOG.refreshed(ELSEWHERE, 60), 0)), 500);
        }

        @Test
        void withoutASubscriptionDoesNotExist() {
            refused(rules.decide(Optional.empty(), others(0), request(next, 600), NOW), 481);
            refused(rules.decide(Optional.empty(), others(0), request(next, 0), NOW), 481);
        }

        @Test
        void withAnotherTagOfOursDoesNotExist() {
            refused(decide(request(withTags(next, "another", "theirs"), 600)), 481);
        }

        @Test
        void ofAnotherWatcherDoesNotExist() {
            refused(decide(new SubscribeRequest(PRESENTITY, "sip:mallory@home1.net", "", false, true, "presence;id=7", Terms.of(CPIM), "", 600, "", SubscribeRequest.noBody(), next)), 481);
        }

        @ParameterizedTest
        @ValueSource(strings = {"presence", "presence;id=8", "presence;id=7x", "presence;id=", "presence.winfo;id=7", "presence;ID2=7"})
        void forAnotherEventDoesNotExist(String event) {
            refused(decide(new SubscribeRequest(PRESENTITY, WATCHER, "", false, true, event, Terms.of(CPIM), "", 600, "", SubscribeRequest.noBody(), next)), 481);
        }

        @ParameterizedTest
        @ValueSource(strings = {"presence;id=7", "presence; id=7", "presence ; id = 7", "presence;max-rate=1;id=7", "presence;id=7;max-rate=1", "presence;ID=7"})
        void isKnownByEventTypeAndIdAndByNoOtherParameter(String event) {
            // RFC 6665 s8.2.1
            Refresh refresh = assertInstanceOf(Refresh.class, decide(new SubscribeRequest(PRESENTITY, WATCHER, "", false, true, event, Terms.of(CPIM), "", 600, "", SubscribeRequest.noBody(), next)));

            assertEquals("presence;id=7", refresh.subscription().event(), "what the subscription began with is echoed");
        }

        @Test
        void anEventWithIdNeverMatchesOneWithout() {
            Subscription without = new Subscription(WATCHER, "", false, "presence", Terms.of(CPIM), NOW + 600_000, DIALOG, 169, NOW - 60_000, NOW - 60_000, "", false);

            refused(rules.decide(Optional.of(without), others(1), request(next, 600), NOW), 481);
        }

        private SubscribeRequest request(DialogState dialog, int expires) {
            return new SubscribeRequest(PRESENTITY, WATCHER, "", false, true, "presence;id=7", Terms.of(CPIM), "", expires, "", SubscribeRequest.noBody(), dialog);
        }

        private SubscribeDecision decide(SubscribeRequest request) {
            return rules.decide(Optional.of(known), others(1), request, NOW);
        }
    }

    /** A SUBSCRIBE for a subscription that has ended and is still remembered. */
    @Nested
    class AfterTheEnd {

        private final Subscription ended = new Subscription(WATCHER, "", false, "presence;id=7", Terms.of(CPIM), NOW + 600_000, DIALOG, 169, NOW - 60_000, NOW - 60_000, "", false).ended(SubscriptionState.Reason.TIMEOUT, NOW - 100);

        private SubscribeDecision decide(boolean inDialog, long cseq) {
            return rules.decide(Optional.of(ended), others(1), new SubscribeRequest(PRESENTITY, WATCHER, "", false, inDialog, "presence;id=7", Terms.of(CPIM), "", 600, "", SubscribeRequest.noBody(), DIALOG.refreshed("sip:x@y", cseq)), NOW);
        }

        @Test
        void thatComesAgainIsAnsweredAsBefore() {
            for (boolean inDialog : List.of(true, false)) {
                Repeat repeat = assertInstanceOf(Repeat.class, decide(inDialog, DIALOG.remoteCSeq()));
                assertEquals(0, repeat.expires());
                assertEquals(DIALOG.localTag(), repeat.subscription().dialog().localTag());
            }
        }

        @Test
        void inItsDialogDoesNotExist() {
            refused(decide(true, DIALOG.remoteCSeq() + 1), 481);
            refused(decide(true, DIALOG.remoteCSeq() - 1), 481);
        }

        @Test
        void withoutToTagButWithTheSameCallIdAndTagOpensANewOne() {
            assertInstanceOf(Open.class, decide(false, DIALOG.remoteCSeq() + 1));
        }

        @Test
        void withoutToTagThatIsOlderThanTheEndIsTooLate() {
            refused(decide(false, DIALOG.remoteCSeq() - 1), 481);
        }
    }
}
