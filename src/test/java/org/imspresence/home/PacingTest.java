package org.imspresence.home;

import static org.imspresence.home.HomeBench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.imspresence.home.HomeBench.Watcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 3856 s6.10: changes are told every five seconds at most, and then the latest. */
class PacingTest {

    private final HomeBench bench = new HomeBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aChangeSoonAfterANotifyWaits() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.publish("one");
        assertEquals(1, watcher.told().size());

        bench.advance(4950);
        assertEquals(1, watcher.told().size());
        bench.advance(100);

        assertEquals(2, watcher.told().size());
        assertTrue(text(watcher.lastTold()).contains("one"));
    }

    @Test
    void ofSeveralChangesTheLatestIsToldOnce() {
        Watcher watcher = bench.watcher("w").watches(600);
        String entityTag = bench.publish("one").entityTag();
        for (String note : List.of("two", "three", "four")) {
            bench.advanceSeconds(1);
            entityTag = bench.publish(entityTag, note, 600).entityTag();
        }

        bench.advanceSeconds(2);
        assertEquals(2, watcher.told().size());
        assertTrue(text(watcher.lastTold()).contains("four"));
        bench.advanceSeconds(60);

        assertEquals(2, watcher.told().size(), "nothing is owed any more");
    }

    @Test
    void aChangeAfterAQuietTimeIsToldAtOnce() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.advanceSeconds(5);

        bench.publish("one");

        assertEquals(2, watcher.told().size());
    }

    @Test
    void eachWatcherHasAPaceOfItsOwn() {
        Watcher early = bench.watcher("early").watches(600);
        bench.advanceSeconds(4);
        Watcher late = bench.watcher("late").watches(600);
        bench.publish("one");

        bench.advanceSeconds(2);

        assertEquals(2, early.told().size());
        assertEquals(1, late.told().size());
        bench.advanceSeconds(3);
        assertEquals(2, late.told().size());
    }

    @Test
    void aRefreshIsAnsweredAtOnceWithTheStateThatWaits() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.publish("one");

        watcher.refresh(600);
        watcher.hears200();

        assertEquals(2, watcher.told().size());
        assertTrue(text(watcher.lastTold()).contains("one"));
        bench.advanceSeconds(10);
        assertEquals(2, watcher.told().size(), "what waited has been told");
    }

    @Test
    void aChangeThatWaitsWhenARefreshIsAnsweredWaitsFromThenOn() {
        Watcher watcher = bench.watcher("w").watches(600);
        String entityTag = bench.publish("one").entityTag();
        bench.advanceSeconds(4);
        watcher.refresh(600);
        watcher.hears200();
        bench.publish(entityTag, "two", 600);

        bench.advanceSeconds(4);
        assertEquals(2, watcher.told().size());
        bench.advanceSeconds(1);

        assertEquals(3, watcher.told().size());
        assertTrue(text(watcher.lastTold()).contains("two"));
    }

    @Test
    void theEndIsToldAtOnceWithTheLatestState() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.publish("one");

        watcher.unsubscribe();
        watcher.hears200();

        assertEquals("terminated;reason=timeout", watcher.lastTold().subscriptionState());
        assertTrue(text(watcher.lastTold()).contains("one"));
        bench.advanceSeconds(60);
        assertEquals(2, watcher.told().size());
    }

    @Test
    void aChangeThatIsTakenBackMeanwhileIsNotTold() {
        Watcher watcher = bench.watcher("w").watches(600);
        String entityTag = bench.publish("one").entityTag();
        bench.renew(entityTag, 0);

        bench.advanceSeconds(60);
        assertEquals(1, watcher.told().size());

        bench.publish("two");
        assertTrue(text(watcher.lastTold()).contains("two"));
    }

    @Test
    void aChangeThatIsTakenBackAfterItWasSentIsTold() {
        Watcher watcher = bench.watcher("w").watches(600);
        bench.advanceSeconds(10);
        bench.dialogs.answerLater();
        String entityTag = bench.publish("one").entityTag();
        bench.renew(entityTag, 0);
        bench.dialogs.answerAtOnce();
        watcher.lastSent().answer(500);
        bench.advanceSeconds(5);

        assertEquals(3, watcher.told().size(), "whether it has arrived is not certain");
        assertFalse(text(watcher.lastTold()).contains("one"));
    }
}
