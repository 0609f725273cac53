package org.imspresence.home.inspection;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * The subscriptions to a presentity in the order of their ids; answered with {@link WatchersReport}.
 *
 * @param presentity canonical address
 * @param id         only the one with this id; empty: all
 * @param after      only those behind this id; empty: from the first
 * @param limit      no more than so many
 */
@Proto
@ProtoTypeId(101020)
public record AskWatchers(String presentity, String id, String after, int limit) implements OperatorCommand {}
