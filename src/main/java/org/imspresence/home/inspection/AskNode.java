package org.imspresence.home.inspection;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * How a node is; answered with a {@link NodeReport}.
 *
 * @param name of the node that is meant, for its log
 */
@Proto
@ProtoTypeId(101010)
public record AskNode(String name) implements OperatorCommand {}
