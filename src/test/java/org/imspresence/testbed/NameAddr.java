package org.imspresence.testbed;

import java.util.Map;
import java.util.Optional;

/**
 * A header value that carries an address (RFC 3261 s20.10): {@code "Name" <sip:a@b;lr>;tag=x}. Without angle brackets the
 * parameters belong to the header, not to the URI.
 */
public record NameAddr(String uri, Map<String, String> params) {

    public static NameAddr parse(String value) {
        int open = openBracket(value);
        if (open < 0) {
            int semicolon = value.indexOf(';');
            String uri = semicolon < 0 ? value : value.substring(0, semicolon);
            return new NameAddr(uri.trim(), SipText.params(semicolon < 0 ? "" : value.substring(semicolon)));
        }
        int close = value.indexOf('>', open);
        if (close < 0) {
            throw new SipParseException("'<' without '>' in " + value);
        }
        return new NameAddr(value.substring(open + 1, close).trim(), SipText.params(value.substring(close + 1)));
    }

    public Optional<String> tag() {
        return Optional.ofNullable(params.get("tag"));
    }

    public SipUri sipUri() {
        return SipUri.parse(uri);
    }

    private static int openBracket(String value) {
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '<' && !quoted) {
                return i;
            }
        }
        return -1;
    }
}
