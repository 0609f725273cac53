package org.imspresence.trace;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** An address as {@code HOST:PORT}. */
final class Endpoint {

    private Endpoint() {}

    /** With numbers only: no name is looked up. */
    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? '[' + host.replaceFirst("%.*", "") + ']' : host) + ':' + address.getPort();
    }
}
