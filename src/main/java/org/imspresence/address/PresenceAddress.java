package org.imspresence.address;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * RFC 3261 s19.1.4, RFC 3859, RFC 3966 s4: who a presentity or a watcher is, as one canonical URI.
 *
 * <pre>
 * "Someone" &lt;pres:someone@EXAMPLE.com&gt;;tag=1   sip:someone@example.com
 * sips:someone@example.com:5061;transport=tcp   sip:someone@example.com
 * tel:+1-201-555-0123                           tel:+12015550123
 * </pre>
 *
 * Two URIs that name one user give equal addresses: {@code sip}, {@code sips}, {@code pres} and {@code im} fold into
 * {@code sip}, the host into lower case, the default ports, password, parameters and headers away. The case of the user part
 * counts, as RFC 3261 wants it. A {@code sip} URI that carries a telephone number stays a {@code sip} address: only the
 * network's own data can tell which {@code tel} URI it is an alias of.
 *
 * @param canonical the canonical URI; the constructor accepts every form that {@link #parse} accepts
 */
public record PresenceAddress(String canonical) {

    /** @throws IllegalArgumentException if the text is no address; the message is a reason a person can act on */
    public PresenceAddress {
        canonical = canonicalize(canonical);
    }

    /**
     * Reads a URI, or the value of a header such as From (RFC 3261 s20.20) with display name, angle brackets and parameters.
     *
     * @throws IllegalArgumentException if the text is no address; the message is a reason a person can act on
     */
    public static PresenceAddress parse(String text) {
        return new PresenceAddress(text);
    }

    /** Whether a node that serves these domains serves it, too: one of them is its own, it has none (a telephone number), or there are none, which means all. @param domains in lower case */
    public boolean isOfAny(Set<String> domains) {
        return domains.isEmpty() || domain().filter(domain -> !domains.contains(domain)).isEmpty();
    }

    /** The host in lower case, without port, as the domain conditions of RFC 4745 s7.1.3 compare it; empty for {@code tel}. */
    public Optional<String> domain() {
        if (canonical.startsWith("tel:")) {
            return Optional.empty();
        }
        String host = canonical.substring(Math.max(canonical.indexOf('@') + 1, "sip:".length()));
        int port = host.lastIndexOf(':');
        return Optional.of(port > host.lastIndexOf(']') ? host.substring(0, port) : host);
    }

    @Override
    public String toString() {
        return canonical;
    }

    private static String canonicalize(String text) {
        String uri = withoutDisplayName(text.strip());
        int colon = uri.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("an address needs a scheme such as sip: or tel:");
        }
        String rest = uri.substring(colon + 1);
        return switch (uri.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "sip", "pres", "im" -> SipForm.of(rest, Set.of(5060));
            // Both: the canonical form is a sip URI, in which 5060 says nothing.
            case "sips" -> SipForm.of(rest, Set.of(5060, 5061));
            case "tel" -> TelForm.of(rest);
            default -> throw new IllegalArgumentException("the scheme is none of sip, sips, pres, im, tel");
        };
    }

    private static String withoutDisplayName(String text) {
        int open = text.indexOf('<', endOfQuotedString(text));
        if (open < 0) {
            return text;
        }
        int close = text.indexOf('>', open);
        if (close < 0) {
            throw new IllegalArgumentException("the closing angle bracket is missing");
        }
        return text.substring(open + 1, close).strip();
    }

    private static int endOfQuotedString(String text) {
        if (!text.startsWith("\"")) {
            return 0;
        }
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("the display name's closing quote is missing");
    }
}
