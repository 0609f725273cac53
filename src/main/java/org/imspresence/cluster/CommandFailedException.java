package org.imspresence.cluster;

/** The handler of a command failed; the message is the handler's. */
public final class CommandFailedException extends ClusterException {

    private static final long serialVersionUID = 1L;

    public CommandFailedException(String message) {
        super(message);
    }

    public CommandFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
