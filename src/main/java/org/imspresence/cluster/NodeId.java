package org.imspresence.cluster;

import java.util.Objects;
import java.util.UUID;

/**
 * One life of one node: a node that restarts under the same name gets a new id, so a record that names a node never means
 * its successor. {@link #toString()} and {@link #parse(String)} are each other's inverse, for use in stored records;
 * {@link Cluster#nameOf(NodeId)} is for people.
 */
public record NodeId(UUID incarnation) {

    public NodeId {
        Objects.requireNonNull(incarnation, "incarnation");
    }

    static NodeId random() {
        return new NodeId(UUID.randomUUID());
    }

    /** @throws IllegalArgumentException if the text was not made by {@link #toString()} */
    public static NodeId parse(String text) {
        return new NodeId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return incarnation.toString();
    }
}
