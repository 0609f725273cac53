package org.imspresence.dialog.location;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the URI of a next hop says about where it is (RFC 3263 s4).
 *
 * @param host      its maddr, or else its host; an IPv6 reference with its brackets
 * @param port      {@link #NO_PORT} when it has none
 * @param transport its transport parameter, lower case; {@code tls} for a sips URI; empty for none
 * @param preferred the transport where neither the URI nor DNS names one: the one that the peer has used
 */
public record Destination(String host, int port, String transport, String preferred) {

    public static final int NO_PORT = -1;

    static final String TLS = "tls";
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final int SIP_PORT = 5060;
    private static final int SIPS_PORT = 5061;

    /** The address that the host is; empty for a name. */
    Optional<InetAddress> address() {
        if (!host.startsWith("[") && !IPV4.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    String transportOrPreferred() {
        return transport.isEmpty() ? preferred : transport;
    }

    int portFor(String chosenTransport) {
        if (port != NO_PORT) {
            return port;
        }
        return chosenTransport.equals(TLS) ? SIPS_PORT : SIP_PORT;
    }

    @Override
    public String toString() {
        return host + (port == NO_PORT ? "" : ":" + port) + (transport.isEmpty() ? "" : ";transport=" + transport);
    }
}
