package org.imspresence.container.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

import org.imspresence.json.Json;

/**
 * An event of the log as an object of JSON on a line: {@code time} (RFC 3339, UTC), {@code level}, {@code logger}, {@code thread}, {@code node}, {@code message}, and {@code exception} with the stack trace if there is one. A SIP event, which
 * comes as an object with a message of its own, has its members among these. ASCII only.
 */
final class JsonLine extends Formatter {

    /** Whose messages are objects. */
    private static final String EVENTS = "org.imspresence.events";

    private final String node;

    /** @param node name of the node; empty for none */
    JsonLine(String node) {
        this.node = node;
    }

    @Override
    public String format(LogRecord logged) {
        String message = String.valueOf(formatMessage(logged));
        boolean isEvent = EVENTS.equals(logged.getLoggerName()) && message.startsWith("{\"") && message.endsWith("}");
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("time", Instant.ofEpochMilli(logged.getMillis()).toString());
        members.put("level", Levels.name(logged.getLevel()));
        members.put("logger", String.valueOf(logged.getLoggerName()));
        members.put("thread", Thread.currentThread().getName());
        members.put("node", node.isEmpty() ? null : node);
        members.put("message", isEvent ? null : message);
        members.put("exception", logged.getThrown() == null ? null : Traces.of(logged.getThrown()));
        String line = written(members);
        return ascii(isEvent ? line.substring(0, line.length() - 1) + ',' + message.substring(1) : line) + '\n';
    }

    private static String written(Map<String, Object> members) {
        return new String(Json.write(members), StandardCharsets.UTF_8);
    }

    /** Outside of strings there is nothing else, and within them every character may be written by its number (RFC 8259 s7). */
    private static String ascii(String json) {
        if (json.chars().allMatch(c -> c <= '~')) {
            return json;
        }
        StringBuilder ascii = new StringBuilder(json.length() + 32);
        json.chars().forEach(c -> {
            if (c <= '~') {
                ascii.append((char) c);
            } else {
                ascii.append("\\u%04x".formatted(c));
            }
        });
        return ascii.toString();
    }
}
