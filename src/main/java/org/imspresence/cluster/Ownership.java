package org.imspresence.cluster;

import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which segments this node is the home of.
 *
 * <p><b>What Infinispan says.</b> It installs numbered topologies, on each node at its own moment. When a node joins, a
 * rebalance runs through four phases; the coordinator starts each when every member has confirmed the one before:
 *
 * <pre>
 *   READ_OLD_WRITE_ALL   the joiner receives its share; primary owners are the old ones
 *   READ_ALL_WRITE_ALL   the joiner has all of it;      primary owners are the old ones
 *   READ_NEW_WRITE_ALL                                  primary owners are the new ones
 *   NO_REBALANCE         old copies are removed
 * </pre>
 *
 * The primary owner is always taken from the hash for <em>reading</em>, so at no time is a node primary whose data is
 * still under way. When a node leaves or dies, the next topology promotes a backup, which has had the data all along, and
 * a rebalance makes the missing copies afterwards. (A segment that loses all its owners at once goes on empty.) After a
 * split, a topology in phase CONFLICT_RESOLUTION is in force while the copies of both sides are made equal.
 *
 * <p><b>What this class adds.</b> Nodes install a topology at different moments, so by topology alone a segment may have two
 * primaries for some milliseconds, and the old one may still be writing. Therefore:
 *
 * <ol>
 *   <li>A node that is no longer primary by its own topology lets go: {@link #holds} is false, then
 *       {@link OwnershipListener#lost} is called and its stage awaited, for {@code handOver} at most.
 *   <li>A node that has become primary asks every other member to let go of the segments, naming its topology. A member with
 *       an older topology lets go at once (1.) and will not take them back until it has that topology. A member with a
 *       newer one in which it is primary itself refuses; what is refused is asked for again until it is given, or a topology takes it away.
 *   <li>When all have answered, have left, or have been silent for twice {@code handOver}, and no newer topology has come
 *       meanwhile, {@link OwnershipListener#gained} is called; when it returns, {@link #holds} is true.
 *   <li>During CONFLICT_RESOLUTION nobody holds anything, so each segment is gained anew from the merged data.
 *   <li>A node that leaves in order lets go of everything first.
 * </ol>
 *
 * So among members that see and answer each other, a segment has one home at most; and with a hand-over, the new home's
 * scan begins after the old home's last write has been stored. Between homes, for some milliseconds, a segment has none.
 * A home that is cut off or suspended cannot be told: it goes on as home until it installs a topology again, and what it
 * sends meanwhile is for the lease ({@link Side}) to prevent. Only the home of a group may write to it; a write of another node
 * that comes after the scan has begun is refused ({@link Fence}).
 *
 * <p>Everything happens on one thread, except {@link #holds}. The thread reads the topology in force whenever something has
 * changed, so a change that it sleeps through does no harm; of a merge, which would, it is told.
 */
final class Ownership implements AutoCloseable {

    /**
     * The topology in force on this node.
     *
     * @param id      its number
     * @param mine    the segments whose primary owner this node is
     * @param merging whether the copies of two parts of the cluster are being made equal
     */
    record Topology(int id, Set<Integer> mine, boolean merging) {
    }

    /** Asks every other member to let go of segments. */
    interface Peers {

        /** @return the segments that a member refused to let go of; never fails, and completes within a bounded time */
        CompletionStage<Set<Integer>> release(int topologyId, Set<Integer> segments);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);
    /** How often what is refused is asked for again in the time of a hand-over. */
    private static final int REFUSAL_PAUSES = 8;

    private final String node;
    private final Supplier<Topology> topology;
    private final Peers peers;
    private final Duration handOver;
    private final ScheduledThreadPoolExecutor thread;

    /** Never changed once published. */
    private volatile BitSet held = new BitSet();

    /** What is held and what is about to be. Never changed once published. */
    private volatile BitSet guarded = new BitSet();

    /** The last topology in which copies were made equal. */
    private volatile int lastMerge;

    /** The topology that what is held has been compared with last. */
    private volatile int evaluated;

    // The rest belongs to the thread.
    private final Set<Integer> asked = new HashSet<>();
    private final Map<Integer, Integer> barredUntilTopology = new HashMap<>();
    private OwnershipListener listener;
    private boolean closing;

    Ownership(String node, Supplier<Topology> topology, Peers peers, Duration handOver) {
        this.node = node;
        this.topology = topology;
        this.peers = peers;
        this.handOver = handOver;
        this.thread = new ScheduledThreadPoolExecutor(1, Threads.named("presence-ownership-" + node));
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Never what was held before the last merge: the thread may not have got to that yet. */
    boolean holds(int segment) {
        return held.get(segment) && evaluated >= lastMerge;
    }

    /** Whether this node holds the segment or is just reading it: then nobody else may write to it. */
    boolean guards(int segment) {
        return guarded.get(segment);
    }

    Set<Integer> held() {
        return toSet(held);
    }

    /** @return completes when the segments that are this node's by the present topology have been gained, or have gone */
    CompletionStage<Void> serve(OwnershipListener to) {
        return CompletableFuture.supplyAsync(() -> {
            if (listener != null) {
                throw new IllegalStateException("this node serves already");
            }
            listener = to;
            return evaluate();
        }, thread).thenCompose(stage -> stage);
    }

    /** To be called after each installation of a topology, before the next one; returns at once. */
    void topologyChanged() {
        Topology now = topology.get();
        if (now.merging()) {
            lastMerge = now.id();
        }
        try {
            thread.execute(this::evaluate);
        } catch (RejectedExecutionException closed) {
            LOG.trace("closed", closed);
        }
    }

    /** Has the task run when what a topology takes away has been let go of, if {@link #topologyChanged} was called before. */
    void afterwards(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException closed) {
            LOG.trace("closed", closed);
        }
    }

    /** A member asks for these segments; see {@link Peers#release}. */
    CompletionStage<Set<Integer>> release(int topologyId, Set<Integer> segments) {
        try {
            return CompletableFuture.supplyAsync(() -> letGo(topologyId, segments), thread);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(Set.of());
        }
    }

    /** Lets go of everything, and waits until that is done. */
    @Override
    public void close() {
        try {
            thread.execute(() -> {
                closing = true;
                lose(held(), segments -> listener.lost(segments));
            });
        } catch (RejectedExecutionException closedBefore) {
            return;
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(handOver.toMillis() + 1000, TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private CompletionStage<Void> evaluate() {
        if (listener == null || closing) {
            return CompletableFuture.completedFuture(null);
        }
        Topology now = topology.get();
        Set<Integer> mine = allowed(now);
        boolean merges = now.merging() || lastMerge > evaluated;
        lose(merges ? held() : without(held(), mine), merges ? listener::lostToMerge : listener::lost);
        evaluated = now.id();
        Set<Integer> wanted = without(without(mine, held()), asked);
        if (wanted.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        asked.addAll(wanted);
        long since = System.nanoTime();
        return peers.release(now.id(), wanted)
                .thenComposeAsync(refused -> answered(now.id(), wanted, refused, since), thread);
    }

    private CompletionStage<Void> answered(int topologyId, Set<Integer> wanted, Set<Integer> refused, long since) {
        asked.removeAll(wanted);
        if (closing) {
            return CompletableFuture.completedFuture(null);
        }
        Topology now = topology.get();
        if (now.id() != topologyId) {
            return evaluate();
        }
        Set<Integer> gained = without(wanted, refused);
        gained.retainAll(allowed(now));
        gain(gained, now.id(), since);
        if (!refused.isEmpty()) {
            LOG.info("{}: {} segments are another's yet, by topology {} or a later one", node, refused.size(), topologyId);
            thread.schedule(this::evaluate, handOver.toMillis() / REFUSAL_PAUSES, TimeUnit.MILLISECONDS);
        }
        return CompletableFuture.completedFuture(null);
    }

    private Set<Integer> letGo(int topologyId, Set<Integer> segments) {
        if (listener == null || topology.get().id() < topologyId) {
            segments.forEach(segment -> barredUntilTopology.merge(segment, topologyId, Math::max));
            lose(intersection(held(), segments), asked -> listener.lost(asked));
            return Set.of();
        }
        evaluate();
        Set<Integer> keeps = intersection(asked, allowed(topology.get())); // what was asked for in an older topology only will not be gained
        keeps.addAll(held());
        return intersection(keeps, segments);
    }

    private Set<Integer> allowed(Topology now) {
        barredUntilTopology.values().removeIf(until -> until <= now.id());
        return without(now.mine(), barredUntilTopology.keySet());
    }

    private void gain(Set<Integer> segments, int topologyId, long since) {
        if (segments.isEmpty()) {
            return;
        }
        long asked = System.nanoTime();
        guarded = with(guarded, segments, true);
        try {
            listener.gained(Set.copyOf(segments));
        } catch (RuntimeException e) {
            LOG.error("{}: the listener failed for gained segments; they are served nevertheless", node, e);
        }
        publish(segments, true);
        LOG.info("{}: home of {} segments, {} gained in topology {} (hand-over {} ms, loading {} ms)", node,
                held.cardinality(), segments.size(), topologyId, millis(since, asked), millis(asked, System.nanoTime()));
    }

    private void lose(Set<Integer> segments, Function<Set<Integer>, CompletionStage<?>> tell) {
        if (segments.isEmpty()) {
            return;
        }
        publish(segments, false);
        long since = System.nanoTime();
        try {
            tell.apply(Set.copyOf(segments)).toCompletableFuture().get(handOver.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("{}: {} segments are handed over although their last writes are not stored after {} ms", node,
                    segments.size(), handOver.toMillis());
        } catch (ExecutionException | RuntimeException e) {
            LOG.error("{}: the listener failed for lost segments", node, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.info("{}: home of {} segments, {} lost ({} ms)", node, held.cardinality(), segments.size(),
                millis(since, System.nanoTime()));
    }

    private void publish(Set<Integer> segments, boolean holds) {
        held = with(held, segments, holds);
        guarded = with(guarded, segments, holds);
    }

    private static BitSet with(BitSet bits, Set<Integer> segments, boolean value) {
        BitSet next = (BitSet) bits.clone();
        segments.forEach(segment -> next.set(segment, value));
        return next;
    }

    private static long millis(long from, long to) {
        return TimeUnit.NANOSECONDS.toMillis(to - from);
    }

    private static Set<Integer> toSet(BitSet bits) {
        Set<Integer> set = new TreeSet<>();
        bits.stream().forEach(set::add);
        return set;
    }

    private static Set<Integer> without(Set<Integer> from, Set<Integer> what) {
        Set<Integer> rest = new TreeSet<>(from);
        rest.removeAll(what);
        return rest;
    }

    private static Set<Integer> intersection(Set<Integer> one, Set<Integer> other) {
        Set<Integer> both = new TreeSet<>(one);
        both.retainAll(other);
        return both;
    }
}
