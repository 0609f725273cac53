package org.imspresence.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * This node's part in a stop of the whole cluster. One node leads: it asks all others, each of which stops being home and says so, and when all have said so it closes the one cache that holds all stores, on all
 * nodes at once. At that moment nobody writes any more, so the nodes' files agree.
 */
final class WholeStop {

    private final CompletableFuture<Void> handedOver = new CompletableFuture<>();
    private volatile Runnable begin;

    /** What to do when another node asks. */
    void onAsked(Runnable task) {
        begin = task;
    }

    /** Another node asks. @return completes when this node is home of nothing any more */
    CompletionStage<Void> asked() {
        Runnable task = begin;
        if (task == null) {
            return CompletableFuture.failedFuture(new NotHomeException("not yet begun"));
        }
        task.run();
        return handedOver;
    }

    void handedOver() {
        handedOver.complete(null);
    }
}
