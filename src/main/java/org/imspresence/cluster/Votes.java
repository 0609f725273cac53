package org.imspresence.cluster;

import java.util.List;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * What a node knows of who may act, as it tells the others.
 *
 * @param established the electorate in force
 * @param pending     later ones that have been proposed
 * @param ended       nodes whose process is known to have ended
 */
@Proto
@ProtoTypeId(TypeIds.VOTES)
record Votes(Electorate established, List<Electorate> pending, List<String> ended) {
}
