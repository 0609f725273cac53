package org.imspresence.home.inspection;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * How a node is.
 *
 * @param name          as in its settings
 * @param id            of this life of it
 * @param ready         takes requests: open, and no drain has begun
 * @param standing      what it may send: {@code acting}, {@code holding} or {@code suspended}
 * @param balanced      every entry is on as many nodes as it should be
 * @param segments      of the cluster's key space that it is the home of
 * @param presentities  that it is the home of and that have a subscription or a publication
 * @param subscriptions live ones to them
 * @param publications  live ones of them
 * @param backlog       tasks that wait for one of its threads
 * @param waiting       milliseconds that the oldest of them has waited
 * @param repeats       NOTIFYs that are to be repeated after a take-over
 * @param heapUsed      bytes
 * @param heapMax       bytes
 * @param startedAt     milliseconds since the epoch
 */
@Proto
@ProtoTypeId(101011)
public record NodeReport(
        String name, String id, boolean ready, String standing, boolean balanced, int segments, long presentities, long subscriptions, long publications, int backlog, long waiting, int repeats,
        long heapUsed, long heapMax, long startedAt) {}
