package org.imspresence.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.home.HomeBench.PIDF;
import static org.imspresence.home.HomeBench.PRESENTITY;
import static org.imspresence.home.HomeBench.expect200;
import static org.imspresence.home.HomeBench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.imspresence.cluster.GroupedKey;
import org.imspresence.dialog.Notify;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.publication.Publication;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.Terms;
import org.imspresence.testbed.SampleRules;
import org.imspresence.timer.TimerWheel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that becomes home of what another has stored. */
class TakingOverTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private HomeBench bench = HomeBench.unpaced();

    @AfterEach
    void close() {
        bench.close();
    }

    private Watcher stored(String name, long expiresIn, long reservedCSeq) {
        Watcher watcher = bench.watcher(name);
        bench.subscriptions.put(watcher.key(), new Subscription("sip:" + name + "@home1.net", "", false, "presence;id=" + name, Terms.of(PIDF),
                bench.clock.millis() + expiresIn, watcher.dialog(), reservedCSeq, bench.clock.millis() - 60_000, bench.clock.millis() - 60_000, "", false), HOUR);
        return watcher;
    }

    private void stored(Publication publication) {
        bench.publications.put(new GroupedKey(PRESENTITY, publication.key()), publication, HOUR);
    }

    private Publication publication(String id, String note, long expiresIn, long order) {
        return new Publication("presence", id, "tag-" + id, PIDF, HomeBench.document(note), bench.clock.millis() + expiresIn, order, false, List.of());
    }

    @Test
    void theSequenceGoesOnAboveAllThatTheLastHomeMayHaveUsed() {
        Watcher watcher = stored("w", 600_000, 297);

        bench.publish("here");

        assertEquals(298, watcher.lastTold().cseq());
        assertEquals(298 + 127, watcher.stored().orElseThrow().reservedCSeq());
    }

    @Test
    void aDialogIsKnownToItsNewHome() {
        Watcher watcher = stored("w", 600_000, 169);

        expect200(watcher.refresh(900));
        watcher.hears200();

        assertEquals("active;expires=900", watcher.lastTold().subscriptionState());
        assertTrue(watcher.lastTold().cseq() > 169);
        assertEquals("presence;id=w", watcher.lastTold().event());
    }

    @Test
    void aPublicationIsKnownToItsNewHome() {
        stored(publication("p7", "here", 600_000, 7));
        Watcher watcher = bench.watcher("w").watches(600);
        assertTrue(text(watcher.lastTold()).contains("here"));

        expect200(bench.publish("tag-p7", "away", 600));

        assertTrue(text(watcher.lastTold()).contains("away"));
        assertFalse(text(watcher.lastTold()).contains("here"));
        assertEquals(1, bench.published().size());
    }

    @Test
    void whatExpiresIsEndedByTheNewHome() {
        Watcher watcher = stored("w", 600_000, 169);
        stored(publication("p7", "here", 300_000, 7));
        bench.homes();

        bench.advanceSeconds(301);
        assertEquals("active;expires=299", watcher.lastTold().subscriptionState());
        assertFalse(text(watcher.lastTold()).contains("here"));
        bench.advanceSeconds(300);

        assertEquals("terminated;reason=timeout", watcher.lastTold().subscriptionState());
        assertEquals(Optional.empty(), watcher.stored());
        assertEquals(Map.of(), bench.published());
    }

    @Test
    void whatExpiredWhileThereWasNoHomeIsEndedByTheNewOne() {
        Watcher late = stored("late", -5_000, 169);
        Watcher alive = stored("alive", 600_000, 169);
        stored(publication("p7", "here", -5_000, 7));
        bench.homes();

        bench.advance(TimerWheel.TICK);

        assertEquals("terminated;reason=timeout", late.lastTold().subscriptionState());
        assertEquals(Optional.empty(), late.stored());
        assertEquals(1, alive.told().size());
        assertFalse(text(alive.lastTold()).contains("here"));
    }

    /** The homes of the node go, and are taken over by those of another one. */
    private void takenOver(boolean inOrder) {
        bench.nextHome(inOrder);
        bench.advanceSeconds(1);
    }

    @Test
    void watchersThatAreRecordedAsToldAreNotToldAgain() {
        bench.withSuccessors();
        Watcher watcher = bench.watcher("w").watches(600);
        bench.publish("here");
        assertEquals(2, watcher.told().size());
        bench.advanceSeconds(60);

        takenOver(false);

        assertEquals(2, watcher.told().size());
    }

    @Test
    void watchersOfAStateThatIsNotRecordedAreAllToldAgain() {
        bench.withSuccessors();
        Watcher one = bench.watcher("one").watches(600);
        Watcher other = bench.watcher("other").watches(600);
        bench.advanceSeconds(60);
        bench.publish("here");

        takenOver(false);

        for (Watcher watcher : List.of(one, other)) {
            assertEquals(3, watcher.told().size());
            assertTrue(text(watcher.lastTold()).contains("here"));
            assertTrue(watcher.lastTold().cseq() > 42 + 127, "above all that the last home may have used");
        }
        bench.advanceSeconds(60);
        takenOver(false);
        assertEquals(3, one.told().size(), "the new home has recorded it");
    }

    @Test
    void aWatcherThatHasJustSubscribedIsToldAgainAndOneThatHasNotIsNot() {
        bench.withSuccessors();
        Watcher old = bench.watcher("old").watches(600);
        bench.advanceSeconds(60);
        Watcher fresh = bench.watcher("fresh");
        expect200(fresh.subscribe(600));

        takenOver(false);

        assertEquals(1, old.told().size());
        assertEquals(1, fresh.told().size(), "the last home had not heard that the 200 was sent");
    }

    @Test
    void aSubscriptionThatHasJustEndedGetsItsLastNotifyFromTheNextHome() {
        bench.withSuccessors();
        Watcher watcher = bench.watcher("w").watches(600);
        bench.advanceSeconds(60);
        expect200(watcher.unsubscribe());

        takenOver(false);

        assertEquals("terminated;reason=timeout", watcher.lastTold().subscriptionState());
        assertEquals(2, watcher.told().size());
        takenOver(false);
        assertEquals(2, watcher.told().size(), "it is recorded that it has been told");
    }

    /** RFC 3261 s12.2.1.1: whichever of several homes has sent it. */
    @Test
    void noTwoLastNotifiesHaveTheSameSequenceNumber() {
        bench.withSuccessors();
        Watcher watcher = stored("w", 600_000, 169);
        bench.documents.put("pres-rules", SampleRules.document(SampleRules.block("w")));
        bench.dialogs.answerLater();
        bench.homes();

        takenOver(false);
        takenOver(false);
        takenOver(false);

        List<Long> numbers = watcher.told().stream().map(Notify::cseq).toList();
        assertTrue(numbers.size() > 2, numbers.toString());
        assertEquals(numbers.stream().distinct().sorted().toList(), numbers);
    }

    @Test
    void anOrderlyHandOverTellsNobodyTwice() {
        bench.withSuccessors();
        Watcher watcher = bench.watcher("w").watches(600);
        bench.publish("here");

        takenOver(true);
        assertEquals(2, watcher.told().size());

        bench.publish("away");
        assertEquals(3, watcher.told().size());
        takenOver(true);
        assertEquals(3, watcher.told().size());
    }

    @Test
    void atAnOrderlyHandOverThoseAreToldAgainWhoHaveNotAnswered() {
        bench.withSuccessors();
        Watcher prompt = bench.watcher("prompt").watches(600);
        Watcher late = bench.watcher("late").watches(600);
        bench.dialogs.answerLater();
        bench.publish("here");
        prompt.lastSent().answer(200);
        bench.settle();

        bench.dialogs.answerAtOnce();
        takenOver(true);

        assertEquals(2, prompt.told().size());
        assertEquals(3, late.told().size());
        assertTrue(late.sent().get(1).outcome().isCancelled(), "the old home does not send it again");
    }

    @Test
    void whatIsLostToAMergeLeavesNoWordOfWhomThisSideHasTold() {
        bench.withSuccessors();
        Watcher watcher = bench.watcher("w").watches(600);
        bench.advanceSeconds(60);
        bench.publish("here");

        bench.merges();
        bench.advanceSeconds(1);

        assertEquals(3, watcher.told().size());
    }

    @Test
    void thatThereWasNothingToTellIsRecorded() {
        bench.withSuccessors();
        bench.watcher("w").watches(600);
        bench.advanceSeconds(2);

        Delivered word = bench.deliveries.group(PRESENTITY).get("presence");
        assertTrue(word.isComplete());
        assertTrue(word.saysTheSameAs(Delivered.NOTHING));
    }

    @Test
    void whenTooManyAreStillToBeToldTheNextHomeTellsAll() {
        bench.withSuccessors();
        for (int i = 0; i < 300; i++) {
            bench.watcher("w" + i).watches(600);
        }
        bench.advanceSeconds(60);
        bench.dialogs.answerLater();
        bench.publish("here");
        bench.advanceSeconds(2);
        assertFalse(bench.deliveries.group(PRESENTITY).get("presence").isComplete());

        bench.dialogs.answerAtOnce();
        takenOver(false);
        bench.advanceSeconds(1);
        bench.advanceSeconds(1);

        for (int i = 0; i < 300; i++) {
            assertEquals(3, bench.watcher("w" + i).told().size());
        }
    }

    @Test
    void whatIsRecordedFollowsWhatIsAnswered() {
        bench.withSuccessors();
        Watcher prompt = bench.watcher("prompt").watches(600);
        Watcher late = bench.watcher("late").watches(600);
        bench.dialogs.answerLater();
        bench.publish("here");
        prompt.lastSent().answer(200);
        bench.advanceSeconds(2);
        assertEquals(List.of(late.dialog().id()), bench.deliveries.group(PRESENTITY).get("presence").pending());

        late.lastSent().answer(200);
        bench.advanceSeconds(2);
        assertTrue(bench.deliveries.group(PRESENTITY).get("presence").isComplete());
    }

    @Test
    void aWatcherWhoseNotifyHasFailedIsTriedByTheNextHome() {
        bench.withSuccessors();
        Watcher watcher = bench.watcher("w").watches(600);
        bench.advanceSeconds(60);
        bench.dialogs.answerLater();
        watcher.refresh(600);
        watcher.lastSent().answer(500);
        bench.advanceSeconds(2);
        watcher.lastSent().answer(500);
        bench.advanceSeconds(8);
        watcher.lastSent().answer(500);
        bench.advanceSeconds(31);
        int sent = bench.dialogs.sent().size();

        takenOver(false);

        assertEquals(sent + 1, bench.dialogs.sent().size(), "41 s after its refresh");
    }

    @Test
    void whatIsToldAgainIsToldAtItsPace() {
        bench.close();
        bench = HomeBench.unpaced("takeover.rate", "10");
        for (int i = 0; i < 30; i++) {
            stored("w" + i, 600_000, 169);
        }
        stored(publication("p7", "here", 600_000, 7));
        bench.homes();

        bench.advance(TimerWheel.TICK);
        long first = told();
        bench.advanceSeconds(1);

        assertEquals(1, first);
        assertEquals(2, told(), "a pause is not made up for");
        for (int i = 0; i < 10; i++) {
            bench.advance(100);
        }
        assertEquals(12, told());
    }

    private long told() {
        return bench.dialogs.sent().size();
    }

    @Test
    void aPublicationThatCannotBeReadAnyMoreDoesNotStopItsNeighbours() {
        stored(new Publication("presence", "p1", "tag1", PIDF, "<not-xml".getBytes(UTF_8), bench.clock.millis() + 600_000, 1, false, List.of()));
        stored(new Publication("presence", "p2", "tag2", "application/unheard-of", "x".getBytes(UTF_8), bench.clock.millis() + 600_000, 2, false, List.of()));
        stored(publication("p7", "here", 600_000, 7));

        Watcher watcher = bench.watcher("w").watches(600);
        assertTrue(text(watcher.lastTold()).contains("here"));
        bench.publish("tag-p7", "away", 600);

        assertTrue(text(watcher.lastTold()).contains("away"));
        assertEquals(3, bench.publications.group(PRESENTITY).size());
    }

    @Test
    void severalWatchersAreToldAfterATakeOverAndEachSequenceIsReservedFirst() {
        for (int i = 0; i < 200; i++) {
            stored("w" + i, 600_000, 169 + i);
        }

        bench.publish("here");

        for (int i = 0; i < 200; i++) {
            Watcher watcher = bench.watcher("w" + i);
            assertEquals(170 + i, watcher.lastTold().cseq());
            assertEquals(170 + i + 127, watcher.stored().orElseThrow().reservedCSeq());
        }
    }
}
