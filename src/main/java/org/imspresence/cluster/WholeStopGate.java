package org.imspresence.cluster;

import java.lang.reflect.Field;
import java.util.Map;
import org.infinispan.AdvancedCache;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.lifecycle.ComponentStatus;
import org.infinispan.topology.ClusterTopologyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a coordinator take part in {@link WholeStop#closeStores}. Infinispan 16 lets a cache be stopped on all nodes at once by the coordinator that has founded it only: one that has become coordinator later has a status
 * that says "not running", and ignores the request without a word; the node that asked then leaves alone, its entries are brought to the others, and their files are not those of one moment any more. What it is
 * to do when it is running, it does right; so its status is set to what is true.
 */
final class WholeStopGate {

    private static final Logger LOG = LoggerFactory.getLogger(WholeStopGate.class);

    private WholeStopGate() {
    }

    /** To be called on every node, when the stop of the whole cluster begins: which one is the coordinator does not matter, as the others have nothing to set. */
    static void open(AdvancedCache<?, ?> cache) {
        try {
            Object coordinator = GlobalComponentRegistry.componentOf(cache.getCacheManager(), ClusterTopologyManager.class);
            Object coordinated = ((Map<?, ?>) field(coordinator, "cacheStatusMap").get(coordinator)).get(cache.getName());
            if (coordinated == null) {
                return;
            }
            Field status = field(coordinated, "status");
            if (status.get(coordinated) == ComponentStatus.INSTANTIATED) {
                status.set(coordinated, ComponentStatus.RUNNING);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("should this node be the coordinator, and not the first, the cluster may not stop as a whole", e);
        }
    }

    private static Field field(Object owner, String name) throws NoSuchFieldException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
