package org.imspresence.journal;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.imspresence.json.Json;

/**
 * One SIP event: keys, and values in the order in which they were given. What peers say may be among the values; no value, whatever is in it, ends its line, looks like another key, or makes the line longer than a bound.
 */
public final class Entry {

    /** Characters of a value that are kept. */
    static final int LONGEST = 256;
    /** As many digits as a {@code Long} has room for. */
    private static final Pattern NUMBER = Pattern.compile("\\s*(\\d{1,18})(?!\\d)");
    private static final String CUT = "\u2026";

    /** Strings and {@code Long}. */
    private final Map<String, Object> values = new LinkedHashMap<>();

    private Entry() {}

    /** @param event its name: a method, or {@code END}, {@code DECISION} */
    public static Entry of(String event) {
        return new Entry().with("event", event);
    }

    /** @param value left out when it is null or empty */
    public Entry with(String key, String value) {
        if (value != null && !value.isEmpty()) {
            values.put(key, bounded(hasSurrogates(value) ? paired(value) : value));
        }
        return this;
    }

    public Entry with(String key, long value) {
        values.put(key, value);
        return this;
    }

    /** @param value may begin with a number, which is what counts of it, as that of CSeq does; left out when it does not */
    public Entry withNumber(String key, String value) {
        Matcher number = value == null ? null : NUMBER.matcher(value);
        return number != null && number.lookingAt() ? with(key, Long.parseLong(number.group(1))) : this;
    }

    private static boolean hasSurrogates(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Surrogates that are halves of nothing cannot be written. */
    private static String paired(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static String bounded(String value) {
        if (value.length() <= LONGEST) {
            return value;
        }
        int end = Character.isHighSurrogate(value.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return value.substring(0, end) + CUT;
    }

    /** {@code key=value key="value with blanks"}. */
    public String text() {
        StringBuilder line = new StringBuilder(256);
        values.forEach((key, value) -> {
            line.append(line.isEmpty() ? "" : " ").append(key).append('=');
            Quoting.append(line, value.toString());
        });
        return line.toString();
    }

    /** An object of JSON with a member for each key, and {@code message}, for those who show one line of each. */
    public String json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("message", values.containsKey("status") ? values.get("event") + " " + values.get("status") : values.get("event"));
        members.putAll(values);
        return new String(Json.write(members), StandardCharsets.UTF_8);
    }
}
