package org.imspresence.testbed;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A CSCF as the presence server sees it: a stateless, record-routing, loose-routing proxy (RFC 3261 s16) over UDP. It forwards
 * along the Route; without a Route a request outside a dialog goes to the configured next hop, any other to its Request-URI.
 * A repeated request gets the same branch again (s16.11), so the ends absorb it. Responses go back along the Vias.
 */
public final class ProxyHop implements AutoCloseable {

    /** What a kind of CSCF does besides forwarding. */
    public interface Role {

        /** Changes a request on its way out, before the hop's own Via with that branch is put on top. */
        SipMessage outgoing(SipMessage request, InetSocketAddress from, InetSocketAddress to, String branch);

        /** Changes a response after the hop's own Via with that branch was taken off. */
        SipMessage returning(SipMessage response, String branch);
    }

    private static final Role S_CSCF = new Role() {
        @Override
        public SipMessage outgoing(SipMessage request, InetSocketAddress from, InetSocketAddress to, String branch) {
            return request;
        }

        @Override
        public SipMessage returning(SipMessage response, String branch) {
            return response;
        }
    };

    private static final Set<String> DIALOG_CREATING = Set.of("SUBSCRIBE", "INVITE", "REFER");

    private final Names names;
    private final String hostPort;
    private final UdpTransport transport;
    private final Role role;
    private volatile List<String> recordRoutes;
    private volatile Optional<InetSocketAddress> nextHop = Optional.empty();

    private ProxyHop(String hostPort, UdpTransport transport, Names names, Role role) {
        this.names = names;
        this.role = role;
        this.hostPort = hostPort;
        this.transport = transport;
        this.recordRoutes = List.of("<sip:" + hostPort + ";lr>");
        names.put(hostPort, transport.address());
        transport.start(this::received);
    }

    /** A hop that calls itself by a name: peers outside the test bed need the name in a hosts file, and the hop at port 5060. */
    public static ProxyHop named(String name, InetSocketAddress address, Names names) {
        return named(name, address, names, S_CSCF);
    }

    public static ProxyHop named(String name, InetSocketAddress address, Names names, Role role) {
        return new ProxyHop(name, new UdpTransport(address), names, role);
    }

    /** A hop on a free port of 127.0.0.1 that calls itself by address and port, which any peer can reach. */
    public static ProxyHop numbered(Names names) {
        return numbered(names, S_CSCF);
    }

    public static ProxyHop numbered(Names names, Role role) {
        UdpTransport transport = new UdpTransport(new InetSocketAddress("127.0.0.1", 0));
        return new ProxyHop("127.0.0.1:" + transport.address().getPort(), transport, names, role);
    }

    /** Where requests outside a dialog go when no Route is left. */
    public ProxyHop nextHop(InetSocketAddress address) {
        nextHop = Optional.of(address);
        return this;
    }

    /** What it puts on top of the Record-Routes, the first value topmost; each has to name this hop. */
    public ProxyHop recordRoutes(String... values) {
        recordRoutes = List.of(values);
        return this;
    }

    /** {@code name} or {@code address:port}: what Via and Record-Route say. */
    public String hostPort() {
        return hostPort;
    }

    public InetSocketAddress address() {
        return transport.address();
    }

    public MessageLog log() {
        return transport.log();
    }

    private void received(SipMessage message, InetSocketAddress from) {
        if (message.isRequest()) {
            forwardRequest(message, from);
        } else {
            forwardResponse(message);
        }
    }

    private void forwardRequest(SipMessage received, InetSocketAddress from) {
        List<String> vias = new ArrayList<>(received.values("Via"));
        vias.set(0, received.topVia().receivedFrom(from).text());
        SipMessage request = withoutOwnRoutes(afterStrictRouter(received.with("Via", vias)));
        int maxForwards = Integer.parseInt(request.header("Max-Forwards").orElse("70"));
        if (maxForwards == 0) {
            refuse(request, 483, "Too Many Hops");
            return;
        }
        InetSocketAddress to;
        try {
            to = target(request);
        } catch (IllegalArgumentException | SipParseException e) {
            refuse(request, 404, "Not Found");
            return;
        }
        String branch = branch(received);
        request = withOwnRecordRoutes(request.with("Max-Forwards", Integer.toString(maxForwards - 1)));
        request = role.outgoing(request, from, to, branch);
        transport.send(request.pushing("Via", Via.text("UDP", hostPort, branch)), to);
    }

    private SipMessage withOwnRecordRoutes(SipMessage request) {
        if (!DIALOG_CREATING.contains(request.method()) || request.toTag().isPresent()) {
            return request;
        }
        List<String> all = new ArrayList<>(recordRoutes);
        all.addAll(request.values("Record-Route"));
        return request.with("Record-Route", all);
    }

    /** RFC 3261 s16.4: a strict router put our Record-Route value into the Request-URI and the real one last. */
    private SipMessage afterStrictRouter(SipMessage request) {
        List<String> routes = request.values("Route");
        boolean ours = recordRoutes.stream().anyMatch(value -> NameAddr.parse(value).uri().equals(request.requestUri()));
        if (!ours || routes.isEmpty()) {
            return request;
        }
        int last = routes.size() - 1;
        SipMessage restored = request.withRequestUri(NameAddr.parse(routes.get(last)).uri());
        return last == 0 ? restored.without("Route") : restored.with("Route", routes.subList(0, last));
    }

    private SipMessage withoutOwnRoutes(SipMessage request) {
        SipMessage remaining = request;
        while (remaining.values("Route").stream().findFirst().filter(this::isOwn).isPresent()) {
            remaining = remaining.popping("Route");
        }
        return remaining;
    }

    private boolean isOwn(String route) {
        SipUri uri = NameAddr.parse(route).sipUri();
        String host = uri.port() == 0 ? uri.host() : uri.host() + ":" + uri.port();
        return host.equals(hostPort) || recordRoutes.stream().anyMatch(value -> NameAddr.parse(value).uri().equals(uri.text()));
    }

    private InetSocketAddress target(SipMessage request) {
        List<String> routes = request.uris("Route");
        if (!routes.isEmpty()) {
            return names.resolve(SipUri.parse(routes.get(0)));
        }
        if (nextHop.isPresent() && request.toTag().isEmpty()) {
            return nextHop.get();
        }
        return names.resolve(SipUri.parse(request.requestUri()));
    }

    private String branch(SipMessage received) {
        String incoming = hostPort + received.topVia().sentBy() + received.branch() + received.method();
        return Via.MAGIC_COOKIE + UUID.nameUUIDFromBytes(incoming.getBytes()).toString().substring(0, 13).replace("-", "") + ".1";
    }

    private void refuse(SipMessage request, int status, String reason) {
        SipMessage response = SipMessage.response(request, status, reason).withToTag(hostPort);
        transport.send(response, names.resolve(response.topVia()));
    }

    private void forwardResponse(SipMessage received) {
        Via own = received.topVia();
        if (!own.sentBy().equals(hostPort)) {
            throw new SipParseException(hostPort + " got a response of " + own.text());
        }
        SipMessage response = role.returning(received.popping("Via"), own.branch());
        transport.send(response, names.resolve(response.topVia()));
    }

    @Override
    public void close() {
        transport.close();
    }
}
