package org.imspresence.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * This node's part in a stop of the whole cluster. One node leads: it asks all others, each of which stops being home and says so, and when all have said so it closes the one cache that holds all stores, on all
 * nodes at once. At that moment nobody writes any more, so the nodes' files agree. Then they leave one after the other: the leader, whom the others wait for, then the youngest, so that nobody misses one whose answer it
 * needs.
 */
public final class WholeStop {

    private final Cluster cluster;
    private final CompletableFuture<Void> handedOver = new CompletableFuture<>();
    private volatile Runnable begin;
    private volatile String leader = "";

    WholeStop(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What to do when another node asks: see to it that {@link Cluster#handOver} is called soon, and {@link Cluster#close} when {@link #mayLeave}. Must not block. */
    public void onAsked(Runnable task) {
        begin = task;
    }

    /** Asks the other members; this node leads. @return completes when each has handed over, has left or has been silent for so long; never fails */
    public CompletionStage<Void> askAll(Duration atMost) {
        return cluster.askAll(new ShutDown(cluster.self().toString()), atMost);
    }

    /** Closes the stores on all nodes, and waits for it. To be called when every node has handed over. @throws RuntimeException if a node has not answered */
    public void closeStores() {
        WholeStopGate.open(cluster.cache());
        cluster.cache().shutdown();
    }

    /** Whether the stores are closed on this node, because some node has called {@link #closeStores}. */
    public boolean storesAreClosed() {
        return cluster.cache().getStatus().isTerminated();
    }

    /** Whether the stores are closed here and it is this node's turn to leave: nobody needs an answer of it. */
    public boolean mayLeave() {
        return storesAreClosed() && isTurnOf(cluster.self(), cluster.members());
    }

    private boolean isTurnOf(NodeId self, List<NodeId> oldestFirst) {
        boolean led = oldestFirst.stream().anyMatch(member -> member.toString().equals(leader));
        return leader.isEmpty() || !led && oldestFirst.get(oldestFirst.size() - 1).equals(self);
    }

    /** Another node asks. @return completes when this node is home of nothing any more */
    CompletionStage<Void> asked(ShutDown by) {
        Runnable task = begin;
        if (task == null) {
            return CompletableFuture.failedFuture(new NotHomeException("this node has not begun to serve"));
        }
        leader = by.by();
        WholeStopGate.open(cluster.cache());
        task.run();
        return handedOver;
    }

    void handedOver() {
        handedOver.complete(null);
    }
}
