package org.imspresence.home;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.testbed.SampleRules;
import org.imspresence.timer.TimerWheel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the homes count and measure for operators. */
class MeasuringTest {

    private final HomeBench bench = new HomeBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private long notifies(NotifyResult result) {
        return bench.homes().tallies().notifies(result);
    }

    private long active() {
        return bench.homes().tallies().active("presence");
    }

    private long pending() {
        return bench.homes().tallies().pending("presence");
    }

    @Test
    void aSubscriptionIsCountedWhileItLives() {
        Watcher leaving = bench.watcher("a").watches(600);
        bench.watcher("b").watches(60);
        bench.watcher("c").watches(0);
        assertEquals(2, active());

        leaving.refresh(600);
        assertEquals(2, active());
        leaving.unsubscribe();
        assertEquals(1, active());
        bench.advanceSeconds(61);

        assertEquals(0, active());
        assertEquals(0, pending());
    }

    @Test
    void aSubscriptionIsPendingUntilItIsDecidedOn() {
        try (HomeBench undecided = new HomeBench("authorization.default", "confirm")) {
            undecided.watcher("a").watches(600);
            Tallies tallies = undecided.homes().tallies();
            assertEquals(1, tallies.pending("presence"));

            undecided.rules(SampleRules.allow("a"));

            assertEquals(1, tallies.active("presence"));
            assertEquals(0, tallies.pending("presence"));
        }
    }

    @Test
    void aSubscriptionIsCountedAtItsNextHome() {
        bench.watcher("a").watches(600);

        bench.nextHome(true);
        assertEquals(1, active());
        bench.merges();

        assertEquals(1, active());
        assertEquals(0, pending());
    }

    @Test
    void theLatencyOfANotifyIsFromTheChangeToIts200() {
        bench.watcher("a").watches(600);
        bench.advanceSeconds(60);
        assertEquals(List.of(), bench.measured().notifyLatency(), "the first NOTIFY tells no change");
        bench.dialogs.answerLater();
        bench.publish("one");

        bench.advance(150);
        bench.dialogs.last().answer(200);
        bench.settle();

        assertEquals(List.of(150L), bench.measured().notifyLatency());
    }

    @Test
    void aChangeThatWaitsForThePaceIsMeasuredWithItsWait() {
        bench.watcher("a").watches(600);
        bench.advanceSeconds(2);
        bench.publish("one");

        bench.advanceSeconds(3);

        assertEquals(List.of(3000L), bench.measured().notifyLatency());
    }

    @Test
    void aChangeThatIsToldWithALaterOneIsCoalesced() {
        Watcher watcher = bench.watcher("a").watches(600);
        String entityTag = bench.publish("one").entityTag();
        entityTag = bench.publish(entityTag, "two", 600).entityTag();
        bench.publish(entityTag, "three", 600);

        bench.advanceSeconds(10);

        assertEquals(2, watcher.told().size());
        assertEquals(2, notifies(NotifyResult.COALESCED));
        assertEquals(2, notifies(NotifyResult.OK));
    }

    @Test
    void anApprovalIsNoChangeOfState() {
        try (HomeBench undecided = new HomeBench("authorization.default", "confirm")) {
            undecided.publish("one");
            undecided.watcher("a").watches(600);
            undecided.advanceSeconds(60);

            undecided.rules(SampleRules.allow("a"));

            assertEquals(2, undecided.homes().tallies().notifies(NotifyResult.OK));
            assertEquals(List.of(), undecided.measured().notifyLatency());
        }
    }

    @Test
    void whatBecomesOfNotifiesIsCounted() {
        Map<Integer, NotifyResult> results = Map.of(200, NotifyResult.OK, 408, NotifyResult.TIMEOUT, 481, NotifyResult.GONE, 500, NotifyResult.ERROR);
        bench.dialogs.answerLater();
        results.forEach((status, result) -> {
            long before = notifies(result);
            bench.watcher("w" + status).watches(0);

            bench.dialogs.last().answer(status);
            bench.settle();

            assertEquals(1, notifies(result) - before, "of a NOTIFY that is answered " + status);
        });
    }

    @Test
    void aNotifyThatItsWatcherNeedsNotIsSuppressed() {
        Watcher watcher = bench.watcher("a").watches(600);

        watcher.unless(watcher.lastTold().entityTag()).refresh(600);

        assertEquals(1, watcher.told().size());
        assertEquals(1, notifies(NotifyResult.SUPPRESSED));
    }

    @Test
    void aLateEndIsMeasured() {
        bench.watcher("a").watches(600);
        bench.publish("one");

        bench.clock.advance(600_250);
        bench.advance(TimerWheel.TICK);

        assertEquals(List.of(250L + TimerWheel.TICK), bench.measured().expiryLag());
    }

    @Test
    void theRouteSetOfANewSubscriptionIsMeasured() {
        bench.watcher("a").watches(600).refresh(600);
        bench.directWatcher("b").watches(0);

        assertEquals(List.of((long) bench.watcher("a").dialog().routeSet().routes().size(), 0L), bench.measured().routes());
    }

    @Test
    void aTakeOverIsMeasuredUntilTheHomeDecides() {
        bench.watcher("a").watches(600);
        assertEquals(List.of(), bench.measured().takeover(), "there was nothing to take over at the start");

        bench.documents.beSlow();
        bench.nextHome(true);
        bench.homes().ownership().gained(Set.of());
        assertEquals(List.of(), bench.measured().takeover(), "its rules are not known yet");
        bench.advance(100);
        bench.documents.answer();
        bench.settle();

        assertEquals(List.of(100L), bench.measured().takeover());
    }
}
