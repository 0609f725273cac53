package org.imspresence.home.inspection;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * The presentities that a node is the home of, in the order of their addresses; answered with {@link FoundPresentities}.
 *
 * @param prefix   their addresses begin with
 * @param contains their addresses have in them, whatever the case
 * @param after    only those behind this address; empty: from the first
 * @param limit    no more than so many
 */
@Proto
@ProtoTypeId(101013)
public record FindPresentities(String prefix, String contains, String after, int limit) implements OperatorCommand {}
