package org.imspresence.cluster;

import static org.imspresence.cluster.Nodes.HOUR;
import static org.imspresence.cluster.Nodes.STORE;
import static org.imspresence.cluster.Nodes.await;
import static org.imspresence.cluster.Nodes.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imspresence.cluster.Nodes.Node;
import org.imspresence.cluster.Watch.Subscription;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterAloneTest {

    private static final ClusterSettings ALONE = ClusterSettings.alone("alone");
    private static final Set<Integer> ALL = IntStream.range(0, 256).boxed().collect(Collectors.toSet());

    private Node node;

    @BeforeEach
    void start() {
        long since = System.nanoTime();
        node = new Node(Cluster.start(ALONE, Watch.SCHEMAS, List.of(STORE, "publications")));
        System.out.println("a node alone started in " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) + " ms");
    }

    @AfterEach
    void stop() {
        node.cluster.close();
    }

    @Test
    void whatIsPutIsFoundUntilItIsRemoved() {
        GroupedKey key = new GroupedKey("alice", "1");
        Subscription one = Subscription.sample("alice", "1");
        assertTrue(isDone(node.store.put(key, one, HOUR)), "alone, stages are complete on return");
        assertEquals(Optional.of(one), await(node.store.get(key)));
        assertSame(one, node.store.getIfLocal(key).orElseThrow());
        assertTrue(isDone(node.store.remove(key)));
        assertEquals(Optional.empty(), await(node.store.get(key)));
        assertEquals(Optional.empty(), node.store.getIfLocal(key));
    }

    @Test
    void anEntryIsNotFoundAfterItsLifespan() {
        GroupedKey key = new GroupedKey("alice", "1");
        await(node.store.put(key, Subscription.sample("alice", "1"), Duration.ofMillis(1)));
        until("it has expired", () -> node.store.getIfLocal(key).isEmpty());
        assertEquals(Map.of(), node.store.group("alice"));
        assertThrows(IllegalArgumentException.class,
                () -> node.store.put(key, Subscription.sample("alice", "1"), Duration.ZERO));
        await(node.store.put(key, Subscription.sample("alice", "1"), Store.FOREVER));
        assertTrue(node.store.getIfLocal(key).isPresent());
    }

    @Test
    void aGroupIsItsEntriesInOneStore() {
        Store<Subscription> other = node.cluster.store("publications", Subscription.class);
        await(node.store.put(new GroupedKey("alice", "1"), Subscription.sample("alice", "1"), HOUR));
        await(node.store.put(new GroupedKey("alice", "2"), Subscription.sample("alice", "2"), HOUR));
        await(node.store.put(new GroupedKey("bob", "1"), Subscription.sample("bob", "1"), HOUR));
        await(other.put(new GroupedKey("alice", "1"), Subscription.sample("alice", "other"), HOUR));
        assertEquals(Set.of("1", "2"), node.store.group("alice").keySet());
        assertEquals(Set.of("1"), other.group("alice").keySet());
        assertEquals(3, node.store.localSize());
    }

    @Test
    void aScanShowsTheSegmentsAskedFor() {
        Map<Integer, Set<GroupedKey>> bySegment = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            GroupedKey key = new GroupedKey("user" + i, "1");
            await(node.store.put(key, Subscription.sample(key.group(), "1"), HOUR));
            bySegment.computeIfAbsent(node.cluster.segmentOf(key.group()), segment -> new HashSet<>()).add(key);
        }
        int some = bySegment.keySet().iterator().next();
        assertEquals(bySegment.get(some), scanned(Set.of(some)));
        assertEquals(500, scanned(ALL).size());
    }

    @Test
    void anEntryThatCannotBeReadDoesNotStopItsNeighbours() {
        Codec codec = node.cluster.codec();
        GroupedKey damaged = new GroupedKey("alice", "damaged");
        GroupedKey alien = new GroupedKey("alice", "alien");
        await(node.store.put(new GroupedKey("alice", "good"), Subscription.sample("alice", "good"), HOUR));
        node.cluster.cache().put(new StoreKey(STORE, "alice", "damaged"), Envelope.encoded(new byte[] {1, 2, 3}, codec));
        node.cluster.cache().put(new StoreKey(STORE, "alice", "alien"), Envelope.of("a string"));
        assertEquals(Set.of("good"), node.store.group("alice").keySet());
        assertEquals(1, scanned(ALL).size());
        assertEquals(4, node.cluster.undecodable());
        assertThrows(UndecodableException.class, () -> node.store.getIfLocal(damaged));
        assertThrows(UndecodableException.class, () -> await(node.store.get(alien)));
        assertEquals(3, node.store.localSize(), "it stays stored");
    }

    @Test
    void anEntryThatCameAsBytesIsEqualToTheObject() {
        Codec codec = node.cluster.codec();
        Subscription value = Subscription.sample("alice", "1");
        Envelope bytes = Envelope.encoded(codec.encode(value), codec);
        assertEquals(Envelope.of(value), bytes);
        assertEquals(value, bytes.value());
        assertSame(bytes.value(), bytes.value(), "decoded once");
    }

    @Test
    void aValueIsReplacedOnlyIfItIsTheOneExpected() {
        GroupedKey key = new GroupedKey("alice", "1");
        Subscription one = Subscription.sample("alice", "1");
        Subscription two = Subscription.sample("alice", "2");
        assertTrue(await(node.store.replace(key, Optional.empty(), one, HOUR)));
        assertFalse(await(node.store.replace(key, Optional.empty(), two, HOUR)));
        assertFalse(await(node.store.replace(key, Optional.of(two), two, HOUR)));
        assertTrue(await(node.store.replace(key, Optional.of(one), two, HOUR)));
        assertEquals(two, node.store.getIfLocal(key).orElseThrow());
    }

    @Test
    void itIsTheHomeOfEverythingOnceItServes() {
        await(node.store.put(new GroupedKey("alice", "1"), Subscription.sample("alice", "1"), HOUR));
        assertFalse(node.cluster.isHome("alice"));
        node.serve();
        assertTrue(node.cluster.isHome("alice"));
        assertEquals(Set.of(new GroupedKey("alice", "1")), node.loaded.keySet());
        assertEquals(List.of("gained 256"), node.events);
        assertEquals(node.cluster.self(), node.cluster.homeOf("alice"));
        assertEquals(List.of(node.cluster.self()), node.cluster.members());
        assertTrue(node.cluster.joined() && node.cluster.balanced());
    }

    @Test
    void aCommandIsADirectCall() {
        Object command = new Object();
        node.serve(CompletableFuture::completedFuture);
        CompletionStage<Object> reply = node.cluster.call("alice", command);
        assertTrue(isDone(reply));
        assertSame(command, await(reply));
    }

    @Test
    void aCallThatWaitsForAHomeFailsWhenTheClusterCloses() {
        CompletionStage<Object> call = node.cluster.call("alice", "nobody serves");
        node.cluster.close();
        assertThrows(ClusterException.class, () -> await(call));
        assertFalse(node.cluster.joined());
    }

    @Test
    void aClosedClusterRefusesWithoutHarm() {
        node.serve();
        node.cluster.close();
        GroupedKey key = new GroupedKey("alice", "1");
        assertFalse(node.cluster.isHome("alice"));
        assertFalse(node.cluster.balanced());
        assertThrows(ClusterException.class, () -> await(node.cluster.call("alice", "command")));
        node.cluster.tell("alice", "command");
        assertThrows(ClusterException.class, () -> await(node.store.put(key, Subscription.sample("a", "1"), HOUR)));
        assertThrows(ClusterException.class, () -> await(node.store.get(key)));
    }

    @Test
    void aTypeOrStoreThatWasNotDeclaredIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> node.cluster.store("unheard of", Subscription.class));
        assertThrows(IllegalArgumentException.class, () -> node.cluster.store(STORE, Node.class));
    }

    @Test
    void aCacheThatIgnoresGroupsFailsTheStart() {
        ConfigurationBuilder encoded = CacheSetup.cache(ALONE);
        encoded.encoding().mediaType(MediaType.APPLICATION_PROTOSTREAM_TYPE);
        ConfigurationBuilder ungrouped = CacheSetup.cache(ALONE);
        ungrouped.clustering().hash().groups().enabled(false);
        for (ConfigurationBuilder wrong : List.of(encoded, ungrouped)) {
            ClusterException refused = assertThrows(ClusterException.class,
                    () -> Cluster.start(ALONE, Watch.SCHEMAS, List.of(STORE), wrong).close());
            assertTrue(refused.getMessage().contains("ignores groups"), refused.getMessage());
        }
    }

    @Test
    void nothingIsLeftRunningAfterClose() {
        node.serve();
        node.cluster.close();
        node.cluster.close();
        until("its threads have ended: " + threadsOfNodes(), () -> threadsOfNodes().isEmpty());
    }

    private static Set<String> threadsOfNodes() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.contains("alone") || name.startsWith("presence-")).collect(Collectors.toSet());
    }

    private Set<GroupedKey> scanned(Set<Integer> segments) {
        Set<GroupedKey> keys = new HashSet<>();
        node.store.scan(segments, (key, value) -> keys.add(key));
        return keys;
    }

    private static boolean isDone(CompletionStage<?> stage) {
        return stage.toCompletableFuture().isDone();
    }
}
