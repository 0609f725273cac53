package org.imspresence.cluster;

import static org.imspresence.cluster.Nodes.await;
import static org.imspresence.cluster.Nodes.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.imspresence.cluster.Nodes.Node;
import org.imspresence.cluster.Watch.Subscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Entries outlive a stop of the whole cluster, if it was in order, and no other end. */
@Timeout(120)
class WholeStopTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ENTRIES = 2000;

    @TempDir
    private Path directory;

    private final Nodes nodes = new Nodes(3);

    private ClusterSettings settings(int index) {
        return kept(nodes.settings(index));
    }

    private ClusterSettings kept(ClusterSettings settings) {
        return settings.withKept(new ClusterSettings.Kept(directory.resolve(settings.nodeName()), PATIENCE));
    }

    private static Node started(ClusterSettings settings) {
        return new Node(Cluster.start(settings, Watch.SCHEMAS, List.of(Nodes.STORE)));
    }

    /** All together, as none is ready before the others are back. */
    private List<Node> started(int count) {
        List<CompletableFuture<Node>> starting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ClusterSettings settings = settings(i);
            starting.add(CompletableFuture.supplyAsync(() -> started(settings), task -> new Thread(task).start()));
        }
        List<Node> started = starting.stream().map(Nodes::await).toList();
        started.forEach(Node::serve);
        until("every entry on two nodes", () -> started.stream().allMatch(node -> node.cluster.balanced() && node.cluster.members().size() == count));
        return started;
    }

    /** As a drain of the whole cluster does it; the first node leads. */
    private static void stopAll(List<Node> all) {
        for (Node node : all.subList(1, all.size())) {
            node.cluster.wholeStop().onAsked(() -> new Thread(node.cluster::handOver).start());
        }
        CompletableFuture<Void> others = all.get(0).cluster.wholeStop().askAll(PATIENCE).toCompletableFuture();
        all.get(0).cluster.handOver();
        await(others);
        all.forEach(node -> assertEquals(Set.of(), node.cluster.homeSegments()));
        all.get(0).cluster.wholeStop().closeStores();
        until("closed everywhere", () -> all.stream().allMatch(node -> node.cluster.wholeStop().storesAreClosed()));
        for (Node node : Stream.concat(Stream.of(all.get(0)), youngestFirst(all)).toList()) {
            until("its turn to leave", node.cluster.wholeStop()::mayLeave);
            node.cluster.close();
        }
    }

    private static Stream<Node> youngestFirst(List<Node> all) {
        List<NodeId> oldestFirst = all.get(0).cluster.members();
        return all.stream().skip(1).sorted(Comparator.comparing((Node node) -> oldestFirst.indexOf(node.cluster.self())).reversed());
    }

    private static Map<GroupedKey, Subscription> loaded(List<Node> all) {
        Map<GroupedKey, Subscription> loaded = new HashMap<>();
        all.forEach(node -> loaded.putAll(node.loaded));
        return loaded;
    }

    @Test
    void aNodeOnItsOwnKeepsItsEntries() {
        ClusterSettings settings = kept(ClusterSettings.alone("a"));
        Node first = started(settings).serve();
        Nodes.fill(first, 0, ENTRIES);
        stopAll(List.of(first));

        Node second = started(settings).serve();

        assertEquals(ENTRIES, second.loaded.size());
        assertEquals(Subscription.sample(Nodes.key(7).group(), Nodes.key(7).id()), await(second.store.get(Nodes.key(7))).orElseThrow());
        second.cluster.close();
    }

    @Test
    void anEntryThatExpiresMeanwhileIsNotRevived() {
        ClusterSettings settings = kept(ClusterSettings.alone("a"));
        Node first = started(settings).serve();
        Nodes.fill(first, 0, 1);
        await(first.store.put(Nodes.key(1), Subscription.sample("group", "id"), Duration.ofMillis(1)));
        stopAll(List.of(first));

        Node second = started(settings).serve();

        assertEquals(Set.of(Nodes.key(0)), second.loaded.keySet());
        second.cluster.close();
    }

    @Test
    void aNodeThatEndsOtherwiseStartsClean() {
        ClusterSettings settings = kept(ClusterSettings.alone("a"));
        Node first = started(settings).serve();
        Nodes.fill(first, 0, ENTRIES);
        first.cluster.close();

        Node second = started(settings).serve();

        assertEquals(Map.of(), second.loaded);
        second.cluster.close();
    }

    @Test
    void aClusterKeepsItsEntriesAndEachHasOneHomeAgain() {
        List<Node> before = started(3);
        Nodes.fill(before, 0, ENTRIES);
        stopAll(before);

        List<Node> after = started(3);

        assertEquals(ENTRIES, loaded(after).size());
        assertEquals(ENTRIES, after.stream().mapToInt(node -> node.loaded.size()).sum());
        assertEquals(2 * ENTRIES, after.stream().mapToLong(node -> node.store.localSize()).sum());
        after.forEach(node -> node.cluster.close());
    }

    @Test
    void aNodeThatWaitsForTheOthersInVainKeepsWhatItHas() {
        List<Node> before = started(2);
        Nodes.fill(before, 0, ENTRIES);
        stopAll(before);
        ClusterSettings impatient = settings(0).withKept(new ClusterSettings.Kept(directory.resolve("n0"), Duration.ofMillis(300)));

        ClusterException refusal = assertThrows(ClusterException.class, () -> started(impatient));
        assertTrue(refusal.getMessage().contains("[n0]"), refusal::getMessage);
        List<Node> after = started(2);

        assertEquals(ENTRIES, loaded(after).size());
        after.forEach(node -> node.cluster.close());
    }

    @Test
    void aNodeWithEntriesIsRefusedByAClusterThatBeganWithoutThemAndKeepsThem() {
        List<Node> before = started(2);
        Nodes.fill(before, 0, ENTRIES);
        stopAll(before);
        Node clean = started(settings(2)).serve();

        assertThrows(ClusterException.class, () -> started(settings(0)));
        clean.cluster.close();
        List<Node> after = started(2);

        assertEquals(ENTRIES, loaded(after).size());
        after.forEach(node -> node.cluster.close());
    }

    @Test
    void aNodeThatComesBackWhileOthersLiveGetsItsShareFromThem() {
        List<Node> all = started(3);
        Nodes.fill(all, 0, ENTRIES / 2);
        // The coordinator: what follows has to go as well with another one.
        Node leaver = all.stream().filter(node -> node.cluster.self().equals(node.cluster.members().get(0))).findFirst().orElseThrow();
        List<Node> rest = all.stream().filter(node -> node != leaver).toList();
        leaver.cluster.close();
        until("two nodes have all", () -> rest.stream().allMatch(node -> node.cluster.balanced()));
        Nodes.fill(rest, ENTRIES / 2, ENTRIES);

        Node back = started(settings(all.indexOf(leaver))).serve();
        until("three nodes", () -> back.cluster.balanced());

        List<Node> three = List.of(rest.get(0), rest.get(1), back);
        assertEquals(2 * ENTRIES, three.stream().mapToLong(node -> node.store.localSize()).sum());
        stopAll(three);
        List<Node> again = started(3);
        assertEquals(ENTRIES, loaded(again).size());
        again.forEach(node -> node.cluster.close());
    }
}
