package org.imspresence.telemetry;

import java.util.function.BooleanSupplier;

/**
 * How far this node is; a ServletContext attribute of this class's name.
 *
 * @param started true once the node has taken over all that it owned at its start, and ever after
 * @param ready   true while it can take requests: it has started, is a part of its cluster, and is not about to go
 */
public record Readiness(BooleanSupplier started, BooleanSupplier ready) {

    public boolean isStarted() {
        return started.getAsBoolean();
    }

    public boolean isReady() {
        return ready.getAsBoolean();
    }
}
