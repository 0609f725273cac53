package org.imspresence.home.inspection;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * Has a node drain and end, as SIGTERM does; answered with a {@code Reply} before it has.
 *
 * @param operator who wants it, for the log
 */
@Proto
@ProtoTypeId(101012)
public record DrainNode(String operator) implements OperatorCommand {}
