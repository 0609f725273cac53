package org.imspresence.cluster;

import static org.imspresence.cluster.Nodes.HOUR;
import static org.imspresence.cluster.Nodes.await;
import static org.imspresence.cluster.Nodes.complete;
import static org.imspresence.cluster.Nodes.groupAt;
import static org.imspresence.cluster.Nodes.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.imspresence.cluster.Nodes.Node;
import org.imspresence.cluster.Watch.Subscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FenceTest {

    private static final Subscription OLD = Subscription.sample("g", "old");
    private static final Subscription NEW = Subscription.sample("g", "new");

    @Test
    void whatAnotherNodeWritesToAHomeIsRefusedAndChangesNothing() {
        try (Nodes nodes = new Nodes(2)) {
            Node late = nodes.start().serve();
            Node home = nodes.start().serve();
            until("one home each", () -> complete(late, home));
            GroupedKey key = new GroupedKey(groupAt(home), "1");
            await(home.store.put(key, NEW, HOUR));

            assertThrows(ClusterException.class, () -> await(late.store.put(key, OLD, HOUR)));
            assertThrows(ClusterException.class, () -> await(late.store.remove(key)));
            assertThrows(ClusterException.class, () -> await(late.store.replace(key, Optional.of(NEW), OLD, HOUR)));
            assertEquals(3, home.cluster.lateWrites());
            for (Node node : List.of(late, home)) {
                assertEquals(Optional.of(NEW), node.store.getIfLocal(key), "on both copies");
            }
            await(home.store.put(key, OLD, HOUR));
            assertEquals(3, home.cluster.lateWrites());
        }
    }

    @Test
    void aNodeThatJoinsHomesIsNotRefused() {
        try (Nodes nodes = new Nodes(3)) {
            Node a = nodes.start().serve();
            Node b = nodes.start().serve();
            Node c = nodes.start().serve();
            until("homes of three", () -> complete(a, b, c) && c.cluster.balanced());
            assertEquals(0, a.cluster.lateWrites() + b.cluster.lateWrites() + c.cluster.lateWrites());
        }
    }

    @Test
    void theLastWritesOfAnOldHomeAreWelcomeUntilTheNewOneReads() {
        try (Nodes nodes = new Nodes(2)) {
            Node old = nodes.start().serve();
            CompletableFuture<Object> drained = new CompletableFuture<>();
            old.drained = drained;
            Node next = nodes.start();
            CompletionStage<Void> served = next.cluster.serve(command -> null, next);
            until("the old home has lost some", () -> old.events.size() == 2);
            Nodes.fill(old, 0, 100);
            drained.complete(null);
            await(served);
            until("one home each", () -> complete(old, next));
            assertEquals(0, next.cluster.lateWrites());
            assertTrue(next.loaded.keySet().stream().map(GroupedKey::id).count() > 0, Set.copyOf(next.loaded.keySet()).toString());
        }
    }
}
