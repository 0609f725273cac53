package org.imspresence.home.inspection;

import java.util.List;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * What a node has counted since its start.
 *
 * @param name as in its settings
 */
@Proto
@ProtoTypeId(101041)
public record CountersReport(String name, List<Counter> counters) {

    /** @param name of a series, as its metrics have it */
    @Proto
    @ProtoTypeId(101042)
    public record Counter(String name, long value) {}
}
