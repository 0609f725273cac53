package org.imspresence.commandline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.util.Map;

import org.imspresence.json.Json;

/** Server-sent events as lines: one for each message as it passes. */
final class Follow {

    private static final String EVENT = "event: ";
    private static final String DATA = "data: ";

    private final boolean json;
    private final PrintStream out;
    private String event = "";

    /** @param json whether the server's own words are shown */
    Follow(boolean json, PrintStream out) {
        this.json = json;
        this.out = out;
    }

    /** @param line of the stream; comments, numbers and the like are passed over */
    void take(String line) {
        if (line.startsWith(EVENT)) {
            event = line.substring(EVENT.length());
        } else if (line.startsWith(DATA)) {
            String data = line.substring(DATA.length());
            out.println(json ? data : shown(Json.object(data.getBytes(UTF_8))));
        }
    }

    private String shown(Map<?, ?> data) {
        return event.equals("lost") ? "-- " + data.get("count") + " messages could not be shown by " + data.get("node") : message(data);
    }

    private static String message(Map<?, ?> message) {
        String time = text(message, "time");
        String line = time.substring(time.indexOf('T') + 1) + "  " + message.get("node") + ("in".equals(message.get("direction")) ? " <- " : " -> ") + message.get("peer") + ' ' + message.get("transport") + "  "
                + (message.get("status") == null ? "" : message.get("status") + " " + message.get("reason") + " to ") + message.get("method") + ' ' + message.get("cseq");
        return line + part(message, "subscriptionState") + part(message, "entityTag") + (Boolean.TRUE.equals(message.get("repeat")) ? "  (repeat)" : "") + "  " + message.get("callId");
    }

    private static String part(Map<?, ?> message, String member) {
        String text = text(message, member);
        return text.isEmpty() ? "" : "  " + text;
    }

    private static String text(Map<?, ?> message, String member) {
        return message.get(member) == null ? "" : message.get(member).toString();
    }
}
