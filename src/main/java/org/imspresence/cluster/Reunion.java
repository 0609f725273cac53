package org.imspresence.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.infinispan.AdvancedCache;
import org.infinispan.lifecycle.ComponentStatus;
import org.infinispan.remoting.transport.Address;
import org.infinispan.remoting.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, after a stop of the whole cluster, until every node that has kept entries is back: only all of them together have everything, each in the place where it was. Infinispan serves nothing before.
 */
record Reunion(String node, AdvancedCache<?, ?> cache, Transport transport) {

    private static final Logger LOG = LoggerFactory.getLogger(Reunion.class);
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long REMIND_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** @throws ClusterException when the time is over */
    void await(Duration patience) {
        long began = System.nanoTime();
        long remind = 0;
        while (cache.getStatus() != ComponentStatus.RUNNING) {
            long waited = System.nanoTime() - began;
            if (waited > patience.toNanos()) {
                throw new ClusterException("not every node that has kept entries was back within " + patience.toSeconds() + " s; there are " + members()
                        + ". Start all nodes of the last cluster within that time, or, to start clean, delete the store's directory of each", null);
            }
            if (waited >= remind) {
                LOG.info("{}: waiting for every node that has kept entries to be back, for {} s at most; there are {}", node, patience.toSeconds(), members());
                remind += REMIND_EVERY_NANOS;
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private List<String> members() {
        return transport.getMembers().stream().map(Address::toString).toList();
    }
}
