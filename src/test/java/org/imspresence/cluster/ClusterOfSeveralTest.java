package org.imspresence.cluster;

import static org.imspresence.cluster.Nodes.await;
import static org.imspresence.cluster.Nodes.complete;
import static org.imspresence.cluster.Nodes.fill;
import static org.imspresence.cluster.Nodes.groupAt;
import static org.imspresence.cluster.Nodes.key;
import static org.imspresence.cluster.Nodes.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.imspresence.cluster.Nodes.Node;
import org.imspresence.cluster.Watch.Add;
import org.imspresence.cluster.Watch.Added;
import org.imspresence.cluster.Watch.State;
import org.imspresence.cluster.Watch.Subscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterOfSeveralTest {

    private static final int ENTRIES = 10_000;

    @Test
    void aCommandReachesTheHomeFromAnyNodeAndTheReplyComesBackWhole() {
        try (Nodes nodes = new Nodes(2)) {
            Node a = nodes.start().serve(echo("a"));
            Node b = nodes.start().serve(echo("b"));
            until("one home each", () -> complete(a, b));
            Subscription with = Subscription.sample("g", "1");
            for (Node home : List.of(a, b)) {
                String group = groupAt(home);
                for (Node caller : List.of(a, b)) {
                    Added added = await(caller.cluster.<Added>call(group, new Add(group, List.of(with, with))));
                    assertEquals(new Added(home == a ? "a" : "b", List.of(with.callId(), with.callId()), State.ACTIVE, 7200L),
                            added);
                }
            }
        }
    }

    private static CommandHandler echo(String by) {
        return command -> {
            Add add = (Add) command;
            return CompletableFuture.completedFuture(new Added(by,
                    add.subscriptions().stream().map(Subscription::callId).toList(), add.subscriptions().get(0).state(),
                    add.subscriptions().stream().mapToLong(Subscription::expires).sum()));
        };
    }

    @Test
    void manyPendingCallsHoldNoThreadAtTheReceiver() {
        try (Nodes nodes = new Nodes(2)) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            AtomicInteger received = new AtomicInteger();
            Node a = nodes.start().serve();
            Node b = nodes.start().serve(command -> {
                received.incrementAndGet();
                return answer;
            });
            until("one home each", () -> complete(a, b));
            String group = groupAt(b);
            int threads = Thread.activeCount();
            List<CompletionStage<String>> calls = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                calls.add(a.cluster.call(group, "command " + i));
            }
            until("all have arrived", () -> received.get() == 1000);
            assertTrue(Thread.activeCount() < threads + 100, "threads went from " + threads + " to " + Thread.activeCount());
            answer.complete("done");
            calls.forEach(call -> assertEquals("done", await(call)));
            until("none is pending", () -> a.cluster.pendingCalls() == 0);
        }
    }

    @Test
    void aCallFailsForTheReasonThatAppliesToIt() {
        try (Nodes nodes = new Nodes(2)) {
            Node a = nodes.start(nodes.settings(0).withMaxPendingCalls(1)).serve();
            Node b = nodes.start().serve(command -> switch ((String) command) {
                case "fail" -> CompletableFuture.failedFuture(new IllegalStateException("no such watcher"));
                case "throw" -> throw new IllegalStateException("broken");
                case "odd reply" -> CompletableFuture.completedFuture(new Object());
                case "nothing" -> CompletableFuture.completedFuture(null);
                default -> new CompletableFuture<>();
            });
            until("one home each", () -> complete(a, b));
            String group = groupAt(b);
            assertEquals("no such watcher",
                    assertThrows(CommandFailedException.class, () -> await(a.cluster.call(group, "fail"))).getMessage());
            assertEquals("broken",
                    assertThrows(CommandFailedException.class, () -> await(a.cluster.call(group, "throw"))).getMessage());
            assertThrows(CommandFailedException.class, () -> await(a.cluster.call(group, "odd reply")));
            assertThrows(ClusterException.class, () -> await(a.cluster.call(group, new Object())));
            assertNull(await(a.cluster.<Object>call(group, "nothing")));

            CompletionStage<Object> silent = a.cluster.call(group, "silent");
            assertThrows(TooManyCallsException.class, () -> await(a.cluster.call(group, "one more")));
            assertThrows(CallTimeoutException.class, () -> await(silent));
            CompletionStage<Object> silentAtHome = b.cluster.call(group, "silent, at home");
            b.cluster.close();
            assertThrows(ClusterException.class, () -> await(silentAtHome));
        }
    }

    @Test
    void aNodeCanBeAddressedItself() {
        try (Nodes nodes = new Nodes(2)) {
            Node a = nodes.start().serve();
            CompletableFuture<Object> told = new CompletableFuture<>();
            Node b = nodes.start().serve(command -> {
                told.complete(command);
                return CompletableFuture.completedFuture("b");
            });
            until("one home each", () -> complete(a, b));
            NodeId sameNode = NodeId.parse(b.cluster.self().toString());
            assertEquals("n1", a.cluster.nameOf(sameNode));
            assertEquals("b", await(a.cluster.call(sameNode, "command")));
            assertEquals("command", await(told));
            assertThrows(NoHomeException.class, () -> await(a.cluster.call(NodeId.random(), "command")));
        }
    }

    @Test
    void aRefusedCommandFollowsTheGroupToItsNextHome() {
        try (Nodes nodes = new Nodes(2)) {
            AtomicBoolean refuse = new AtomicBoolean(true);
            Node a = nodes.start().serve();
            Node b = nodes.start().serve(command -> refuse.getAndSet(false)
                    ? CompletableFuture.failedFuture(new NotHomeException("handed over just now"))
                    : CompletableFuture.completedFuture("taken at the second try"));
            until("one home each", () -> complete(a, b));
            assertEquals("taken at the second try", await(a.cluster.call(groupAt(b), "command")));
        }
    }

    @Test
    void aCallIsMadeOnceMoreWhenItsHomeLeavesBeforeItAnswers() {
        try (Nodes nodes = new Nodes(2)) {
            AtomicInteger seen = new AtomicInteger();
            Node a = nodes.start().serve();
            Node b = nodes.start().serve(command -> {
                seen.incrementAndGet();
                return new CompletableFuture<>();
            });
            until("one home each", () -> complete(a, b));
            CompletionStage<String> call = a.cluster.call(groupAt(b), "command");
            until("it has arrived", () -> seen.get() == 1);
            b.cluster.close();
            assertEquals(a.cluster.self().toString(), await(call));
        }
    }

    @Test
    void homesAreDisjointAndCompleteAndHaveTheirDataThroughJoinAndLeave() {
        try (Nodes nodes = new Nodes(3)) {
            Node a = nodes.start();
            fill(a, 0, ENTRIES);
            a.serve();
            everyEntryIsLoadedByItsHome(a);

            Node b = nodes.start().serve();
            until("homes of two", () -> complete(a, b));
            everyEntryIsLoadedByItsHome(a, b);
            until("balanced", () -> a.cluster.balanced() && b.cluster.balanced());
            assertEquals(ENTRIES, b.store.localSize(), "the second copies");

            Node c = nodes.start().serve();
            until("homes of three", () -> complete(a, b, c));
            assertTrue(c.cluster.homeSegments().size() > 40, "a fair share: " + c.cluster.homeSegments().size());
            everyEntryIsLoadedByItsHome(a, b, c);

            until("balanced", () -> c.cluster.balanced());
            a.cluster.close();
            assertEquals(Set.of(), a.cluster.homeSegments());
            until("homes of the rest", () -> complete(b, c));
            everyEntryIsLoadedByItsHome(b, c);
        }
    }

    private static void everyEntryIsLoadedByItsHome(Node... nodes) {
        int sum = 0;
        for (Node node : nodes) {
            node.loaded.keySet().forEach(key -> assertTrue(node.cluster.isHome(key.group())));
            sum += node.loaded.size();
        }
        assertEquals(ENTRIES, sum);
    }

    @Test
    void aNewHomeWaitsForTheLastWritesOfTheOldOne() {
        try (Nodes nodes = new Nodes(2)) {
            Node a = nodes.start().serve();
            CompletableFuture<Object> drained = new CompletableFuture<>();
            a.drained = drained;
            Node b = nodes.start();
            CompletionStage<Void> served = b.cluster.serve(command -> null, b);
            until("a has lost some", () -> a.events.size() == 2);
            fill(a, 0, 100);
            assertEquals(List.of(), b.events, "nothing is gained before the old home has drained");
            drained.complete(null);
            await(served);
            until("one home each", () -> complete(a, b));
            for (int i = 0; i < 100; i++) {
                assertEquals(b.cluster.isHome(key(i).group()), b.loaded.containsKey(key(i)));
            }
        }
    }

    @Test
    void anEntryThatNobodyCanReadMovesToAJoiningNodeWithAllItsNeighbours() {
        try (Nodes nodes = new Nodes(2)) {
            Node a = nodes.start();
            fill(a, 0, 1000);
            for (int i = 0; i < 100; i++) {
                a.cluster.cache().put(new StoreKey(Nodes.STORE, key(i).group(), "damaged"),
                        Envelope.encoded(new byte[] {1, 2, 3}, a.cluster.codec()));
            }
            a.serve();
            Node b = nodes.start().serve();
            until("one home each", () -> complete(a, b) && b.cluster.balanced());
            assertEquals(1000, a.loaded.size() + b.loaded.size());
            assertEquals(1100, b.store.localSize());
            assertTrue(b.cluster.undecodable() > 0);
        }
    }

    @Test
    void aCommandThatTheHomeCannotReadFailsAlone() {
        try (Nodes nodes = new Nodes(2)) {
            Node a = nodes.start().serve();
            try (Cluster older = Cluster.start(nodes.settings(1), List.of(), List.of())) {
                await(older.serve(CompletableFuture::completedFuture, Nodes.UNCONCERNED));
                until("it is a home", () -> older.homeSegments().size() + a.cluster.homeSegments().size() == 256);
                String group = IntStream.range(0, 1000).mapToObj(i -> "group" + i).filter(older::isHome)
                        .findFirst().orElseThrow();
                Add unknown = new Add(group, List.of());
                assertTrue(assertThrows(CommandFailedException.class, () -> await(a.cluster.call(group, unknown)))
                        .getMessage().contains("cannot decode"));
                assertEquals("text", await(a.cluster.call(group, "text")));
            }
        }
    }

    @Test
    void compareAndSetHoldsAcrossNodes() {
        try (Nodes nodes = new Nodes(2)) {
            Node a = nodes.start();
            Node b = nodes.start();
            until("both own groups, and neither is the home of any", () -> b.cluster.homeOf(groupOf(b)).equals(b.cluster.self())
                    && a.cluster.homeOf(groupOf(b)).equals(b.cluster.self()));
            for (Node home : List.of(a, b)) {
                GroupedKey key = new GroupedKey(groupOf(home), "cas");
                Subscription one = Subscription.sample("g", "1");
                Subscription two = Subscription.sample("g", "2");
                assertTrue(await(a.store.replace(key, Optional.empty(), one, Nodes.HOUR)));
                assertFalse(await(b.store.replace(key, Optional.empty(), two, Nodes.HOUR)));
                assertFalse(await(b.store.replace(key, Optional.of(two), two, Nodes.HOUR)));
                assertTrue(await(b.store.replace(key, Optional.of(one), two, Nodes.HOUR)));
                assertEquals(two, await(a.store.get(key)).orElseThrow());
                await(b.store.remove(key));
                assertTrue(await(a.store.get(key)).isEmpty());
            }
        }
    }

    private static String groupOf(Node owner) {
        return IntStream.range(0, 10_000).mapToObj(i -> "group" + i).filter(group -> owner.cluster.homeOf(group).equals(owner.cluster.self()))
                .findFirst().orElse("group0");
    }

    @Test
    void aNodeThatDividesTheGroupsOtherwiseIsRefused() {
        try (Nodes nodes = new Nodes(2)) {
            Node a = nodes.start().serve();
            ClusterSettings settings = nodes.settings(1);
            ClusterSettings other = new ClusterSettings(settings.clusterName(), settings.nodeName(), settings.bind(),
                    settings.join(), 64, settings.owners(), settings.timeouts(), settings.maxPendingCalls(), settings.dns(), settings.key(), settings.kept());
            ClusterException refused = assertThrows(ClusterException.class,
                    () -> Cluster.start(other, Watch.SCHEMAS, List.of(Nodes.STORE)).close());
            assertTrue(refused.getMessage().contains("segments=64"), refused.getMessage());
            until("the first node is home of everything again", () -> complete(a) && a.cluster.balanced());
        }
    }
}
