package org.imspresence.container;

import java.util.Optional;

/** An address that the node listens on, as the run script has checked it; as text, an IPv6 address is in brackets. */
record HostPort(String host, int port) {

    /** @param property a system property with HOST:PORT, an IPv6 address in brackets; empty or not set for none */
    static Optional<HostPort> fromProperty(String property) {
        String text = System.getProperty(property, "");
        int colon = text.lastIndexOf(':');
        return colon < 1 ? Optional.empty() : Optional.of(new HostPort(text.substring(0, colon).replaceAll("^\\[|]$", ""), Integer.parseInt(text.substring(colon + 1))));
    }

    /** @param what {@code sip} or {@code http}: two system properties have its host, without brackets, and its port */
    static HostPort of(String what) {
        return new HostPort(System.getProperty("presence." + what + ".host"), Integer.getInteger("presence." + what + ".port"));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
