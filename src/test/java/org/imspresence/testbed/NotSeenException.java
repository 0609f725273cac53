package org.imspresence.testbed;

/** What was waited for did not come in time; the message tells what came instead. */
public final class NotSeenException extends RuntimeException {

    public NotSeenException(String message) {
        super(message);
    }
}
