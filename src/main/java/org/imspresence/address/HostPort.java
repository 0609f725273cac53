package org.imspresence.address;

import java.net.InetSocketAddress;
import java.util.Objects;

/** Where something listens, such as {@code 127.0.0.1:7800} or {@code [::1]:7800} (hostport of RFC 3261 s25.1); the host may be a name, and has no brackets. */
public record HostPort(String host, int port) {

    public HostPort {
        Objects.requireNonNull(host, "host");
        if (host.isBlank()) {
            throw new IllegalArgumentException("no host given");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not in 1..65535");
        }
    }

    /** @throws IllegalArgumentException if the text is not {@code host:port} */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + text + "' is not host:port");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("'" + text + "' is not host:port", notANumber);
        }
    }

    /** As text, an IPv6 address in brackets; with those that it has it is taken, too. */
    public static String text(String host, int port) {
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }

    /** With numbers only: no name is looked up, and the zone of an IPv6 address is left out. Any port will do, even 0, which a peer may claim to send from. */
    public static String text(InetSocketAddress address) {
        return text(address.getAddress().getHostAddress().replaceFirst("%.*", ""), address.getPort());
    }

    @Override
    public String toString() {
        return text(host, port);
    }
}
