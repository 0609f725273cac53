package org.imspresence.cluster;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.infinispan.commands.VisitableCommand;
import org.infinispan.commands.write.DataWriteCommand;
import org.infinispan.commands.write.RemoveExpiredCommand;
import org.infinispan.context.InvocationContext;
import org.infinispan.context.impl.FlagBitSets;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.infinispan.interceptors.BaseAsyncInterceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses late writes of a home that has a successor.
 *
 * <p>A node that was suspended wakes with a write under way; Infinispan makes it again in the topology in force, and brings it to the new primary owner, where it
 * would take the place of what the successor has stored since. But all writes to a group come from its home, and the home is the primary owner: so what comes to the
 * primary owner from another node, for a segment that it is the home of or is just reading, is late and is refused. Before that, at a hand-over, the last writes of the
 * old home come the same way and are welcome.
 *
 * <p>A node that was suspended also takes itself for the primary owner until it learns better, and may be made the primary owner again before it has learnt what has changed: as long as it is {@link Standing#SUSPENDED}, its
 * own writes are refused as well. What an owner gets as a backup, state transfer, conflict resolution and expiration are left alone.
 *
 * <p>Stands before the interceptor that locks the entry. A command of an older topology is left to Infinispan, which has its sender make it again.
 */
final class Fence extends BaseAsyncInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(Fence.class);
    private static final long INTERNAL = FlagBitSets.PUT_FOR_STATE_TRANSFER | FlagBitSets.CACHE_MODE_LOCAL;

    /** A write came too late. */
    static final class LateWriteException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LateWriteException(String message) {
            super(message, null, false, false);
        }
    }

    private final String node;
    private final IntPredicate guarded;
    private final BooleanSupplier suspended;
    private final Supplier<LocalizedCacheTopology> topology;
    private final LongAdder refused = new LongAdder();

    /**
     * @param guarded  whether this node is the home of a segment, or is just reading it
     * @param suspended whether this node may have been suspended, and has not been told since that it has no successor
     * @param topology the one in force
     */
    Fence(String node, IntPredicate guarded, BooleanSupplier suspended, Supplier<LocalizedCacheTopology> topology) {
        this.node = node;
        this.guarded = guarded;
        this.suspended = suspended;
        this.topology = topology;
    }

    long refused() {
        return refused.sum();
    }

    @Override
    public Object visitCommand(InvocationContext context, VisitableCommand command) {
        if (command instanceof DataWriteCommand write && isOfAHome(write)) {
            int segment = write.getSegment();
            if (context.isOriginLocal() ? suspended.getAsBoolean() : guarded.test(segment)) {
                refused.increment();
                LOG.warn("{}: refused a write from {} to {}, which {}", node, context.isOriginLocal() ? "itself" : context.getOrigin(), write.getKey(),
                        context.isOriginLocal() ? "may have another home" : "has this node for its home now");
                throw new LateWriteException("the group has another home");
            }
        }
        return invokeNext(context, command);
    }

    /** Whether it is a write that a home makes, on the primary owner, by the topology in force. */
    private boolean isOfAHome(DataWriteCommand write) {
        return write.getKey() instanceof StoreKey key && !key.store().equals(StartUpCheck.STORE)
                && !(write instanceof RemoveExpiredCommand)
                && !write.hasAnyFlag(INTERNAL)
                && topology.get().getSegmentDistribution(write.getSegment()).isPrimary()
                && write.getTopologyId() >= topology.get().getTopologyId();
    }
}
