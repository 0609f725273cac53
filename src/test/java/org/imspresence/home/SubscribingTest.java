package org.imspresence.home;

import static org.imspresence.home.HomeBench.PRESENTITY;
import static org.imspresence.home.HomeBench.expect200;
import static org.imspresence.home.HomeBench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.imspresence.dialog.ContactUser;
import org.imspresence.dialog.Notify;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.subscription.Subscription;
import org.imspresence.timer.TimerWheel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a SUBSCRIBE at the home: its reply, its record, its NOTIFY, its end. */
class SubscribingTest {

    private HomeBench bench = HomeBench.unpaced();

    @AfterEach
    void close() {
        bench.close();
    }

    private void with(String... settings) {
        bench.close();
        bench = HomeBench.unpaced(settings);
    }

    @Test
    void notifyFollowsThe200() {
        Watcher watcher = bench.watcher("w");

        Reply reply = watcher.subscribe(600);
        assertEquals(600, expect200(reply).expires());
        assertEquals(List.of(), watcher.told(), "before the 200 is sent");
        watcher.hears200();

        Notify notify = watcher.lastTold();
        assertEquals(1, watcher.told().size());
        assertEquals("active;expires=600", notify.subscriptionState());
        assertEquals("presence;id=w", notify.event());
        assertEquals("application/pidf+xml", notify.contentType());
        assertEquals(Optional.of(PRESENTITY), ContactUser.presentity(notify.contactUser()));
        assertTrue(text(notify).contains(PRESENTITY), text(notify));
        assertEquals(Subscription.FIRST_CSEQ, notify.cseq());
    }

    @Test
    void notifyWaitsForTheWordThatThe200IsSentButNoLongerThan200Milliseconds() {
        Watcher watcher = bench.watcher("w");
        watcher.subscribe(600);

        bench.advance(199);
        assertEquals(0, watcher.told().size());
        bench.advance(1 + TimerWheel.TICK);
        assertEquals(1, watcher.told().size());

        watcher.hears200();
        bench.advance(1000);
        assertEquals(1, watcher.told().size(), "a word that comes late changes nothing");
    }

    @Test
    void theRecordIsStoredBeforeTheReply() {
        Watcher watcher = bench.watcher("w");
        List<Boolean> storedAtReply = new ArrayList<>();

        bench.homes().subscribe(watcher.initial(600)).thenAccept(reply -> storedAtReply.add(watcher.stored().isPresent()));
        bench.settle();

        assertEquals(List.of(true), storedAtReply);
        assertEquals(Subscription.FIRST_CSEQ + 127, watcher.stored().orElseThrow().reservedCSeq());
        assertEquals(bench.clock.millis() + 600_000, watcher.stored().orElseThrow().expiresAt());
    }

    @Test
    void theDialogOfTheNotifyIsTheOneThatTheSubscribeOpened() {
        Watcher watcher = bench.watcher("w").watches(600);

        assertEquals(watcher.dialog(), watcher.lastSent().dialog());
    }

    @Test
    void eachWatcherIsToldInTheFormatThatItAccepts() {
        bench.publish("here");
        Watcher modern = bench.watcher("modern").watches(600);
        Watcher first = bench.watcher("first").accepting("application/cpim-pidf+xml").watches(600);

        assertEquals("application/pidf+xml", modern.lastTold().contentType());
        assertTrue(text(modern.lastTold()).contains("urn:ietf:params:xml:ns:pidf"));
        assertEquals("application/cpim-pidf+xml", first.lastTold().contentType());
        assertTrue(text(first.lastTold()).contains("urn:ietf:params:xml:ns:cpim-pidf"));
    }

    @Test
    void everyRefreshIsAnsweredByANotifyEvenIfNothingIsNew() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.advanceSeconds(100);

        assertEquals(900, expect200(watcher.refresh(900)).expires());
        watcher.hears200();

