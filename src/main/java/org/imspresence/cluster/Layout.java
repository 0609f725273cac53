package org.imspresence.cluster;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * What all nodes of a cluster must agree on. A joining node asks the oldest member before it asks for entries: Infinispan
 * itself accepts a node that divides the groups otherwise, and the rebalance then hangs on all nodes.
 */
@Proto
@ProtoTypeId(TypeIds.LAYOUT)
record Layout(int segments, int owners) {

    static Layout of(ClusterSettings settings) {
        return new Layout(settings.segments(), settings.owners());
    }
}
