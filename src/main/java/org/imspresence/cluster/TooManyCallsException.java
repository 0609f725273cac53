package org.imspresence.cluster;

/**
 * More than {@link ClusterSettings#maxPendingCalls()} calls of this node are waiting for their reply; this one was
 * not sent.
 */
public final class TooManyCallsException extends ClusterException {

    private static final long serialVersionUID = 1L;

    public TooManyCallsException(String message) {
        super(message);
    }
}