        assertEquals(List.of("active;expires=600", "active;expires=900"), watcher.states());
        assertEquals(bench.clock.millis() + 900_000, watcher.stored().orElseThrow().expiresAt());
    }

    @Test
    void aRefreshMovesTheTargetAndKeepsTheRoute() {
        Watcher watcher = bench.watcher("w").watches(600);
        var routes = watcher.dialog().routeSet();

        watcher.refreshFrom("sip:[5555::eee]:1400", 600);
        watcher.hears200();

        assertEquals("sip:[5555::eee]:1400", watcher.lastSent().dialog().remoteTarget());
        assertEquals(routes, watcher.lastSent().dialog().routeSet());
        assertEquals("sip:[5555::eee]:1400", watcher.stored().orElseThrow().dialog().remoteTarget());
    }

    @Test
    void aRefreshedSubscriptionLivesOnPastItsFirstExpiryAndEndsAtItsSecond() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.advanceSeconds(500);
        watcher.refresh(600);
        watcher.hears200();

        bench.advanceSeconds(300);
        bench.publish("here");
        assertEquals("active;expires=300", watcher.lastTold().subscriptionState());
        bench.advance(300_000 + TimerWheel.TICK);
        assertEquals("terminated;reason=timeout", watcher.lastTold().subscriptionState());
    }

    @Test
    void aSubscriptionThatIsRefreshedForLessEndsSooner() {
        Watcher watcher = bench.watcher("w").watches(600);
        watcher.refresh(100);
        watcher.hears200();

        bench.advance(100_000 + TimerWheel.TICK);

        assertEquals("terminated;reason=timeout", watcher.lastTold().subscriptionState());
    }

    @Test
    void aRefreshThatComesJustBeforeTheTimerWins() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.homes().subscribe(watcher.next(600));
        bench.clock.advance(600_000 + TimerWheel.TICK);
        bench.homes().tick();
        bench.settle();
        watcher.hears200();

        assertEquals(List.of("active;expires=600", "active;expires=600"), watcher.states());
        assertTrue(watcher.stored().isPresent());
    }

    @Test
    void aClockThatIsSetBackMakesNoSubscriptionImmortal() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.clock.advance(600_000 + TimerWheel.TICK);
        bench.homes().tick();
        bench.clock.advance(-10_000);
        bench.settle();
        assertEquals(1, watcher.told().size(), "by the clock it is not over yet");

        bench.advance(10_000 + TimerWheel.TICK);

        assertEquals("terminated;reason=timeout", watcher.lastTold().subscriptionState());
    }

    @Test
    void aRepeatedSubscribeGetsTheStoredTagAndNoSecondNotify() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.advanceSeconds(10);

        Reply again = expect200(watcher.repeatElsewhere(600));
        watcher.hears200();
        bench.advance(1000);

        assertEquals("ours-w", again.toTag());
        assertEquals(590, again.expires());
        assertEquals(1, watcher.told().size());
        assertEquals(1, bench.subscriptions.group(PRESENTITY).size());
    }

    @Test
    void aRepeatedRefreshGetsA200AndNoSecondNotify() {
        Watcher watcher = bench.watcher("w").watches(600);
        watcher.refresh(700);
        watcher.hears200();

        assertEquals(700, expect200(watcher.repeat(true, 700)).expires());
        watcher.hears200();

        assertEquals(2, watcher.told().size());
    }

    @Test
    void aRefusedRefreshChangesNothing() {
        Watcher watcher = bench.watcher("w").watches(600);
        Subscription before = watcher.stored().orElseThrow();

        Reply reply = watcher.refresh(1);
        bench.advance(1000);

        assertEquals(423, reply.status());
        assertEquals(60, reply.minExpires());
        assertEquals(before, watcher.stored().orElseThrow());
        assertEquals(1, watcher.told().size());
    }

    @Test
    void expiryOfASubscriptionSaysTimeoutAndForgetsIt() {
        Watcher watcher = bench.watcher("w").watches(600);

        bench.advanceSeconds(599);
        assertEquals(1, watcher.told().size());
        bench.advance(1000 + TimerWheel.TICK);

        assertEquals(List.of("active;expires=600", "terminated;reason=timeout"), watcher.states());
        assertEquals(Optional.empty(), watcher.stored());
        bench.publish("here");
        bench.advanceSeconds(3600);
        assertEquals(2, watcher.told().size(), "nothing comes after it");
        assertEquals(481, watcher.refresh(600).status());
    }

    @Test
    void unsubscribeSendsTheLastNotifyAfterThe200AndNoMore() {
        bench.publish("here");
        Watcher watcher = bench.watcher("w").watches(600);

        assertEquals(0, expect200(watcher.unsubscribe()).expires());
        assertEquals(Optional.empty(), watcher.stored());
        assertEquals(1, watcher.told().size());
        watcher.hears200();

        assertEquals(List.of("active;expires=600", "terminated;reason=timeout"), watcher.states());
        assertTrue(text(watcher.lastTold()).contains("here"));
        bench.publish("gone");
        bench.advanceSeconds(3600);
        assertEquals(2, watcher.told().size());
        assertEquals(481, watcher.refresh(600).status());
    }

    @Test
    void fetchIsToldOnceAndKeepsNothing() {
        bench.publish("here");
        Watcher watcher = bench.watcher("w");

        assertEquals(0, expect200(watcher.subscribe(0)).expires());
        assertEquals(Optional.empty(), watcher.stored());
        watcher.hears200();
        bench.publish("gone");
        bench.advanceSeconds(3600);

        assertEquals(List.of("terminated;reason=timeout"), watcher.states());
        assertTrue(text(watcher.lastTold()).contains("here"));
        assertEquals(481, watcher.refresh(600).status());
    }

    @Test
    void fetchesWithOneCallIdAndFromTagAreEachTold() {
        Watcher first = bench.watcher("w", "one");
        Watcher second = bench.watcher("w", "two");
        second.next(0);

        expect200(first.subscribe(0));
        expect200(second.subscribe(0));
        first.hears200();
        second.hears200();

        assertEquals(List.of("one", "two"), bench.dialogs.sent().stream().map(sent -> sent.dialog().localTag()).toList());
    }

    @Test
    void whatEndedIsAnsweredAgainWithTheStoredTagAndToldNoMore() {
        Watcher fetching = bench.watcher("fetching");
        expect200(fetching.subscribe(0));
        fetching.hears200();
        assertEquals(fetching.dialog().localTag(), expect200(fetching.repeatElsewhere(0)).toTag());
        assertEquals(1, fetching.told().size());

        Watcher leaving = bench.watcher("leaving").watches(600);
        expect200(leaving.unsubscribe());
        leaving.hears200();
        assertEquals(0, expect200(leaving.repeat(true, 0)).expires());
        bench.advanceSeconds(20);
        assertEquals(2, leaving.told().size());
    }

    @Test
    void aWatcherThatGoesOnWithItsCallIdAndTagSubscribesAnew() {
        Watcher watcher = bench.watcher("w").watches(600);
        expect200(watcher.unsubscribe());
        watcher.hears200();

        watcher.next(600);
        expect200(watcher.subscribe(600));
        watcher.hears200();

        assertEquals(List.of("active;expires=600", "terminated;reason=timeout", "active;expires=600"), watcher.states());
        assertTrue(watcher.stored().isPresent());
    }

    @Test
    void patienceWithAnEarlier200DoesNotShortenThatWithALater() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.advance(150);
        watcher.refresh(600);

        bench.advance(100);
        assertEquals(1, watcher.told().size(), "the second 200 has had 100 ms only");
        bench.advance(100 + TimerWheel.TICK);
        assertEquals(2, watcher.told().size());
    }

    @Test
    void tooManyWatchersAreRefusedAndAPlaceThatIsFreeIsGivenAgain() {
        with("subscription.watchers-per-presentity", "2");
        Watcher first = bench.watcher("1").watches(600);
        bench.watcher("2").watches(600);

        assertEquals(480, bench.watcher("3").subscribe(600).status());
        first.unsubscribe();
        assertEquals(200, bench.watcher("4").subscribe(600).status());
    }

    @Test
    void aFullQueueAnswers500WithRetryAfter() {
        with("home.queue", "3");
        bench.homes();
        List<Reply> replies = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            bench.homes().subscribe(bench.watcher("w" + i).initial(600)).thenAccept(replies::add);
        }

        assertEquals(List.of(500, 500), replies.stream().map(Reply::status).toList(), "at once");
        assertTrue(replies.stream().allMatch(reply -> reply.retryAfter() > 0));
        bench.settle();
        assertEquals(List.of(500, 500, 200, 200, 200), replies.stream().map(Reply::status).toList());
    }

    @Test
    void aHomeThatCannotBeReachedAnswers500WithRetryAfter() {
        bench.homes();
        bench.cluster.close();

        Reply reply = bench.homes().subscribe(bench.watcher("w").initial(600)).toCompletableFuture().join();

        assertEquals(500, reply.status());
        assertTrue(reply.retryAfter() > 0);
    }

    @Test
    void vacantHomesAreSweptAndOthersAreNot() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.homes().sweep();
        assertEquals(1, bench.homes().size());

        watcher.unsubscribe();
        bench.homes().sweep();
        assertEquals(1, bench.homes().size(), "its last NOTIFY is still owed");
        watcher.hears200();
        bench.homes().sweep();
        assertEquals(0, bench.homes().size());
    }

    @Test
    void aHomeWithAPublicationIsNotVacant() {
        String entityTag = bench.publish("here").entityTag();
        bench.homes().sweep();
        assertEquals(1, bench.homes().size());

        bench.renew(entityTag, 0);
        bench.homes().sweep();
        assertEquals(1, bench.homes().size(), "the removal may be repeated");
        bench.advanceSeconds(33);
        bench.homes().sweep();
        assertEquals(0, bench.homes().size());
        assertEquals(Map.of(), bench.published());
    }

    @Test
    void aRefreshThatComesBeforeTheEndIsCarriedOutIsTaken() {
        with("expiry.rate", "1");
        Watcher first = bench.watcher("first").watches(600);
        Watcher second = bench.watcher("second").watches(600);

        bench.advanceSeconds(601);
        assertEquals("terminated;reason=timeout", first.lastTold().subscriptionState());
        assertEquals("active;expires=600", second.lastTold().subscriptionState(), "one expiry per second");
        expect200(second.refresh(600));
        second.hears200();
        bench.advanceSeconds(10);

        assertEquals("active;expires=600", second.lastTold().subscriptionState());
        assertTrue(second.stored().isPresent());
    }

    // ---- Several subscriptions of one watcher -----------------------------------------------------------------------------------------------

    private Watcher restarted(int times) {
        return bench.watcher("call" + times).of("user").at("sip:user@device").watches(600);
    }

    @Test
    void anInstanceThatSubscribesAnewAgainAndAgainKeepsItsNewestSubscriptions() {
        with("subscription.per-watcher", "3");
        List<Watcher> all = IntStream.range(0, 5).mapToObj(times -> {
            bench.advanceSeconds(1);
            return restarted(times);
        }).toList();

        assertEquals(List.of(false, false, true, true, true), all.stream().map(watcher -> watcher.stored().isPresent()).toList());
        assertEquals(List.of("active;expires=600", "terminated;reason=rejected"), all.get(0).states());
        assertEquals(List.of("active;expires=600"), all.get(2).states());
        bench.publish("here");
        assertEquals(2, all.get(0).told().size());
        assertEquals(2, all.get(4).told().size());
    }

    @Test
    void howManyTheWatcherHasIsKnownAmongManyOthersAsTheyComeAndGo() {
        with("subscription.per-watcher", "2");
        restarted(0);
        List<Watcher> crowd = IntStream.range(0, 100).mapToObj(other -> bench.watcher("other" + other).watches(600)).toList();
        restarted(1);
        restarted(2);

        assertEquals(List.of(false, true, true), areStored(3));
        bench.watcher("call1").unsubscribe();
        restarted(3);
        assertEquals(List.of(false, false, true, true), areStored(4));
        crowd.forEach(Watcher::unsubscribe);
        restarted(4);
        assertEquals(List.of(false, false, false, true, true), areStored(5));
    }

    private List<Boolean> areStored(int times) {
        return IntStream.range(0, times).mapToObj(number -> bench.watcher("call" + number).stored().isPresent()).toList();
    }

    @Test
    void anotherInstanceOfAWatcherThatHasAllTheSubscriptionsItMayHaveIsRefused() {
        with("subscription.per-watcher", "2");
        restarted(0);
        restarted(1);

        Reply reply = bench.watcher("other").of("user").at("sip:user@tablet").subscribe(600);

        assertEquals(480, reply.status());
        assertTrue(bench.watcher("call0").stored().isPresent());
    }
}
