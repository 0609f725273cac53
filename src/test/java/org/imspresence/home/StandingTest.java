package org.imspresence.home;

import static org.imspresence.home.HomeBench.expect200;
import static org.imspresence.home.HomeBench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.imspresence.cluster.Standing;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.testbed.SampleRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a home sends when other nodes may take themselves for its successors. */
class StandingTest {

    private final HomeBench bench = HomeBench.unpaced();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aSuspendedNodeSendsNothingAndLetsCommandsWaitUntilItStandsAgain() {
        Watcher watcher = bench.watcher("w").watches(600);
        Watcher refreshing = bench.watcher("refreshing").watches(600);
        bench.dialogs.answerLater();
        expect200(bench.publish("here"));
        bench.stands(Standing.SUSPENDED);
        CompletableFuture<Reply> refresh = bench.homes().subscribe(refreshing.next(600)).toCompletableFuture();
        bench.settle();

        assertFalse(refresh.isDone(), "a successor may have decided otherwise");
        assertEquals(2, watcher.told().size());
        assertTrue(watcher.lastSent().outcome().isCancelled());

        bench.dialogs.answerAtOnce();
        bench.stands(Standing.ACTING);
        assertEquals(3, watcher.told().size());
        assertTrue(text(watcher.lastTold()).contains("here"));
        while (!refresh.isDone()) {
            bench.settle();
            Thread.onSpinWait();
        }
        expect200(refresh.join());
    }

    @Test
    void theSideThatHoldsTellsOnlyTheDialogsThatWereOpenedOnIt() {
        Watcher older = bench.watcher("older").watches(600);
        bench.stands(Standing.HOLDING);
        Watcher apart = bench.watcher("apart").watches(600);

        expect200(bench.publish("here"));

        assertEquals(1, older.told().size());
        assertEquals(2, apart.told().size());
        bench.stands(Standing.ACTING);
        assertTrue(text(older.lastTold()).contains("here"));
        assertEquals(2, apart.told().size(), "it has been told already");
    }

    @Test
    void theSideThatHoldsEndsNoOlderSubscriptionByItself() {
        Watcher older = bench.watcher("older").watches(600);
        bench.stands(Standing.HOLDING);
        Watcher apart = bench.watcher("apart").watches(600);

        bench.advanceSeconds(601);
        bench.advanceSeconds(1);
        assertEquals(1, older.told().size());
        assertTrue(older.stored().isPresent(), "the other side may have refreshed it");
        assertEquals("terminated;reason=timeout", apart.lastTold().subscriptionState());

        bench.stands(Standing.ACTING);
        bench.advanceSeconds(2);
        assertEquals("terminated;reason=timeout", older.lastTold().subscriptionState());
        assertEquals(Optional.empty(), older.stored());
    }

    /** RFC 5025 s3.2.1: what counts is what the presentity has decided when the NOTIFY leaves. */
    @Test
    void aLastNotifyThatWaitsTellsNothingToOneWhoIsShutOutMeanwhile() {
        expect200(bench.publish("here"));
        Watcher older = bench.watcher("older").watches(600);
        bench.stands(Standing.HOLDING);
        expect200(older.unsubscribe());
        older.hears200();
        bench.documents.put("pres-rules", SampleRules.document(SampleRules.block("older")));
        bench.homes().documentsChanged(HomeBench.PRESENTITY);
        bench.settle();

        bench.stands(Standing.ACTING);

        assertEquals("terminated;reason=timeout", older.lastTold().subscriptionState());
        assertEquals(0, older.lastTold().body().length);
    }

    @Test
    void anUnsubscriptionOnTheSideThatHoldsIsTakenAndItsLastNotifyWaits() {
        Watcher older = bench.watcher("older").watches(600);
        bench.stands(Standing.HOLDING);

        expect200(older.unsubscribe());
        older.hears200();
        assertEquals(1, older.told().size());
        assertTrue(older.remembered().isPresent());

        bench.stands(Standing.ACTING);
        assertEquals("terminated;reason=timeout", older.lastTold().subscriptionState());
    }

    @Test
    void aNotifyUnderWayIsNotSentAgainWhenTheOtherSideActs() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.dialogs.answerLater();
        expect200(bench.publish("here"));

        bench.stands(Standing.HOLDING);
        assertTrue(watcher.lastSent().outcome().isCancelled());
        bench.advanceSeconds(60);
        assertEquals(2, watcher.told().size());

        bench.dialogs.answerAtOnce();
        bench.stands(Standing.ACTING);
        assertEquals(3, watcher.told().size(), "nobody knows whether it was heard");
        assertTrue(watcher.lastTold().cseq() > watcher.told().get(1).cseq());
    }
}
