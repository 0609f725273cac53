package org.imspresence.cluster;

import static org.imspresence.cluster.Nodes.await;
import static org.imspresence.cluster.Nodes.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.imspresence.cluster.Ownership.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each test plays one node against topologies and peers made up for it. */
class OwnershipTest {

    private volatile Topology topology = new Topology(1, Set.of(1, 2, 3), false);
    private volatile CompletionStage<?> drained = CompletableFuture.completedFuture(null);
    private volatile boolean peersAnswer = true;
    private final Queue<CompletableFuture<Set<Integer>>> open = new ArrayDeque<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Ownership ownership =
            new Ownership("test", () -> topology, this::ask, Duration.ofMillis(200));

    private CompletionStage<Set<Integer>> ask(int topologyId, Set<Integer> segments) {
        events.add("ask " + topologyId + " " + segments);
        if (peersAnswer) {
            return CompletableFuture.completedFuture(Set.of());
        }
        CompletableFuture<Set<Integer>> answer = new CompletableFuture<>();
        open.add(answer);
        return answer;
    }

    private CompletionStage<Void> serve() {
        return ownership.serve(new OwnershipListener() {
            @Override
            public void gained(Set<Integer> segments) {
                segments.forEach(segment -> assertFalse(ownership.holds(segment)));
                events.add("gained " + new TreeSet<>(segments));
            }

            @Override
            public CompletionStage<?> lost(Set<Integer> segments) {
                segments.forEach(segment -> assertFalse(ownership.holds(segment)));
                events.add("lost " + new TreeSet<>(segments));
                return drained;
            }

            @Override
            public CompletionStage<?> lostToMerge(Set<Integer> segments) {
                segments.forEach(segment -> assertFalse(ownership.holds(segment)));
                events.add("lost to a merge " + new TreeSet<>(segments));
                return CompletableFuture.completedFuture(null);
            }
        });
    }

    private void install(int id, Integer... mine) {
        topology = new Topology(id, Set.of(mine), false);
        ownership.topologyChanged();
    }

    private void installMerge(int id) {
        topology = new Topology(id, Set.of(), true);
        ownership.topologyChanged();
    }

    /** What the thread had to do by now is done. */
    private void settle() {
        await(ownership.release(0, Set.of()));
    }

    @AfterEach
    void close() {
        ownership.close();
    }

    @Test
    void nothingIsHeldBeforeItIsServed() {
        ownership.topologyChanged();
        settle();
        assertEquals(Set.of(), ownership.held());
        await(serve());
        assertEquals(Set.of(1, 2, 3), ownership.held());
        assertEquals(List.of("ask 1 [1, 2, 3]", "gained [1, 2, 3]"), events);
    }

    @Test
    void aNodeThatDoesNotServeYetAnswersPeersBeforeItKnowsATopology() {
        topology = null;
        assertEquals(Set.of(), await(ownership.release(2, Set.of(1))));
        topology = new Topology(1, Set.of(1, 2), false);
        await(serve());
        assertEquals(Set.of(2), ownership.held(), "it remembers what it was asked for");
    }

    @Test
    void whatATopologyTakesAndGivesIsLostFirstAndGainedThen() {
        await(serve());
        events.clear();
        install(2, 2, 3, 4);
        until("4 is held", () -> ownership.holds(4));
        assertEquals(List.of("lost [1]", "ask 2 [4]", "gained [4]"), events);
    }

    @Test
    void nothingIsGainedUntilThePeersHaveLetGo() {
        peersAnswer = false;
        CompletionStage<Void> served = serve();
        settle();
        assertEquals(Set.of(), ownership.held());
        open.remove().complete(Set.of(2));
        await(served);
        assertEquals(Set.of(1, 3), ownership.held(), "a peer kept 2");
    }

    @Test
    void anAnswerThatComesAfterANewTopologyIsAskedForAgain() {
        peersAnswer = false;
        CompletionStage<Void> served = serve();
        settle();
        topology = new Topology(2, Set.of(2, 3), false);
        peersAnswer = true;
        open.remove().complete(Set.of());
        await(served);
        assertEquals(List.of("ask 1 [1, 2, 3]", "ask 2 [2, 3]", "gained [2, 3]"), events);
    }

