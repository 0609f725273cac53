package org.imspresence.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.imspresence.server.Drain.Scope;
import org.junit.jupiter.api.Test;

class DrainTest {

    private static final Drain.Patience PATIENCE = Drain.Patience.of(Duration.ofSeconds(2), Duration.ofSeconds(60));
    private static final long NEVER = Long.MAX_VALUE;

    /** Does what it is told in no time; what has to be waited for comes true at a given time. */
    private final class FakeNode implements Drain.Node {

        private boolean peers = true;
        private long answeredAt;
        private long balancedAt;
        private long peersAt;
        private long closedAt;
        private final List<String> done = new ArrayList<>();

        private void did(String what) {
            done.add(what + " at " + now);
        }

        @Override
        public boolean hasPeers() {
            return peers;
        }

        @Override
        public void notReady() {
            did("not ready");
        }

        @Override
        public void tellPeers() {
            did("peers told");
        }

        @Override
        public void closeDoor() {
            did("door closed");
        }

        @Override
        public int unanswered() {
            return now >= answeredAt ? 0 : 3;
        }

        @Override
        public boolean balanced() {
            return now >= balancedAt;
        }

        @Override
        public int handOver() {
            did("handed over");
            return 128;
        }

        @Override
        public boolean peersHaveHandedOver() {
            return now >= peersAt;
        }

        @Override
        public boolean closeStores() {
            if (done.stream().noneMatch(what -> what.startsWith("stores"))) {
                did("stores asked for");
            }
            return now >= closedAt;
        }

        @Override
        public void leave() {
            did("left");
        }
    }

    private final FakeNode node = new FakeNode();
    private final List<String> said = new ArrayList<>();
    private long now;

    private void drain(Scope scope, boolean told) {
        new Drain(node, PATIENCE, () -> now, pause -> now += pause.toMillis()).run(scope, told, said::add);
    }

    private void assertSaid(int step, String what) {
        assertTrue(said.stream().anyMatch(line -> line.startsWith("drain " + step + "/6: ") && line.contains(what)), said::toString);
    }

    @Test
    void theStepsFollowOneAnotherAndEachIsSaid() {
        drain(Scope.NODE, false);

        assertEquals(List.of("not ready at 0", "door closed at 2000", "handed over at 2000", "left at 2000"), node.done);
        assertEquals(List.of("drain 1/6", "drain 2/6", "drain 3/6", "drain 4/6", "drain 5/6", "drain 6/6"),
                said.stream().map(line -> line.substring(0, line.indexOf(':'))).toList());
    }

    @Test
    void aNodeOnItsOwnWaitsForNobody() {
        node.peers = false;
        node.balancedAt = NEVER;

        drain(Scope.NODE, false);

        assertEquals(List.of("not ready at 0", "door closed at 0", "handed over at 0", "left at 0"), node.done);
    }

    @Test
    void whatHasBeenTakenOnIsAnsweredBeforeTheHomesGo() {
        node.answeredAt = 2500;

        drain(Scope.NODE, false);

        assertEquals("handed over at 2500", node.done.get(2));
        assertSaid(2, "3 were open");
    }

    @Test
    void whatIsNeverAnsweredHoldsTheNodeUpForFiveSeconds() {
        node.answeredAt = NEVER;

        drain(Scope.NODE, false);

        assertEquals("handed over at 7000", node.done.get(2));
        assertSaid(2, "3 of those taken on have no answer");
    }

    @Test
    void theHomesGoWhenEveryEntryIsOnTwoNodes() {
        node.balancedAt = 30_000;

        drain(Scope.NODE, false);

        assertEquals("handed over at 30000", node.done.get(2));
        assertSaid(3, "every entry is on two nodes (28000 ms)");
    }

    @Test
    void thePatienceForCopiesEndsAndItIsSaidWhatThatMeans() {
        node.balancedAt = NEVER;

        drain(Scope.NODE, false);

        assertEquals("handed over at 62000", node.done.get(2));
        assertSaid(3, "NOT every entry is on two nodes after 60.0 s");
    }

    @Test
    void theNodeThatLeadsTellsTheOthersFirstAndClosesTheStoresWhenTheyHaveHandedOver() {
        node.peersAt = 3000;
        node.closedAt = 4000;

        drain(Scope.CLUSTER, false);

        assertEquals(List.of("not ready at 0", "peers told at 0", "door closed at 2000", "handed over at 2000", "stores asked for at 3000", "left at 4000"), node.done);
        assertSaid(5, "closed");
    }

    @Test
    void aNodeThatIsToldTellsNobodyAndWaitsForTheStoresToBeClosed() {
        node.peersAt = NEVER;
        node.closedAt = 4000;

        drain(Scope.CLUSTER, true);

        assertEquals(List.of("not ready at 0", "door closed at 2000", "handed over at 2000", "stores asked for at 2000", "left at 4000"), node.done);
    }

    @Test
    void whateverHangsTheDrainEndsWithinItsBound() {
        node.answeredAt = NEVER;
        node.balancedAt = NEVER;
        node.peersAt = NEVER;
        node.closedAt = NEVER;

        drain(Scope.CLUSTER, false);

        assertTrue(now < PATIENCE.longest().toMillis(), () -> now + " ms");
        assertSaid(5, "NOT closed");
    }
}
