package org.imspresence.cluster;

/**
 * No node took the command: the group has had no home for {@link ClusterSettings.Timeouts#home()}, or two of its
 * homes left in turn, or the node that was named is not a member. The command may have been carried out by a home
 * that left.
 */
public final class NoHomeException extends ClusterException {

    private static final long serialVersionUID = 1L;

    public NoHomeException(String message) {
        super(message);
    }
}
