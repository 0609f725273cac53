package org.imspresence.container;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Listens to the log while the server starts, and remembers the first failure's root cause. */
final class FirstCause extends Handler {

    private volatile Throwable cause;

    void listen() {
        Logger.getLogger("").addHandler(this);
    }

    @Override
    public void publish(LogRecord logged) {
        if (cause == null && logged.getThrown() != null && logged.getLevel().intValue() >= Level.SEVERE.intValue()) {
            cause = root(logged.getThrown());
        }
    }

    /** {@code ": reason"}, or nothing when no failure was logged with an exception. */
    String text() {
        if (cause == null) {
            return "";
        }
        return ": " + (cause.getMessage() == null ? cause.toString() : cause.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }

    @Override
    public void flush() {
        // Nothing is buffered.
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
