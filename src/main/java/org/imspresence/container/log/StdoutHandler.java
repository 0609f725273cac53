package org.imspresence.container.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.StreamHandler;

/**
 * Writes the log to standard output, an event on a line: time, level, class, text; under it the stack trace if there is one.
 * ({@code java.util.logging.ConsoleHandler} can only write to standard error.)
 */
public final class StdoutHandler extends StreamHandler {

    /** Of the process: the log manager makes a handler for each class loader. */
    private static final AtomicReference<Throwable> FIRST_FAILURE = new AtomicReference<>();

    public StdoutHandler() {
        super(System.out, new Line());
        try {
            setEncoding(StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized void publish(LogRecord logged) {
        super.publish(logged);
        flush();
        if (logged.getThrown() != null && logged.getLevel().intValue() >= Level.SEVERE.intValue()) {
            FIRST_FAILURE.compareAndSet(null, logged.getThrown());
        }
    }

    /** The first exception that was logged as an error: when a start fails, most likely the reason. */
    public static Optional<Throwable> firstFailure() {
        return Optional.ofNullable(FIRST_FAILURE.get());
    }

    /** Standard output stays open for those who write after the log has been closed. */
    @Override
    public synchronized void close() {
        flush();
    }

    private static final class Line extends Formatter {

        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

        @Override
        public String format(LogRecord logged) {
            StringBuilder line = new StringBuilder(160)
                    .append(TIME.format(Instant.ofEpochMilli(logged.getMillis())))
                    .append(' ').append(level(logged.getLevel()))
                    .append(' ').append(shortName(logged.getLoggerName()))
                    .append(' ').append(formatMessage(logged))
                    .append('\n');
            if (logged.getThrown() != null) {
                StringWriter trace = new StringWriter();
                logged.getThrown().printStackTrace(new PrintWriter(trace));
                line.append(trace);
            }
            return line.toString();
        }

        private static String level(Level level) {
            int value = level.intValue();
            if (value >= Level.SEVERE.intValue()) {
                return "ERROR";
            }
            if (value >= Level.WARNING.intValue()) {
                return "WARN ";
            }
            return value >= Level.INFO.intValue() ? "INFO " : "DEBUG";
        }

        private static String shortName(String logger) {
            return logger == null ? "-" : logger.substring(logger.lastIndexOf('.') + 1);
        }
    }
}
