package org.imspresence.server;

import java.util.function.Consumer;

/** The drain of this node, for whoever runs the process and shares no class of the application: a bean of the platform's MBean server, in which callers of the same process pass their objects as they are. */
public interface DrainControl {

    /** How long drain and stop may take in all, seconds. */
    long getLongestSeconds();

    /**
     * Returns when the node has been drained.
     *
     * @param wholeCluster whether all nodes are to stop
     * @param say          is told each step
     */
    void drain(boolean wholeCluster, Consumer<String> say);
}
