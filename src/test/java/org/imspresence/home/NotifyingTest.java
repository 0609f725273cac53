package org.imspresence.home;

import static org.imspresence.home.HomeBench.PRESENTITY;
import static org.imspresence.home.HomeBench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.subscription.Subscription;
import org.imspresence.timer.TimerWheel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How NOTIFYs go out: one at a time in a dialog, the latest state, and what their failure leads to. */
class NotifyingTest {

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
    void atMostOneNotifyIsUnderWayInADialog() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();

        bench.publish("one");
        bench.publish("two");
        watcher.refresh(600);
        watcher.hears200();
        bench.advance(1000);

        assertEquals(1, watcher.sent().stream().filter(FakeDialogs.Sent::isUnanswered).count());
    }

    @Test
    void changesCoalesceIntoTheLatestState() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        String entityTag = bench.publish("one").entityTag();
        for (String note : List.of("two", "three", "four")) {
            entityTag = bench.publish(entityTag, note, 600).entityTag();
        }
        assertTrue(text(watcher.lastTold()).contains("one"));

        watcher.lastSent().answer(200);
        bench.settle();

        assertEquals(3, watcher.told().size());
        assertTrue(text(watcher.lastTold()).contains("four"));
        watcher.lastSent().answer(200);
        bench.settle();
        assertEquals(3, watcher.told().size(), "nothing is owed any more");
    }

    @Test
    void aWatcherThatIsSlowDoesNotHoldUpAnother() {
        Watcher slow = bench.watcher("slow").watches(600);
        Watcher quick = bench.watcher("quick").watches(600);
        bench.dialogs.answerLater();
        String entityTag = bench.publish("one").entityTag();
        quick.lastSent().answer(200);

        bench.publish(entityTag, "two", 600);

        assertTrue(text(quick.lastTold()).contains("two"));
        assertTrue(text(slow.lastTold()).contains("one"));
    }

    @Test
    void theEndOfASubscriptionWaitsForTheNotifyUnderWay() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        bench.publish("one");

        bench.advanceSeconds(601);
        assertEquals(List.of("active;expires=600", "active;expires=600"), watcher.states());
        watcher.lastSent().answer(200);
        bench.settle();

        assertEquals("terminated;reason=timeout", watcher.lastTold().subscriptionState());
    }

    @Test
    void sequenceNumbersRiseByOne() {
        Watcher watcher = bench.watcher("w").watches(600);
        String entityTag = bench.publish("one").entityTag();
        bench.publish(entityTag, "two", 600);
        watcher.unsubscribe();
        watcher.hears200();

        assertEquals(List.of(42L, 43L, 44L, 45L), watcher.told().stream().map(notify -> notify.cseq()).toList());
    }

    @Test
    void theBlockOfSequenceNumbersIsExtendedBeforeItIsUsedUp() {
        Watcher watcher = bench.watcher("w").watches(86_400);
        String entityTag = "";
        for (int i = 0; i < 3 * Subscription.CSEQ_BLOCK; i++) {
            entityTag = bench.publish(entityTag, "note" + i + ".", 600).entityTag();

            long sent = watcher.lastTold().cseq();
            long reserved = watcher.stored().orElseThrow().reservedCSeq();
            assertTrue(text(watcher.lastTold()).contains("note" + i + "."));
            assertEquals(Subscription.FIRST_CSEQ + 1 + i, sent);
            assertTrue(reserved >= sent, reserved + " reserved, but " + sent + " used");
        }
    }

    @Test
    void aRefreshExtendsTheBlockOfSequenceNumbers() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.publish("one");

        watcher.refresh(600);

        assertEquals(44 + 127, watcher.stored().orElseThrow().reservedCSeq());
    }

    @Test
    void aReservationDoesNotUndoARefresh() {
        Watcher watcher = bench.watcher("w").watches(600);
        String entityTag = bench.publish("0").entityTag();
        for (int i = 1; i < Subscription.CSEQ_BLOCK - 1; i++) {
            entityTag = bench.publish(entityTag, "note" + i, 600).entityTag();
        }
        assertEquals(watcher.stored().orElseThrow().reservedCSeq(), watcher.lastTold().cseq(), "the block is used up");
        bench.homes().publish(bench.publication(entityTag, "new", 600));
        bench.homes().subscribe(watcher.next(1000));
        bench.settle();
        watcher.hears200();

        assertEquals(bench.clock.millis() + 1_000_000, watcher.stored().orElseThrow().expiresAt());
        assertEquals(62, watcher.stored().orElseThrow().dialog().remoteCSeq());
        assertEquals("active;expires=1000", watcher.lastTold().subscriptionState());
    }

    // ---- Failure ---------------------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {481, 404, 408, 604})
    void aFailureThatEndsTheSubscriptionRemovesItAndNoOther(int status) {
        Watcher gone = bench.watcher("gone").watches(600);
        Watcher there = bench.watcher("there").watches(600);
        bench.dialogs.answerLater();
        String entityTag = bench.publish("one").entityTag();

        gone.lastSent().answer(status);
        there.lastSent().answer(200);
        bench.settle();
        bench.publish(entityTag, "two", 600);

        assertEquals(Optional.empty(), gone.stored());
        assertEquals(2, gone.told().size(), "not even a last NOTIFY");
        assertEquals(481, gone.refresh(600).status());
        assertTrue(there.stored().isPresent());
        assertEquals(3, there.told().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 403, 600})
    void anyOtherFailureKeepsTheSubscriptionAndTheNextChangeIsSent(int status) {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        String entityTag = bench.publish("one").entityTag();
        watcher.lastSent().answer(status);
        bench.settle();
        assertEquals(2, watcher.told().size(), "it is not sent again by itself");

        bench.publish(entityTag, "two", 600);

        assertEquals(3, watcher.told().size());
        assertTrue(text(watcher.lastTold()).contains("two"));
    }

    @Test
    void aFailedNotifyIsSentAgainThreeTimesAtGrowingDistance() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        bench.publish("one");

        for (int seconds : new int[] {2, 8, 32}) {
            int before = watcher.told().size();
            watcher.lastSent().answer(503);
            bench.settle();
            bench.advanceSeconds(seconds - 1);
            assertEquals(before, watcher.told().size(), "too early for the one after " + seconds + " s");
            bench.advance(1000 + TimerWheel.TICK);
            assertEquals(before + 1, watcher.told().size());
        }
        watcher.lastSent().answer(503);
        bench.settle();
        bench.advanceSeconds(300);

        assertEquals(5, watcher.told().size(), "the first, the change, and three more");
    }

    @Test
    void aChangeThatIsToldEndsTheNewTries() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        String entityTag = bench.publish("one").entityTag();
        watcher.lastSent().answer(500);
        bench.settle();
        bench.publish(entityTag, "two", 600);
        watcher.lastSent().answer(200);

        bench.advanceSeconds(60);

        assertEquals(3, watcher.told().size());
    }

    @Test
    void aRefreshIsAnsweredWhateverAnEarlierRetryAfterSaid() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        bench.publish("one");
        watcher.lastSent().answer(503, 500);
        bench.settle();
        int before = watcher.told().size();

        watcher.refresh(600);
        watcher.hears200();

        assertEquals(before + 1, watcher.told().size());
    }

    @Test
    void theFirst481BeforeThe200IsKnownToBeSentIsTriedOnceMore() {
        Watcher watcher = bench.watcher("w");
        bench.dialogs.answerLater();
        watcher.subscribe(600);
        bench.advance(200 + TimerWheel.TICK);

        watcher.lastSent().answer(481);
        bench.settle();
        assertEquals(2, watcher.told().size());
        assertEquals("active;expires=600", watcher.lastTold().subscriptionState());
        assertTrue(watcher.stored().isPresent());

        watcher.lastSent().answer(481);
        bench.settle();
        assertEquals(2, watcher.told().size(), "once only");
        assertEquals(Optional.empty(), watcher.stored());
    }

    @Test
    void theFirst481AfterThe200IsKnownToBeSentEndsTheSubscription() {
        Watcher watcher = bench.watcher("w");
        bench.dialogs.answerLater();
        watcher.watches(600);

        watcher.lastSent().answer(481);
        bench.settle();

        assertEquals(1, watcher.told().size());
        assertEquals(Optional.empty(), watcher.stored());
    }

    @Test
    void retryAfterIsHonouredAndTheLatestStateIsSentThen() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        String entityTag = bench.publish("one").entityTag();
        watcher.lastSent().answer(503, 30);
        bench.settle();
        bench.publish(entityTag, "two", 600);

        bench.advance(29_999);
        assertEquals(2, watcher.told().size());
        bench.advance(1 + TimerWheel.TICK);

        assertEquals(3, watcher.told().size());
        assertTrue(text(watcher.lastTold()).contains("two"));
        watcher.lastSent().answer(200);
        bench.advanceSeconds(100);
        assertEquals(3, watcher.told().size());
    }

    @Test
    void aNotifyThatIsAskedToWaitIsSentLaterEvenIfNothingIsNew() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        watcher.refresh(600);
        watcher.hears200();
        watcher.lastSent().answer(486, 30);
        bench.settle();

        bench.advance(30_000 + TimerWheel.TICK);

        assertEquals(3, watcher.told().size());
    }

    @Test
    void aRetryAfterOfZeroLeavesTheWatcherASecond() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        bench.publish("one");
        watcher.lastSent().answer(503, 0);
        bench.settle();

        bench.advance(999);
        assertEquals(2, watcher.told().size());
        bench.advance(1 + TimerWheel.TICK);
        assertEquals(3, watcher.told().size());
    }

    @Test
    void aRetryAfterBeyondTheEndOfTheSubscriptionDoesNotHoldUpItsLastNotify() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        bench.publish("one");
        watcher.lastSent().answer(503, Integer.MAX_VALUE);
        bench.settle();

        bench.advance(600_000 + 2 * TimerWheel.TICK);

        assertEquals("terminated;reason=timeout", watcher.lastTold().subscriptionState());
    }

    @Test
    void theLastNotifyIsNotRepeatedForEver() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        watcher.unsubscribe();
        watcher.hears200();

        watcher.lastSent().answer(503, 1);
        bench.settle();
        bench.advanceSeconds(100);

        assertEquals(2, watcher.told().size());
        bench.homes().sweep();
        assertEquals(0, bench.homes().size());
    }

    @Test
    void anAdapterThatBreaksItsPromiseCountsAsUnreachable() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        String entityTag = bench.publish("one").entityTag();

        watcher.lastSent().outcome().completeExceptionally(new IllegalStateException("expected in this test"));
        bench.settle();
        bench.publish(entityTag, "two", 600);

        assertEquals(3, watcher.told().size());
    }

    // ---- Many watchers ---------------------------------------------------------------------------------------------------------------------

    @Test
    void fanOutToAThousandLetsCommandsInterleave() {
        List<Watcher> watchers = IntStream.range(0, 1000).mapToObj(i -> bench.watcher("w" + i).watches(600)).toList();
        int before = bench.dialogs.sent().size();
        List<Integer> toldWhenAnswered = new ArrayList<>();

        bench.homes().publish(bench.publication("", "here", 600));
        bench.homes().subscribe(bench.watcher("late").initial(600)).thenAccept(reply -> toldWhenAnswered.add(bench.dialogs.sent().size() - before));
        bench.settle();

        assertEquals(1, toldWhenAnswered.size());
        assertTrue(toldWhenAnswered.get(0) < 200, "the command waited for " + toldWhenAnswered + " NOTIFYs");
        assertEquals(1000, bench.dialogs.sent().size() - before);
        assertTrue(watchers.stream().allMatch(watcher -> text(watcher.lastTold()).contains("here")));
    }

    @Test
    void allWatchersShareOneBody() {
        Watcher one = bench.watcher("1").watches(600);
        Watcher other = bench.watcher("2").watches(600);

        bench.publish("here");

        assertTrue(one.lastTold().body() == other.lastTold().body());
    }

    @Test
    void noMoreNotifysThanTheWindowAllowsAreUnanswered() {
        with("notify.window", "3");
        List<Watcher> watchers = IntStream.range(0, 10).mapToObj(i -> bench.watcher("w" + i).watches(600)).toList();
        bench.dialogs.answerLater();
        bench.publish("here");

        AtomicInteger answered = new AtomicInteger();
        while (true) {
            List<FakeDialogs.Sent> unanswered = bench.dialogs.sent().stream().filter(FakeDialogs.Sent::isUnanswered).toList();
            assertTrue(unanswered.size() <= 3);
            if (unanswered.isEmpty()) {
                break;
            }
            unanswered.get(0).answer(200);
            answered.incrementAndGet();
            bench.settle();
        }

        assertEquals(10, answered.get());
        assertTrue(watchers.stream().allMatch(watcher -> text(watcher.lastTold()).contains("here")));
    }

    @Test
    void anAnswerGivesItsPlaceToTheNextBeforeTheHomeHasLookedAtIt() {
        with("notify.window", "1");
        IntStream.range(0, 2).forEach(i -> bench.watcher("w" + i).watches(600));
        bench.dialogs.answerLater();
        bench.publish("here");
        assertEquals(1, bench.homes().notifiesWaiting());

        bench.dialogs.sent().stream().filter(FakeDialogs.Sent::isUnanswered).forEach(sent -> sent.answer(200));

        assertTrue(bench.threads.waiting() > 0);
        assertEquals(0, bench.homes().notifiesWaiting());
    }

    @Test
    void aNotifyThatWaitsForAPlaceTellsTheStateOfWhenItIsSent() {
        with("notify.window", "1");
        Watcher first = bench.watcher("1").watches(600);
        Watcher second = bench.watcher("2").watches(600);
        bench.dialogs.answerLater();
        String entityTag = bench.publish("one").entityTag();
        Watcher holder = first.told().size() == 2 ? first : second;
        Watcher waiting = holder == first ? second : first;
        bench.publish(entityTag, "two", 600);
        assertEquals(1, waiting.told().size());

        holder.lastSent().answer(200);
        bench.settle();

        assertEquals(2, waiting.told().size());
        assertTrue(text(waiting.lastTold()).contains("two"));
    }

    @Test
    void aTargetThatMovesWhileItsNotifyWaitsForAPlaceTakesNoOtherPlaceAway() {
        with("notify.window", "1");
        Watcher holder = bench.directWatcher("holder").watches(600);
        bench.dialogs.answerLater();
        bench.publish("one");
        Watcher mover = bench.directWatcher("mover");
        mover.subscribe(600);
        mover.hears200();
        mover.refreshFrom("sip:mover@elsewhere", 600);
        assertEquals(0, mover.told().size());

        holder.lastSent().answer(200);
        bench.settle();
        mover.hears200();
        bench.dialogs.answerAtOnce();
        bench.dialogs.sent().stream().filter(FakeDialogs.Sent::isUnanswered).forEach(sent -> sent.answer(200));
        bench.settle();

        assertEquals("sip:mover@elsewhere", mover.lastSent().dialog().remoteTarget());
        int before = bench.dialogs.sent().size();
        bench.publish("two");
        assertEquals(before + 2, bench.dialogs.sent().size(), "both can still be told");
    }

    @Test
    void aReservationOfSequenceNumbersKeepsNoPlaceInTheWindow() {
        with("notify.window", "1");
        Watcher watcher = bench.watcher("w").watches(86_400);
        String entityTag = "";
        for (int i = 0; i < 2 * Subscription.CSEQ_BLOCK; i++) {
            entityTag = bench.publish(entityTag, "note" + i + ".", 600).entityTag();
        }

        assertEquals(1 + 2 * Subscription.CSEQ_BLOCK, watcher.told().size());
    }

    @Test
    void aTimeoutOfTheNotifyUnderWayEndsTheSubscriptionAlthoughARefreshWaits() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        bench.publish("one");
        watcher.refresh(600);
        watcher.hears200();

        watcher.lastSent().outcome().complete(NotifyOutcome.timedOut());
        bench.settle();

        assertEquals(Optional.empty(), watcher.stored());
        assertEquals(2, watcher.told().size());
        assertTrue(watcher.remembered().isPresent());
    }

    // ---- A watcher that moves ----------------------------------------------------------------------------------------------------------------

    @Test
    void theContactOfTheAnswerIsWhereTheNextNotifyGoes() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        String entityTag = bench.publish("one").entityTag();
        watcher.lastSent().answerFrom("sip:moved@elsewhere");
        bench.settle();

        bench.publish(entityTag, "two", 600);

        assertEquals("sip:moved@elsewhere", watcher.lastSent().dialog().remoteTarget());
        assertEquals("sip:moved@elsewhere", watcher.stored().orElseThrow().dialog().remoteTarget(), "and another home knows it, too");
        assertEquals(watcher.dialog().routeSet(), watcher.lastSent().dialog().routeSet());
        assertTrue(watcher.stored().orElseThrow().reservedCSeq() >= watcher.lastTold().cseq());
    }

    @Test
    void anAnswerFromWhereTheWatcherIsCostsNoWrite() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        bench.publish("one");
        Subscription before = watcher.stored().orElseThrow();

        watcher.lastSent().answerFrom(watcher.dialog().remoteTarget());
        bench.settle();

        assertSame(before, watcher.stored().orElseThrow());
    }

    @Test
    void theAnswerToTheLastNotifyBringsNothingBack() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        watcher.unsubscribe();
        watcher.hears200();

        watcher.lastSent().answerFrom("sip:moved@elsewhere");
        bench.settle();

        assertEquals(Optional.empty(), watcher.stored());
    }
}
