package org.imspresence.cluster;

/**
 * What this node may send in dialogs that other nodes know, too. Two nodes that both take themselves for the home of a presentity, for a moment, must not both
 * send: of {@link Ownership} alone, a node that was suspended, or is cut off, would not know in time that it has a successor.
 */
public enum Standing {

    /** The others have confirmed lately that this node is one of them, and its side of the cluster acts for all. */
    ACTING,

    /**
     * The cluster has fallen apart, or may have, and this node is on the side that waits: it takes requests, and sends in dialogs that were opened on its side since. In
     * older ones the other side sends.
     */
    HOLDING,

    /** Nobody has confirmed lately that this node is one of them: it sends nothing of its own accord. */
    SUSPENDED
}
