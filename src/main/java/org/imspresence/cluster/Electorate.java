package org.imspresence.cluster;

import java.util.List;
import java.util.Set;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * The nodes of which a side needs a quorum in order to act, see {@link Side}.
 *
 * @param founder the node whose electorate all others of this line go back to. Two nodes that start at once may found two lines
 * @param epoch   later electorates have higher ones
 * @param members ids of nodes, the oldest first
 */
@Proto
@ProtoTypeId(TypeIds.ELECTORATE)
record Electorate(String founder, long epoch, List<String> members) {

    /** What a node knows that has not yet heard of any. */
    static final Electorate UNKNOWN = new Electorate("", -1, List.of());

    Electorate {
        members = List.copyOf(members);
    }

    boolean isKnown() {
        return epoch >= 0;
    }

    /**
     * Whether the present ones may decide for all: they are more than half of those that have not ended, or half of them with the
     * oldest. Of two sets without a common node one at most is a quorum, also if either knows of other ends.
     *
     * @param ended nodes whose process is known to have ended: they can be nobody's quorum any more
     */
    boolean quorum(Set<String> present, Set<String> ended) {
        List<String> alive = members.stream().filter(member -> !ended.contains(member)).toList();
        long here = alive.stream().filter(present::contains).count();
        return 2 * here > alive.size() || 2 * here == alive.size() && (alive.isEmpty() || present.contains(alive.get(0)));
    }
}
