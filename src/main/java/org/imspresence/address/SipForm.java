package org.imspresence.address;

import java.util.Locale;
import java.util.Set;

/** RFC 3261 s19.1.1: what follows the scheme of a sip, sips, pres or im URI, brought to its canonical form. */
final class SipForm {

    private static final String MARK = "-_.!~*'()";
    private static final String USER_UNRESERVED = "&=+$,;?/";

    private SipForm() {
    }

    static String of(String rest, Set<Integer> defaultPorts) {
        int at = rest.indexOf('@');
        String user = at < 0 ? "" : user(rest.substring(0, at)) + "@";
        return "sip:" + user + hostPort(withoutParametersAndHeaders(rest.substring(at + 1)), defaultPorts);
    }

    private static String withoutParametersAndHeaders(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == ';' || text.charAt(i) == '?') {
                return text.substring(0, i);
            }
        }
        return text;
    }

    private static String user(String userInfo) {
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        if (user.isEmpty()) {
            throw new IllegalArgumentException("the user part is empty");
        }
        StringBuilder canonical = new StringBuilder(user.length());
        for (int i = 0; i < user.length(); i++) {
            char c = user.charAt(i);
            if (c == '%') {
                appendEscaped(user, i, canonical);
                i += 2;
            } else if (isUnreserved(c) || USER_UNRESERVED.indexOf(c) >= 0) {
                canonical.append(c);
            } else {
                throw new IllegalArgumentException("character " + (i + 1) + " of the user part must be escaped");
            }
        }
        return canonical.toString();
    }

    private static void appendEscaped(String user, int percent, StringBuilder canonical) {
        int high = percent + 2 < user.length() ? hexDigit(user.charAt(percent + 1)) : -1;
        int low = percent + 2 < user.length() ? hexDigit(user.charAt(percent + 2)) : -1;
        if (high < 0 || low < 0) {
            throw new IllegalArgumentException("a percent sign in the user part needs two hexadecimal digits");
        }
        char decoded = (char) (high << 4 | low);
        if (isUnreserved(decoded)) {
            canonical.append(decoded);
        } else {
            canonical.append(user.substring(percent, percent + 3).toUpperCase(Locale.ROOT));
        }
    }

    /** The value of one ASCII digit: {@link Character#digit} also takes the digits of other scripts. */
    private static int hexDigit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private static boolean isUnreserved(char c) {
        return isAlphanumeric(c) || MARK.indexOf(c) >= 0;
    }

    private static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static String hostPort(String text, Set<Integer> defaultPorts) {
        int endOfReference = text.startsWith("[") ? text.indexOf(']') : -1;
        int colon = text.indexOf(':', Math.max(endOfReference, 0));
        String host = colon < 0 ? text : text.substring(0, colon);
        String canonical = text.startsWith("[") ? Ipv6Reference.canonical(host) : domain(host);
        if (colon < 0) {
            return canonical;
        }
        int port = port(text.substring(colon + 1));
        return defaultPorts.contains(port) ? canonical : canonical + ":" + port;
    }

    private static int port(String digits) {
        boolean wellFormed = !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = wellFormed ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("the port is not a number from 1 to 65535");
        }
        return port;
    }

    /** The host in lower case. The dot that may end a fully qualified name says nothing about who the user is. */
    static String domain(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the host is empty");
        }
        boolean labelEmpty = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.' ? labelEmpty : !isAlphanumeric(c) && c != '-' && c != '_') {
                throw new IllegalArgumentException("character " + (i + 1) + " of the host does not belong there");
            }
            labelEmpty = c == '.';
        }
        if (labelEmpty) {
            throw new IllegalArgumentException("the host ends with two dots");
        }
        return name.toLowerCase(Locale.ROOT);
    }
}