    @Test
    void aPeerThatIsAheadGetsItsSegmentsAtOnceAndForGood() {
        await(serve());
        assertEquals(Set.of(), await(ownership.release(3, Set.of(3, 4))));
        assertEquals(Set.of(1, 2), ownership.held());
        install(2, 1, 2, 3);
        settle();
        assertEquals(Set.of(1, 2), ownership.held(), "topology 2 is older than what the peer has seen");
        install(3, 1, 2);
        settle();
        install(4, 1, 2, 3);
        until("3 is back", () -> ownership.holds(3));
    }

    @Test
    void aPeerThatIsBehindIsRefused() {
        install(5, 1, 2, 3);
        await(serve());
        assertEquals(Set.of(2, 3), await(ownership.release(4, Set.of(2, 3, 4))));
        assertEquals(Set.of(1, 2, 3), ownership.held());
    }

    @Test
    void aPeerGetsWhatThisNodeHasAskedForInAnOlderTopologyOnly() {
        peersAnswer = false;
        serve();
        settle();
        topology = new Topology(2, Set.of(3), false);
        assertEquals(Set.of(3), await(ownership.release(2, Set.of(1, 2, 3))), "its question of topology 1 is still open");
        open.remove().complete(Set.of());
        settle();
        assertEquals(Set.of(), ownership.held());
        assertEquals(List.of("ask 1 [1, 2, 3]", "ask 2 [3]"), events);
    }

    @Test
    void whatAPeerRefusesIsAskedForAgain() {
        peersAnswer = false;
        CompletionStage<Void> served = serve();
        settle();
        peersAnswer = true;
        open.remove().complete(Set.of(2));
        await(served);
        until("the peer has given it", () -> ownership.holds(2));
        assertEquals(List.of("ask 1 [1, 2, 3]", "gained [1, 3]", "ask 1 [2]", "gained [2]"), events);
    }

    @Test
    void theAnswerToAPeerWaitsForTheLastWrites() {
        await(serve());
        CompletableFuture<Object> writes = new CompletableFuture<>();
        drained = writes;
        CompletableFuture<Set<Integer>> answer = ownership.release(2, Set.of(1)).toCompletableFuture();
        until("it is told", () -> events.contains("lost [1]"));
        assertFalse(answer.isDone());
        writes.complete(null);
        assertEquals(Set.of(), await(answer));
    }

    @Test
    void aListenerThatNeverDrainsHoldsTheHandOverForItsTimeOnly() {
        await(serve());
        drained = new CompletableFuture<>();
        assertEquals(Set.of(), await(ownership.release(2, Set.of(1))));
        assertEquals(Set.of(2, 3), ownership.held());
    }

    @Test
    void whatIsHeldAfterAMergeIsGainedAnew() {
        await(serve());
        events.clear();
        installMerge(2);
        settle();
        assertEquals(Set.of(), ownership.held());
        install(3, 1, 2, 3);
        until("all is back", () -> ownership.holds(1));
        assertEquals(List.of("lost to a merge [1, 2, 3]", "ask 3 [1, 2, 3]", "gained [1, 2, 3]"), events);
    }

    @Test
    void aMergeThatBeginsAndEndsWhileTheThreadIsBusyEndsWhatIsHeldAtOnce() {
        await(serve());
        events.clear();
        CompletableFuture<Object> busy = new CompletableFuture<>();
        ownership.afterwards(busy::join);
        installMerge(2);
        assertFalse(ownership.holds(2));
        install(3, 2, 3);
        assertFalse(ownership.holds(2));
        busy.complete(null);
        until("2 is back", () -> ownership.holds(2));
        assertEquals(List.of("lost to a merge [1, 2, 3]", "ask 3 [2, 3]", "gained [2, 3]"), events);
    }

    @Test
    void closeLetsGoOfEverything() {
        await(serve());
        ownership.close();
        assertEquals(Set.of(), ownership.held());
        assertTrue(events.contains("lost [1, 2, 3]"));
        assertEquals(Set.of(), await(ownership.release(9, Set.of(1))), "a closed node keeps nothing");
    }
}
