package org.imspresence.container;

import java.util.Optional;

/** A host and a port, as the run script has checked them. */
record SipAddress(String host, int port) {

    /** @param property a system property with HOST:PORT, an IPv6 address in brackets; empty or not set for none */
    static Optional<SipAddress> fromProperty(String property) {
        String text = System.getProperty(property, "");
        int colon = text.lastIndexOf(':');
        return colon < 1 ? Optional.empty() : Optional.of(new SipAddress(text.substring(0, colon).replaceAll("^\\[|]$", ""), Integer.parseInt(text.substring(colon + 1))));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
