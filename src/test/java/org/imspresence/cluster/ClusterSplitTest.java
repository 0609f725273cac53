package org.imspresence.cluster;

import static org.imspresence.cluster.Nodes.await;
import static org.imspresence.cluster.Nodes.complete;
import static org.imspresence.cluster.Nodes.fill;
import static org.imspresence.cluster.Nodes.key;
import static org.imspresence.cluster.Nodes.until;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imspresence.cluster.Nodes.Node;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.TP;
import org.jgroups.stack.ProtocolStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterSplitTest {

    @Test
    void afterASplitEachSegmentHasOneHomeAgainThatHasLoadedTheEntriesOfBothSides() throws Exception {
        try (Nodes nodes = new Nodes(2, Nodes.QUICK)) {
            Node a = nodes.start().serve();
            fill(a, 0, 1000);
            Node b = nodes.start().serve();
            until("one home each", () -> complete(a, b));

            DISCARD cutA = cut(a);
            DISCARD cutB = cut(b);
            until("each side is home of everything", () -> a.cluster.homeSegments().size() == 256
                    && b.cluster.homeSegments().size() == 256);
            fill(a, 1000, 1500);
            fill(b, 1500, 2000);
            for (Node node : List.of(a, b)) {
                node.cluster.store(Nodes.STORE, Watch.Subscription.class, (key, one, other) -> one.callId().compareTo(other.callId()) >= 0 ? one : other);
            }
            changeOnBothSides(a, b);

            heal(a, cutA);
            heal(b, cutB);
            until("they see each other", () -> a.cluster.members().size() == 2 && b.cluster.members().size() == 2);
            until("one home each", () -> complete(a, b) && a.cluster.balanced());
            Set<GroupedKey> loaded = new HashSet<>();
            for (Node node : List.of(a, b)) {
                node.loaded.keySet().stream().filter(key -> node.cluster.isHome(key.group())).forEach(loaded::add);
            }
            for (int i = 0; i < 2000; i++) {
                assertEquals(key(i).id(), loaded.contains(key(i)) ? key(i).id() : "missing", key(i).toString());
                await(b.store.get(key(i))).orElseThrow();
            }
            for (int i = 5; i <= 6; i++) {
                for (Node node : List.of(a, b)) {
                    assertEquals(changed(i, "x-higher"), await(node.store.get(key(i))).orElseThrow());
                }
            }
            assertEquals(2, a.cluster.merged() + b.cluster.merged(), "the others have one version each");
        }
    }

    /** The one with the higher Call-ID is to be left, whichever side has it. */
    private static void changeOnBothSides(Node a, Node b) {
        await(a.store.put(key(5), changed(5, "x-higher"), Nodes.HOUR));
        await(b.store.put(key(5), changed(5, "a-lower"), Nodes.HOUR));
        await(a.store.put(key(6), changed(6, "a-lower"), Nodes.HOUR));
        await(b.store.put(key(6), changed(6, "x-higher"), Nodes.HOUR));
    }

    private static Watch.Subscription changed(int i, String id) {
        return Watch.Subscription.sample(key(i).group(), id);
    }

    private static DISCARD cut(Node node) throws Exception {
        DISCARD cut = new DISCARD().discardAll(true);
        stack(node).insertProtocol(cut, ProtocolStack.Position.ABOVE, TP.class);
        return cut;
    }

    private static void heal(Node node, DISCARD cut) {
        cut.discardAll(false);
        stack(node).removeProtocol(cut);
    }

    private static ProtocolStack stack(Node node) {
        Transport transport = GlobalComponentRegistry.componentOf(node.cluster.cache().getCacheManager(), Transport.class);
        return ((JGroupsTransport) transport).getChannel().getProtocolStack();
    }
}
