package org.imspresence.dialog.location;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Where bytes are sent to.
 *
 * @param transport lower case: {@code udp}, {@code tcp}, {@code tls}
 */
public record Target(InetAddress address, int port, String transport) {

    /** The address as a URI has it: an IPv6 one in brackets. */
    public String host() {
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? '[' + text + ']' : text;
    }

    @Override
    public String toString() {
        return host() + ':' + port + '/' + transport;
    }
}
