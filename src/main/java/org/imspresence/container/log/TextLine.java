package org.imspresence.container.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/**
 * An event of the log on a line: time, level, class, text; under it the stack trace if there is one. What peers have sent may be in the text and in the trace: only an event begins at the beginning of a line, and no other control
 * characters are in it.
 */
final class TextLine extends Formatter {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final int LONGEST_LEVEL = 5;
    private static final Pattern LINE_END = Pattern.compile("\\R");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\t\n]]");

    @Override
    public String format(LogRecord logged) {
        StringBuilder line = new StringBuilder(256)
                .append(TIME.format(Instant.ofEpochMilli(logged.getMillis())))
                .append(' ').append(padded(Levels.name(logged.getLevel())))
                .append(' ').append(shortName(logged.getLoggerName()))
                .append(' ').append(safe(String.valueOf(formatMessage(logged)))).append('\n');
        if (logged.getThrown() != null) {
            line.append('\t').append(safe(Traces.of(logged.getThrown()).strip())).append('\n');
        }
        return line.toString();
    }

    private static String safe(String text) {
        return isSafe(text) ? text : CONTROL.matcher(LINE_END.matcher(text).replaceAll("\n\t")).replaceAll("?");
    }

    /** Nearly every text is, and to look is cheap. */
    private static boolean isSafe(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                return false;
            }
        }
        return true;
    }

    private static String padded(String level) {
        return level.length() < LONGEST_LEVEL ? level + ' ' : level;
    }

    private static String shortName(String logger) {
        return logger == null ? "-" : logger.substring(logger.lastIndexOf('.') + 1);
    }
}
