package org.imspresence.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.imspresence.address.PresenceAddress;

/**
 * RFC 3325 s9.1: P-Asserted-Identity, one user by one or two URIs.
 *
 * <pre>
 *   P-Asserted-Identity: "Cullen Jennings" &lt;sip:fluffy@cisco.com&gt;
 *   P-Asserted-Identity: tel:+14085264000
 * </pre>
 *
 * RFC 5876 s4.5: of several SIP URIs the first counts, of several telephone numbers the first, and URIs of other schemes count for nothing.
 *
 * @param sip canonical address of the first sip or sips URI
 * @param tel canonical address of the first tel URI
 */
record AssertedIdentity(Optional<String> sip, Optional<String> tel) {

    static final String HEADER = "P-Asserted-Identity";

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*");

    /**
     * @param lines the header's lines as they came, each a URI, an address with a name or a list of them
     * @throws Refusal 400 for what cannot be read: the one who asserts it is trusted, so it means something, and to take its user for nobody would be an answer to another request
     */
    static AssertedIdentity of(List<String> lines) {
        Optional<String> sip = Optional.empty();
        Optional<String> tel = Optional.empty();
        for (String line : lines) {
            for (String value : values(line)) {
                String uri = uri(value);
                String scheme = scheme(uri);
                if (sip.isEmpty() && (scheme.equals("sip") || scheme.equals("sips"))) {
                    sip = Optional.of(canonical(uri));
                } else if (tel.isEmpty() && scheme.equals("tel")) {
                    tel = Optional.of(canonical(uri));
                }
            }
        }
        return new AssertedIdentity(sip, tel);
    }

    /** The one that names the user; empty when no value counts. */
    Optional<String> address() {
        return sip.or(() -> tel);
    }

    /** The telephone number, when it is not the {@link #address}; empty for none. */
    String alias() {
        return sip.isPresent() ? tel.orElse("") : "";
    }

    /** The elements of a list, parted by the commas that are neither in a quoted name nor in angle brackets. */
    private static List<String> values(String line) {
        List<String> values = new ArrayList<>();
        int begin = 0;
        for (int comma = end(line, begin, ','); comma < line.length(); comma = end(line, begin, ',')) {
            values.add(line.substring(begin, comma));
            begin = comma + 1;
        }
        values.add(line.substring(begin));
        return values;
    }

    /** The URI in angle brackets, or the whole value. */
    private static String uri(String value) {
        int open = end(value, 0, '<');
        return open == value.length() ? value.strip() : value.substring(open + 1, value.indexOf('>', open)).strip();
    }

    /** Where that character is next, outside of quotes and, unless it is sought itself, of angle brackets; the length of the text when it is not there. */
    private static int end(String text, int from, char sought) {
        int i = from;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == sought) {
                return i;
            }
            if (c == '"') {
                i = closingQuote(text, i);
            } else if (c == '<') {
                i = text.indexOf('>', i);
            }
            if (i < 0) {
                throw malformed("a quotation mark or an angle bracket is not closed");
            }
            i++;
        }
        return text.length();
    }

    /** -1 when there is none. */
    private static int closingQuote(String text, int opening) {
        for (int i = opening + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i;
            }
        }
        return -1;
    }

    private static String scheme(String uri) {
        Matcher matcher = SCHEME.matcher(uri);
        if (!matcher.matches()) {
            throw malformed("a value is no URI");
        }
        return matcher.group(1).toLowerCase(Locale.ROOT);
    }

    private static String canonical(String uri) {
        try {
            return PresenceAddress.parse(uri).toString();
        } catch (IllegalArgumentException e) {
            throw malformed(e.getMessage());
        }
    }

    private static Refusal malformed(String why) {
        return new Refusal(400, HEADER + ": " + why);
    }
}
