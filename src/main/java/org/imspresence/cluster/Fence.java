package org.imspresence.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.infinispan.commands.CommandInvocationId;
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
 * own writes are refused as well. And a write that was begun before it had to {@link #forget} the segment is refused whenever Infinispan makes it again: what it follows from is history. What an owner gets as a backup, state transfer, conflict resolution and expiration are left alone.
 *
 * <p>Stands before the interceptor that locks the entry. A command of an older topology is left to Infinispan, which has its sender make it again.
 */
final class Fence extends BaseAsyncInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(Fence.class);
    private static final long INTERNAL = FlagBitSets.PUT_FOR_STATE_TRANSFER | FlagBitSets.CACHE_MODE_LOCAL;

    /** Longer than Infinispan goes on trying. */
    private static final Duration LONGEST_WRITE = Duration.ofMinutes(2);

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
    /** By segment: how often this node had to forget it. */
    private final AtomicIntegerArray generations;
    /** Writes of this node that are under way, with the generation that they were begun in. */
    private final Cache<CommandInvocationId, Integer> begun = Caffeine.newBuilder().expireAfterWrite(LONGEST_WRITE).executor(Runnable::run).build();

    /**
     * @param guarded  whether this node is the home of a segment, or is just reading it
     * @param suspended whether this node may have been suspended, and has not been told since that it has no successor
     * @param topology the one in force
     * @param segments how many there are
     */
    Fence(String node, IntPredicate guarded, BooleanSupplier suspended, Supplier<LocalizedCacheTopology> topology, int segments) {
        this.node = node;
        this.guarded = guarded;
        this.suspended = suspended;
        this.topology = topology;
        this.generations = new AtomicIntegerArray(segments);
    }

    long refused() {
        return refused.sum();
    }

    @Override
    public Object visitCommand(InvocationContext context, VisitableCommand command) {
        if (!(command instanceof DataWriteCommand write) || !isOfAHome(write)) {
            return invokeNext(context, command);
        }
        if (!context.isOriginLocal()) {
            return isPrimary(write) && guarded.test(write.getSegment()) ? refuse(write, context.getOrigin() + ", which was the home before this node") : invokeNext(context, command);
        }
        if (isPrimary(write) && suspended.getAsBoolean()) {
            return refuse(write, "this node itself, which may have a successor");
        }
        int generation = generations.get(write.getSegment());
        Integer before = begun.asMap().putIfAbsent(write.getCommandInvocationId(), generation);
        if (before != null) {
            return before == generation ? invokeNext(context, command) : refuse(write, "this node itself, which has had a successor since");
        }
        return invokeNextAndFinally(context, command, (ctx, cmd, result, problem) -> over((DataWriteCommand) cmd, problem));
    }

    /** One that has failed may be made again in a newer topology. */
    private void over(DataWriteCommand write, Throwable problem) {
        if (problem == null) {
            begun.invalidate(write.getCommandInvocationId());
        }
    }

    private Object refuse(DataWriteCommand write, String of) {
        refused.increment();
        begun.invalidate(write.getCommandInvocationId());
        LOG.warn("{}: refused a late write to {} of {}", node, write.getKey(), of);
        throw new LateWriteException("the group has another home");
    }

    /** This node is not the home of these segments any more, and another one has been meanwhile: what it has begun to write is not to be stored. */
    void forget(Set<Integer> segments) {
        segments.forEach(generations::incrementAndGet);
    }

    private boolean isPrimary(DataWriteCommand write) {
        return topology.get().getSegmentDistribution(write.getSegment()).isPrimary() && write.getTopologyId() >= topology.get().getTopologyId();
    }

    /** Whether it is a write that a home makes. */
    private boolean isOfAHome(DataWriteCommand write) {
        return write.getKey() instanceof StoreKey key && !key.store().equals(StartUpCheck.STORE)
                && !(write instanceof RemoveExpiredCommand)
                && !write.hasAnyFlag(INTERNAL);
    }
}
