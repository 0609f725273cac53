package org.imspresence.dialog.lean;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.Optional;

/**
 * Reads of a response what its transaction is known by (RFC 3261 s17.1.3), and whether there is more in it that counts. Strict where the standard is: what is no response, or none to a NOTIFY, or has no Via of ours on top (s18.1.2), is nothing.
 * It looks at each byte a few times at most, whatever it is given.
 */
final class ResponseReader {

    private static final byte[] VERSION = "SIP/2.0 ".getBytes(ISO_8859_1);
    private static final int DIGITS = 3;
    private static final int LOWEST_STATUS = 100;
    private static final int HIGHEST_STATUS = 699;
    private static final int MULTIPLE_CHOICES = 300;
    private static final int HEX = 16;
    private static final String METHOD = "NOTIFY";

    private final String expectedVia;

    /** @param sentBy host and port that our Vias have */
    ResponseReader(String sentBy) {
        expectedVia = "sip/2.0/udp" + sentBy.toLowerCase(Locale.ROOT);
    }

    /** @param length of the message in the array */
    Optional<Response> read(byte[] message, int length) {
        int status = status(message, length);
        if (status < 0) {
            return Optional.empty();
        }
        Headers headers = new Headers();
        int at = lineEnd(message, length, 0);
        while (at < length && message[at] != '\r' && message[at] != '\n') {
            int end = headerEnd(message, length, at);
            headers.take(message, at, end);
            at = end;
        }
        boolean isWhole = at < length && (message[at] == '\n' || at + 1 < length && message[at + 1] == '\n');
        return isWhole ? headers.response(status) : Optional.empty();
    }

    /** RFC 3261 s7.2; negative when it is no status line. */
    private static int status(byte[] message, int length) {
        if (length < VERSION.length + DIGITS + 1) {
            return -1;
        }
        for (int i = 0; i < VERSION.length; i++) {
            if (message[i] != VERSION[i]) {
                return -1;
            }
        }
        int status = 0;
        for (int i = VERSION.length; i < VERSION.length + DIGITS; i++) {
            int digit = Character.digit(message[i], 10);
            if (digit < 0) {
                return -1;
            }
            status = status * 10 + digit;
        }
        byte after = message[VERSION.length + DIGITS];
        return status >= LOWEST_STATUS && status <= HIGHEST_STATUS && (after == ' ' || after == '\r' || after == '\n') ? status : -1;
    }

    /** The place after the line that begins or goes on here. */
    private static int lineEnd(byte[] message, int length, int from) {
        int at = from;
        while (at < length && message[at] != '\n') {
            at++;
        }
        return Math.min(length, at + 1);
    }

    /** The place after the header that begins here, with the lines that it is folded into (s7.3.1). */
    private static int headerEnd(byte[] message, int length, int from) {
        int at = lineEnd(message, length, from);
        while (at < length && (message[at] == ' ' || message[at] == '\t')) {
            at = lineEnd(message, length, at);
        }
        return at;
    }

    /** What has been read of the headers so far. */
    private final class Headers {

        private boolean hasVia;
        private boolean isOurs;
        private long branch;
        private boolean isToNotify;
        private String contact = "";
        private boolean isPlain = true;

        private void take(byte[] message, int from, int end) {
            int colon = from;
            while (colon < end && message[colon] != ':') {
                colon++;
            }
            if (colon == end) {
                return;
            }
            int nameEnd = colon;
            while (nameEnd > from && (message[nameEnd - 1] == ' ' || message[nameEnd - 1] == '\t')) {
                nameEnd--;
            }
            if (isName(message, from, nameEnd, "via", "v")) {
                if (!hasVia) {
                    via(value(message, colon + 1, end));
                }
            } else if (isName(message, from, nameEnd, "cseq", "cseq")) {
                cseq(value(message, colon + 1, end));
            } else if (isName(message, from, nameEnd, "contact", "m")) {
                contact(value(message, colon + 1, end));
            } else if (isName(message, from, nameEnd, "event", "o")) {
                isPlain = false;
            }
        }

        private Optional<Response> response(int status) {
            return isOurs && isToNotify ? Optional.of(new Response(status, branch, contact, isPlain && status < MULTIPLE_CHOICES)) : Optional.empty();
        }

        /** The topmost of a list is before the first comma that is not in quotes. */
        private void via(String value) {
            hasVia = true;
            String compact = withoutBlanks(value);
            if (!compact.regionMatches(true, 0, expectedVia, 0, expectedVia.length())) {
                return;
            }
            int at = expectedVia.length();
            while (at < compact.length() && compact.charAt(at) == ';') {
                int end = parameterEnd(compact, at + 1);
                if (compact.regionMatches(true, at + 1, "branch=", 0, "branch=".length())) {
                    branch(compact.substring(at + 1 + "branch=".length(), end));
                    return;
                }
                at = end;
            }
        }

        private void branch(String text) {
            if (text.length() != Branch.COOKIE.length() + Branch.DIGITS || !text.regionMatches(true, 0, Branch.COOKIE, 0, Branch.COOKIE.length())) {
                return;
            }
            long bits = 0;
            for (int i = Branch.COOKIE.length(); i < text.length(); i++) {
                int digit = Character.digit(text.charAt(i), HEX);
                if (digit < 0) {
                    return;
                }
                bits = bits << 4 | digit;
            }
            branch = bits;
            isOurs = true;
        }

        private void cseq(String value) {
            int at = 0;
            while (at < value.length() && value.charAt(at) >= '0' && value.charAt(at) <= '9') {
                at++;
            }
            isToNotify = at > 0 && at < value.length() && value.charAt(at) <= ' ' && value.substring(at).strip().equals(METHOD);
        }

        private void contact(String value) {
            int end = value.startsWith("<") ? value.indexOf('>') : -1;
            isPlain &= contact.isEmpty() && end > 0;
            contact = end > 0 ? value.substring(0, end + 1) : value;
        }
    }

    private static boolean isName(byte[] message, int from, int end, String name, String compact) {
        return isName(message, from, end, name) || isName(message, from, end, compact);
    }

    private static boolean isName(byte[] message, int from, int end, String name) {
        if (end - from != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if ((message[from + i] | 0x20) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String value(byte[] message, int from, int end) {
        return new String(message, from, end - from, ISO_8859_1).strip();
    }

    /** RFC 3261 s25.1: there may be blanks around nearly all that a Via consists of. */
    private static String withoutBlanks(String text) {
        StringBuilder compact = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > ' ') {
                compact.append(text.charAt(i));
            }
        }
        return compact.toString();
    }

    /** The place of the semicolon, comma or end after the parameter that begins here. */
    private static int parameterEnd(String text, int from) {
        boolean isQuoted = false;
        int at = from;
        while (at < text.length() && (isQuoted || text.charAt(at) != ';' && text.charAt(at) != ',')) {
            if (text.charAt(at) == '"') {
                isQuoted = !isQuoted;
            } else if (isQuoted && text.charAt(at) == '\\') {
                at++;
            }
            at++;
        }
        return Math.min(at, text.length());
    }
}
