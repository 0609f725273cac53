package org.imspresence.cluster;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * What a node knows of the cluster. A command goes only between nodes that know the same: what is refused is tried again.
 *
 * @param view     the number of its view. A connection that was cut keeps what was sent, and delivers it when it is healed: to a node that is in another view by then, and whose caller has been answered elsewhere, or has
 *                 given up
 * @param topology the number of its topology. When two parts of the cluster have met, a home that has not heard of it yet does not know what the other part has stored
 */
@Proto
@ProtoTypeId(TypeIds.KNOWLEDGE)
record Knowledge(int view, int topology) {

    static final Knowledge NONE = new Knowledge(0, 0);

    /** Whether a command may be carried out here that was sent by a node with that knowledge. */
    boolean suffices(Knowledge caller) {
        return view == caller.view && topology >= caller.topology;
    }
}
