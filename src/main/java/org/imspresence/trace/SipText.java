package org.imspresence.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A SIP message as text, read as far as one who only looks at it has to (RFC 3261 s7): nothing is checked, and what is malformed is simply not found.
 *
 * @param startLine the first line
 * @param fields    header fields in their order, each on one line
 */
public record SipText(String startLine, List<String> fields) {

    private static final String VERSION = "SIP/2.0";
    private static final String END_OF_HEAD = "\r\n\r\n";
    /** s7.3.3, RFC 6665 s8.2.1. */
    private static final Map<String, String> COMPACT = Map.of("i", "call-id", "f", "from", "t", "to", "m", "contact", "o", "event", "l", "content-length", "v", "via", "c", "content-type");

    /** Empty when it is no SIP message: a keep-alive, for example. */
    static Optional<SipText> read(byte[] message) {
        return Optional.of(ofText(new String(message, 0, headLength(message), UTF_8))).filter(text -> text.startLine.startsWith(VERSION + ' ') || text.startLine.endsWith(' ' + VERSION));
    }

    /** Bytes up to the body, the empty line included; all of them when there is no such line. */
    static int headLength(byte[] message) {
        for (int i = 0; i + END_OF_HEAD.length() <= message.length; i++) {
            if (message[i] == '\r' && message[i + 1] == '\n' && message[i + 2] == '\r' && message[i + 3] == '\n') {
                return i + END_OF_HEAD.length();
            }
        }
        return message.length;
    }

    /** @param text its lines may end with CRLF or LF; what follows the first empty one is not looked at */
    public static SipText ofText(String text) {
        List<String> lines = text.lines().toList();
        List<String> fields = new ArrayList<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            if (line.isEmpty()) {
                break;
            }
            boolean continues = !fields.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
            if (continues) {
                fields.set(fields.size() - 1, fields.get(fields.size() - 1) + ' ' + line.strip());
            } else {
                fields.add(line);
            }
        }
        return new SipText(lines.isEmpty() ? "" : lines.get(0), List.copyOf(fields));
    }

    public boolean isRequest() {
        return !startLine.startsWith(VERSION);
    }

    /** Of the request, or of the one that it answers. */
    public String method() {
        return isRequest() ? word(startLine, 0) : word(first("cseq"), 1);
    }

    /** Of a request. */
    public String requestUri() {
        return word(startLine, 1);
    }

    /** Of a response; 0 when it cannot be read. */
    public int status() {
        return (int) number(word(startLine, 1));
    }

    /** Of a response. */
    public String reason() {
        String[] words = startLine.split(" ", 3);
        return words.length < 3 ? "" : words[2];
    }

    /** 0 when it cannot be read. */
    public long cseq() {
        return number(word(first("cseq"), 0));
    }

    private static long number(String text) {
        return text.matches("\\d{1,10}") ? Long.parseLong(text) : 0;
    }

    private static String word(String text, int index) {
        String[] words = text.strip().split("\\s+");
        return index < words.length ? words[index] : "";
    }

    /** @param name in lower case; empty when there is no such field */
    public String first(String name) {
        return fields.stream().filter(field -> isNamed(field, name)).findFirst().map(SipText::value).orElse("");
    }

    /** The values of a header that is a list, in their order. @param name in lower case */
    public List<String> values(String name) {
        return fields.stream().filter(field -> isNamed(field, name)).flatMap(field -> elements(value(field)).stream()).toList();
    }

    private static boolean isNamed(String field, String name) {
        int colon = field.indexOf(':');
        if (colon < 0) {
            return false;
        }
        String found = field.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        return found.equals(name) || name.equals(COMPACT.get(found));
    }

    private static String value(String field) {
        return field.substring(field.indexOf(':') + 1).strip();
    }

    /** s7.3.1: what commas separate that are neither in quotation marks nor in angle brackets. */
    private static List<String> elements(String value) {
        List<String> elements = new ArrayList<>();
        int begin = 0;
        boolean quoted = false;
        boolean bracketed = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"' && !bracketed) {
                quoted = !quoted;
            } else if (!quoted && (c == '<' || c == '>')) {
                bracketed = c == '<';
            } else if (c == ',' && !quoted && !bracketed) {
                elements.add(value.substring(begin, i).strip());
                begin = i + 1;
            }
        }
        elements.add(value.substring(begin).strip());
        return elements;
    }

    /** The URI in a value of From, To, Contact or the like. */
    public static String uri(String value) {
        int open = value.indexOf('<', value.startsWith("\"") ? value.lastIndexOf('"') : 0);
        int close = value.indexOf('>', open);
        return open < 0 || close < 0 ? value.split(";", 2)[0].strip() : value.substring(open + 1, close);
    }

    /** The tag in a value of From or To; empty when there is none. */
    public static String tag(String value) {
        String parameters = value.substring(value.lastIndexOf('>') + 1);
        return Arrays.stream(parameters.split(";")).map(String::strip).filter(parameter -> parameter.regionMatches(true, 0, "tag=", 0, "tag=".length()))
                .findFirst().map(parameter -> parameter.substring("tag=".length())).orElse("");
    }
}
