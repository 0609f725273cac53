package org.imspresence.container;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import org.apache.log4j.AppenderSkeleton;
import org.apache.log4j.Priority;
import org.apache.log4j.spi.LoggingEvent;
import org.imspresence.container.log.StdoutHandler;

/** Writes the log of the SIP container and the SIP stack, which comes by the interface of log4j 1.2, as all else is written: see {@link StdoutHandler}. */
public final class Log4jBridge extends AppenderSkeleton {

    private final StdoutHandler out = new StdoutHandler();

    @Override
    protected void append(LoggingEvent event) {
        LogRecord record = new LogRecord(level(event), event.getRenderedMessage());
        record.setLoggerName(event.getLoggerName());
        record.setInstant(Instant.ofEpochMilli(event.getTimeStamp()));
        if (event.getThrowableInformation() != null) {
            record.setThrown(event.getThrowableInformation().getThrowable());
        }
        out.publish(record);
    }

    private static Level level(LoggingEvent event) {
        int level = event.getLevel().toInt();
        if (level >= Priority.ERROR_INT) {
            return Level.SEVERE;
        }
        if (level >= Priority.WARN_INT) {
            return Level.WARNING;
        }
        return level >= Priority.INFO_INT ? Level.INFO : Level.FINE;
    }

    @Override
    public boolean requiresLayout() {
        return false;
    }

    @Override
    public void close() {
        out.close();
    }
}
