package org.imspresence.cluster;

/**
 * What becomes of an entry of which two parts of the cluster, that did not see each other for a time, hold different versions. Which part either comes from is not known, and must not matter: the records
 * themselves decide. Called on one node, for one entry after the other.
 *
 * @param <V> the type of the store
 */
@FunctionalInterface
public interface Merge<V> {

    /** The result must not depend on the order of the two. */
    V merge(GroupedKey key, V one, V other);
}
