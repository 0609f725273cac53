package org.imspresence.cluster;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Is told which segments this node becomes and ceases to be the home of. All calls come from one thread, in order, and may
 * block it; see {@link Ownership} for what holds at each call. A segment is gained and lost alternately.
 */
public interface OwnershipListener {

    /**
     * This node will be the home of these segments once the method has returned. Every entry that an earlier home has
     * stored in them is here: {@link Store#scan} finds it. No other node is their home any more.
     */
    void gained(Set<Integer> segments);

    /**
     * This node is no longer the home of these segments: commands for them are refused already. The next home is told when
     * the returned stage completes, which should be as soon as the writes under way have been stored; it waits for that
     * no longer than {@link ClusterSettings.Timeouts#handOver()}.
     */
    CompletionStage<?> lost(Set<Integer> segments);

    /**
     * As {@link #lost}, but another node has been the home in the meantime: this one was suspended, or two parts of the cluster have met. Nothing that this one knows is to be left behind for the next, and nobody waits for its
     * writes, which are refused from now on.
     */
    default CompletionStage<?> lostToMerge(Set<Integer> segments) {
        return lost(segments);
    }
}
