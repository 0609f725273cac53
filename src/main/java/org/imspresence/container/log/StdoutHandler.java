package org.imspresence.container.log;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Writes the log to standard output, as {@code log.format} says: {@link TextLine}, or {@link JsonLine}. ({@code java.util.logging.ConsoleHandler} can only write to standard error.)
 *
 * <p>There may be several, as the log manager makes one for each class loader; no event of one is written into that of another.
 */
public final class StdoutHandler extends Handler {

    /** Of the process: the log manager makes a handler for each class loader. */
    private static final AtomicReference<Throwable> FIRST_FAILURE = new AtomicReference<>();

    public StdoutHandler() {
        setFormatter(LogFormat.ofTheProcess());
    }

    @Override
    public void publish(LogRecord logged) {
        if (!isLoggable(logged)) {
            return;
        }
        try {
            byte[] line = getFormatter().format(logged).getBytes(StandardCharsets.UTF_8);
            System.out.write(line, 0, line.length);
            System.out.flush();
        } catch (RuntimeException e) {
            reportError(null, e, ErrorManager.WRITE_FAILURE);
        }
        if (logged.getThrown() != null && logged.getLevel().intValue() >= Level.SEVERE.intValue()) {
            FIRST_FAILURE.compareAndSet(null, logged.getThrown());
        }
    }

    /** The first exception that was logged as an error: when a start fails, most likely the reason. */
    public static Optional<Throwable> firstFailure() {
        return Optional.ofNullable(FIRST_FAILURE.get());
    }

    @Override
    public void flush() {
        System.out.flush();
    }

    /** Standard output stays open for those who write after the log has been closed. */
    @Override
    public void close() {
        flush();
    }
}
