package org.imspresence.cluster;

import java.util.Set;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/** "By topology {@code topologyId} I am the primary owner of these segments: let go of them." See {@link Ownership}. */
@Proto
@ProtoTypeId(TypeIds.RELEASE)
record Release(int topologyId, Set<Integer> segments) {

    /** The answer: the segments that the asked node keeps, because a newer topology than the asker's says so. */
    @Proto
    @ProtoTypeId(TypeIds.RELEASED)
    record Released(Set<Integer> refused) {
    }
}
