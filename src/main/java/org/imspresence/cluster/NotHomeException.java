package org.imspresence.cluster;

/**
 * For command handlers: this node was the home of the group when the command came, and is no longer. The caller
 * looks for the new home.
 */
public final class NotHomeException extends ClusterException {

    private static final long serialVersionUID = 1L;

    public NotHomeException(String message) {
        super(message);
    }
}
