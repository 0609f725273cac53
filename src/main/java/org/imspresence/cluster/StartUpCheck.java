package org.imspresence.cluster;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.infinispan.commons.CacheException;
import org.infinispan.commons.util.IntSets;
import org.infinispan.context.Flag;
import org.infinispan.topology.MissingMembersException;

/**
 * Proves, before the node takes part, that an entry is found where its group says. Some configurations of the cache (an
 * encoding, for one) accept groups and ignore them, without a word: entries of one group are then strewn over all nodes, and
 * a home would know a part of its presentities only.
 */
final class StartUpCheck {

    static final String STORE = "start-up-check";
    private static final int GROUPS = 8;
    private static final int KEYS = 8;
    private static final long LONGEST_REUNION_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Cluster cluster;

    StartUpCheck(Cluster cluster) {
        this.cluster = cluster;
    }

    void run() {
        for (int i = 0; i < GROUPS; i++) {
            keptTogether(UUID.randomUUID().toString());
        }
        for (int i = 0; i < 100 * GROUPS; i++) {
            String group = UUID.randomUUID().toString();
            int topology = cluster.topologyId();
            if (cluster.hasCopyOf(cluster.segmentOf(group))) {
                if (isFound(group)) {
                    return;
                }
                // Other nodes come and go while this one starts: then the copy may be with another node already.
                if (cluster.topologyId() == topology) {
                    throw new ClusterException("an entry is not found in the segment of its group: the cache ignores groups");
                }
            }
        }
    }

    private void keptTogether(String group) {
        for (int i = 0; i < KEYS; i++) {
            if (cluster.segmentOf(new StoreKey(STORE + i, group, "id" + i)) != cluster.segmentOf(group)) {
                throw new ClusterException("entries of one group are not kept together: the cache ignores groups");
            }
        }
    }

    private boolean isFound(String group) {
        StoreKey key = new StoreKey(STORE, group, "id");
        put(key);
        try (var keys = cluster.cache().withFlags(Flag.CACHE_MODE_LOCAL).keySet().stream()) {
            return keys.filterKeySegments(IntSets.immutableSet(cluster.segmentOf(group))).anyMatch(key::equals);
        } finally {
            cluster.cache().remove(key);
        }
    }

    /** After a stop of the whole cluster another owner may not have heard yet that all are back, and refuse to write until it has. */
    private void put(StoreKey key) {
        long began = System.nanoTime();
        while (true) {
            try {
                cluster.cache().put(key, Envelope.of("check"), 1, TimeUnit.MINUTES);
                return;
            } catch (CacheException e) {
                if (!isForMissingMembers(e) || System.nanoTime() - began > LONGEST_REUNION_NANOS) {
                    throw e;
                }
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
        }
    }

    private static boolean isForMissingMembers(Throwable problem) {
        return problem != null && (problem instanceof MissingMembersException || isForMissingMembers(problem.getCause()));
    }
}
