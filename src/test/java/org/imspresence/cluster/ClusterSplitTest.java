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
        try (Nodes nodes = new Nodes(2)) {
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
        }
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
