package org.imspresence.cluster;

/**
 * The reply to a command did not come within {@link ClusterSettings.Timeouts#call()}, at no try. The command may have been
 * carried out.
 */
public final class CallTimeoutException extends ClusterException {

    private static final long serialVersionUID = 1L;

    public CallTimeoutException(String message) {
        super(message);
    }
}
