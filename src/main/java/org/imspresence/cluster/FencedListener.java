package org.imspresence.cluster;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Tells the fence what this node has to forget, and takes a loss after a suspension for what it is: another node has been the home.
 *
 * @param suspended whether this node may have been suspended
 */
record FencedListener(OwnershipListener listener, Fence fence, BooleanSupplier suspended) implements OwnershipListener {

    @Override
    public void gained(Set<Integer> segments) {
        listener.gained(segments);
    }

    @Override
    public CompletionStage<?> lost(Set<Integer> segments) {
        return suspended.getAsBoolean() ? lostToMerge(segments) : listener.lost(segments);
    }

    @Override
    public CompletionStage<?> lostToMerge(Set<Integer> segments) {
        fence.forget(segments);
        return listener.lostToMerge(segments);
    }
}
