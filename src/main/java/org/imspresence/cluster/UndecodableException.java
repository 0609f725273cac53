package org.imspresence.cluster;

/** A stored entry or a command that this node cannot read: damaged, or of a type that only a newer release knows. */
public final class UndecodableException extends ClusterException {

    private static final long serialVersionUID = 1L;

    public UndecodableException(String message, Throwable cause) {
        super(message, cause);
    }
}
