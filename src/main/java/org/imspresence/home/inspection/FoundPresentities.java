package org.imspresence.home.inspection;

import java.util.List;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * @param found the first of them, in the order of their addresses
 * @param total how many there are behind where the search began
 */
@Proto
@ProtoTypeId(101014)
public record FoundPresentities(List<Found> found, int total) {

    /**
     * @param presentity    canonical address
     * @param home          name of the node that is its home
     * @param subscriptions live ones to it
     * @param publications  live ones of it
     */
    @Proto
    @ProtoTypeId(101015)
    public record Found(String presentity, String home, int subscriptions, int publications) {}
}
