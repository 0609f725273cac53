package org.imspresence.testbed.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.wire.WireCount.Part;

/** Counts as tables of Markdown. */
public final class WireTable {

    private WireTable() {
    }

    /** Two ways through the same day, and what the second needs in per cent of the first. */
    public static String compare(String title, WireCount full, WireCount lean) {
        StringBuilder table = new StringBuilder("| ").append(title).append(" | full: messages | bytes | lean: messages | bytes | lean/full |\n|---|--:|--:|--:|--:|--:|\n");
        for (Part part : Part.values()) {
            row(table, part.title(), full.messages(part), full.bytes(part), lean.messages(part), lean.bytes(part));
        }
        row(table, "**all**", full.totalMessages(), full.total(), lean.totalMessages(), lean.total());
        row(table, "of it, bodies", full.messagesWithBody(), full.bodies(), lean.messagesWithBody(), lean.bodies());
        return table.toString();
    }

    private static void row(StringBuilder table, String title, long fullMessages, long full, long leanMessages, long lean) {
        table.append(String.format(Locale.ROOT, "| %s | %,d | %,d | %,d | %,d | %.1f %% |%n", title, fullMessages, full, leanMessages, lean, 100.0 * lean / full));
    }

    /** Each line of the head with its bytes, line end included, and the size of the body. */
    public static String lines(SipMessage message) {
        byte[] bytes = message.bytes();
        int body = message.body().length;
        StringBuilder text = new StringBuilder();
        for (String line : new String(bytes, 0, bytes.length - body, UTF_8).split("\r\n")) {
            text.append(String.format(Locale.ROOT, "%5d  %s%n", line.getBytes(UTF_8).length + 2, line));
        }
        return text.append(String.format(Locale.ROOT, "%5d  (empty line)%n%5d  (body)%n%5d  in all%n", 2, body, bytes.length)).toString();
    }
}
