package org.imspresence.testbed;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The DNS of the test bed: host, or host and port, to a socket. It also stands for addresses that nobody has here, such as
 * {@code [5555::aaa:bbb:ccc:ddd]}. Numeric IPv4 addresses need no entry. The system's resolver is never asked.
 */
public final class Names {

    private static final int DEFAULT_PORT = 5060;

    private final Map<String, InetSocketAddress> table = new ConcurrentHashMap<>();

    /** {@code hostPort} as a URI writes it, with or without a port. */
    public void put(String hostPort, InetSocketAddress address) {
        table.put(hostPort.toLowerCase(Locale.ROOT), address);
    }

    /** Where a request to that URI goes (RFC 3263, without DNS). */
    public InetSocketAddress resolve(SipUri uri) {
        return resolve(uri.host(), uri.port());
    }

    /**
     * Where a response to the topmost Via goes (RFC 3261 s18.2.2, RFC 3581 s4). A sent-by name without a port means the port of
     * its entry here, as the AS may not be at 5060.
     */
    public InetSocketAddress resolve(Via via) {
        String received = via.params().get("received");
        if (received == null) {
            return resolve(via.host(), via.port());
        }
        String rport = via.params().getOrDefault("rport", "");
        if (!rport.isEmpty()) {
            return new InetSocketAddress(numeric(received), Integer.parseInt(rport));
        }
        InetSocketAddress known = table.get(via.host());
        int implied = known == null ? DEFAULT_PORT : known.getPort();
        return new InetSocketAddress(numeric(received), via.port() == 0 ? implied : via.port());
    }

    private InetSocketAddress resolve(String host, int port) {
        InetSocketAddress exact = table.get(host + ":" + port);
        if (exact != null) {
            return exact;
        }
        InetSocketAddress known = table.get(host);
        if (known != null) {
            return port == 0 ? known : new InetSocketAddress(known.getAddress(), port);
        }
        return new InetSocketAddress(numeric(host), port == 0 ? DEFAULT_PORT : port);
    }

    private static InetAddress numeric(String host) {
        if (!host.matches("[0-9.]+")) {
            throw new IllegalArgumentException("the test bed knows no host " + host);
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no IPv4 address: " + host, e);
        }
    }
}
