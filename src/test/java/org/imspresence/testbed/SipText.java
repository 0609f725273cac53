package org.imspresence.testbed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The few lexical rules of RFC 3261 s25.1 that header values share: separators do not count inside quotes and angle brackets. */
final class SipText {

    private SipText() {
    }

    /** Splits at a separator outside quoted strings and {@code <>}; the parts are trimmed, empty ones are dropped. */
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        boolean bracketed = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '<') {
                bracketed = true;
            } else if (c == '>') {
                bracketed = false;
            } else if (c == separator && !bracketed) {
                parts.add(text.substring(start, i).trim());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).trim());
        parts.removeIf(String::isEmpty);
        return List.copyOf(parts);
    }

    /** {@code ;a=1;lr} to a map in order; names in lower case, a parameter without a value maps to the empty string. */
    static Map<String, String> params(String text) {
        Map<String, String> params = new LinkedHashMap<>();
        for (String param : split(text, ';')) {
            int equals = param.indexOf('=');
            String name = equals < 0 ? param : param.substring(0, equals).trim();
            params.put(name.toLowerCase(Locale.ROOT), equals < 0 ? "" : param.substring(equals + 1).trim());
        }
        return params;
    }

    /** Where the port's colon stands in {@code host:port} or {@code [v6]:port}, or -1. */
    static int portColon(String hostPort) {
        int bracket = hostPort.indexOf(']');
        return hostPort.indexOf(':', Math.max(bracket, 0));
    }

    static String host(String hostPort) {
        int colon = portColon(hostPort);
        return (colon < 0 ? hostPort : hostPort.substring(0, colon)).trim().toLowerCase(Locale.ROOT);
    }

    /** The port, or 0 when none is written. */
    static int port(String hostPort) {
        int colon = portColon(hostPort);
        if (colon < 0) {
            return 0;
        }
        try {
            return Integer.parseInt(hostPort.substring(colon + 1).trim());
        } catch (NumberFormatException e) {
            throw new SipParseException("no port number in " + hostPort);
        }
    }
}
