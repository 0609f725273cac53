package org.imspresence.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The messages in what passes one way of a connection (RFC 3261 s18.3: a head, and a body as long as Content-Length says). Whoever begins to listen while a message is passing hears from the next one on; what is no SIP is
 * passed over in the same way.
 */
final class StreamMessages {

    /** Bytes of a head, and of a body: what is longer is not shown, or not its end. */
    private static final int LONGEST_HEAD = 65_536;
    private static final int LONGEST_BODY = 1_048_576;
    private static final Pattern START = Pattern.compile("SIP/2\\.0 .*|[A-Z]+ \\S+ SIP/2\\.0");
    private static final Pattern LENGTH = Pattern.compile("\\r\\n(?:Content-Length|l)[ \\t]*:[ \\t]*(\\d{1,9})[ \\t]*\\r\\n", Pattern.CASE_INSENSITIVE);
    private static final String LINE_END = "\r\n";

    private final Consumer<byte[]> whole;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private int wanted;

    /** @param whole is given each message */
    StreamMessages(Consumer<byte[]> whole) {
        this.whole = whole;
    }

    /** @param listening whether anybody does: nothing is kept otherwise */
    synchronized void pass(boolean listening, byte[] bytes, int from, int length) {
        if (listening) {
            kept.write(bytes, from, length);
            if (kept.size() >= wanted) {
                cut();
            }
        } else if (kept.size() > 0) {
            kept.reset();
            wanted = 0;
        }
    }

    private void cut() {
        byte[] bytes = kept.toByteArray();
        int from = start(bytes, 0);
        int length = length(bytes, from);
        while (length > 0 && from + length <= bytes.length) {
            whole.accept(Arrays.copyOfRange(bytes, from, from + length));
            from = start(bytes, from + length);
            length = length(bytes, from);
        }
        kept.reset();
        if (length > 0 || bytes.length - from < LONGEST_HEAD) {
            kept.write(bytes, from, bytes.length - from);
        }
        wanted = Math.max(length, kept.size() + 1);
    }

    /** Behind the blank lines between messages (s7.5), and behind lines with which no message begins. */
    private static int start(byte[] bytes, int from) {
        String text = head(bytes, from);
        int start = 0;
        int end = text.indexOf(LINE_END);
        while (end >= 0 && !START.matcher(text).region(start, end).matches()) {
            start = end + LINE_END.length();
            end = text.indexOf(LINE_END, start);
        }
        return from + start;
    }

    /** Of the message; 0 when its head is not whole yet. */
    private static int length(byte[] bytes, int from) {
        String text = head(bytes, from);
        int end = text.indexOf(LINE_END + LINE_END);
        if (end < 0) {
            return 0;
        }
        Matcher length = LENGTH.matcher(text).region(0, end + LINE_END.length());
        int body = length.find() ? Math.min(Integer.parseInt(length.group(1)), LONGEST_BODY) : 0;
        return end + 2 * LINE_END.length() + body;
    }

    private static String head(byte[] bytes, int from) {
        return new String(bytes, from, Math.min(bytes.length - from, LONGEST_HEAD), ISO_8859_1);
    }
}
