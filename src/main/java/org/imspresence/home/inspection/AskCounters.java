package org.imspresence.home.inspection;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * What a node has counted since its start; answered with a {@link CountersReport}.
 *
 * @param name of the node that is meant, for its log
 */
@Proto
@ProtoTypeId(101040)
public record AskCounters(String name) implements OperatorCommand {}
