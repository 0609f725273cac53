package org.imspresence.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The warnings and errors that an operator would find in the log, while this is open. */
final class Log extends Handler implements AutoCloseable {

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Map<Logger, Level> levels = new HashMap<>();

    Log(String... names) {
        for (String name : names) {
            Logger logger = Logger.getLogger(name);
            levels.put(logger, logger.getLevel());
            logger.setLevel(Level.WARNING);
            logger.addHandler(this);
        }
    }

    boolean has(String text) {
        return lines().stream().anyMatch(line -> line.contains(text));
    }

    int size() {
        return records.size();
    }

    private List<String> lines() {
        SimpleFormatter formatter = new SimpleFormatter();
        return records.stream().map(formatter::formatMessage).toList();
    }

    long stackTraces() {
        return records.stream().filter(record -> record.getThrown() != null).count();
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            records.add(record);
        }
    }

    @Override
    public String toString() {
        return String.join("\n", lines());
    }

    @Override
    public void flush() {
    }

    @Override
    public void close() {
        levels.forEach((logger, level) -> {
            logger.removeHandler(this);
            logger.setLevel(level);
        });
    }
}
