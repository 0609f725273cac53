package org.imspresence.testbed;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import javax.net.ssl.SSLContext;

/**
 * One SIP element on a loopback socket with the non-INVITE transactions of RFC 3261 s17.1.2 and s17.2.2: as a client it
 * retransmits over UDP (Timer E) and gives up after 64*T1 (Timer F); as a server it gives a repeated request the response of
 * the first one and does not call the handler again. Transactions are remembered as long as the endpoint is open.
 */
public final class SipEndpoint implements AutoCloseable {

    private static final Duration T2 = Duration.ofSeconds(4);
    private static final int DEFAULT_PORT = 5060;

    /** Answers requests; called once a transaction, on the receiving thread. Not answering is allowed. */
    public interface Handler {

        void handle(Incoming request);
    }

    /** A request that waits for its response. */
    public final class Incoming {

        private final SipMessage message;
        private final InetSocketAddress from;
        private Optional<SipMessage> response = Optional.empty();

        private Incoming(SipMessage message, InetSocketAddress from) {
            this.message = message;
            this.from = from;
        }

        public SipMessage message() {
            return message;
        }

        public void respond(int status, String reason) {
            respond(SipMessage.response(message, status, reason));
        }

        /** Sends the response, from any thread and at any time. */
        public synchronized void respond(SipMessage answer) {
            response = Optional.of(answer);
            transport.send(answer, responseAddress());
        }

        private synchronized void repeat() {
            response.ifPresent(answer -> transport.send(answer, responseAddress()));
        }

        /** RFC 3261 s18.2.2: TCP answers on its connection, UDP to the source's address at the Via's port. */
        private InetSocketAddress responseAddress() {
            Via via = message.topVia();
            if (!transport.name().equals("UDP") || via.params().containsKey("rport")) {
                return from;
            }
            return new InetSocketAddress(from.getAddress(), via.port() == 0 ? DEFAULT_PORT : via.port());
        }
    }

    private final class ClientTransaction {

        private final SipMessage request;
        private final InetSocketAddress to;
        private final CompletableFuture<SipMessage> response = new CompletableFuture<>();
        private volatile boolean proceeding;

        private ClientTransaction(SipMessage request, InetSocketAddress to) {
            this.request = request;
            this.to = to;
        }

        private void retransmitAfter(Duration interval) {
            timers.schedule(() -> {
                if (!response.isDone()) {
                    transport.send(request, to);
                    Duration doubled = interval.multipliedBy(2);
                    retransmitAfter(proceeding || doubled.compareTo(T2) > 0 ? T2 : doubled);
                }
            }, interval.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private final SipTransport transport;
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "sip-timers");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, ClientTransaction> clients = new ConcurrentHashMap<>();
    private final Map<String, Incoming> servers = new ConcurrentHashMap<>();
    private volatile Handler handler = request -> request.respond(501, "Not Implemented");
    private volatile Duration t1 = Duration.ofMillis(500);

    private SipEndpoint(SipTransport transport) {
        this.transport = transport;
        transport.start(this::received);
    }

    /** On UDP at 127.0.0.1 and a free port. */
    public static SipEndpoint udp() {
        return udp(new InetSocketAddress("127.0.0.1", 0));
    }

    public static SipEndpoint udp(InetSocketAddress address) {
        return new SipEndpoint(new UdpTransport(address));
    }

    /** On TCP at 127.0.0.1 and a free port. */
    public static SipEndpoint tcp() {
        return tcp(new InetSocketAddress("127.0.0.1", 0));
    }

    public static SipEndpoint tcp(InetSocketAddress address) {
        return new SipEndpoint(TcpTransport.tcp(address));
    }

    /** On TLS, with the certificate of this context and those that it trusts. */
    public static SipEndpoint tls(InetSocketAddress address, SSLContext context) {
        return new SipEndpoint(TcpTransport.tls(address, context));
    }

    /** Our end of the connection to a peer, which is opened if there is none; for TCP and TLS. */
    public InetSocketAddress connect(InetSocketAddress to) {
        return ((TcpTransport) transport).connect(to);
    }

    /** Opens a connection to a peer that has none, from an address that may be another than the system would choose; for TCP and TLS. */
    public InetSocketAddress connect(InetSocketAddress to, InetAddress from) {
        return ((TcpTransport) transport).connect(to, from);
    }

    /** How many connections others have opened; for TCP and TLS. */
    public int accepted() {
        return ((TcpTransport) transport).accepted();
    }

    /** Ends all connections, waits until the other sides have ended theirs, too, and goes on to listen; for TCP and TLS. */
    public void hangUp() {
        ((TcpTransport) transport).hangUp();
    }

    /** Sets T1 of the client transactions that begin from now on; 500 ms by default. */
    public void t1(Duration duration) {
        t1 = duration;
    }

    public void onRequest(Handler newHandler) {
        handler = newHandler;
    }

    public InetSocketAddress address() {
        return transport.address();
    }

    /** {@code 127.0.0.1:port} or {@code [::1]:port}, as a Via or a Contact writes it. */
    public String hostPort() {
        String host = address().getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host.replaceFirst("^0:0:0:0:0:0:0:", "::") + "]" : host) + ":" + address().getPort();
    }

    /** UDP, TCP or TLS. */
    public String transportName() {
        return transport.name();
    }

    public MessageLog log() {
        return transport.log();
    }

    /** Sends bytes-exact and without a transaction. */
    public void sendRaw(SipMessage message, InetSocketAddress to) {
        transport.send(message, to);
    }

    /**
     * Sends a request in a client transaction, with a new Via unless it brings one. The future gives the final response, or
     * fails with a {@link TimeoutException} at Timer F.
     */
    public CompletableFuture<SipMessage> send(SipMessage request, InetSocketAddress to) {
        SipMessage outgoing = request.header("Via").isPresent() ? request : request.pushing("Via", newVia());
        ClientTransaction transaction = new ClientTransaction(outgoing, to);
        String key = clientKey(outgoing);
        clients.put(key, transaction);
        transport.send(outgoing, to);
        if (transport.name().equals("UDP")) {
            transaction.retransmitAfter(t1);
        }
        timers.schedule(() -> transaction.response.completeExceptionally(
                new TimeoutException("Timer F: no final response to " + outgoing.startLine())),
                t1.toNanos() * 64, TimeUnit.NANOSECONDS);
        return transaction.response.whenComplete((response, failure) -> clients.remove(key));
    }

    /**
     * Sends a request and waits for its final response.
     *
     * @throws NotSeenException at Timer F
     */
    public SipMessage exchange(SipMessage request, InetSocketAddress to) {
        try {
            return send(request, to).join();
        } catch (CompletionException e) {
            throw new NotSeenException(e.getCause().getMessage());
        }
    }

    public String newVia() {
        return Via.text(transport.name(), hostPort(), newBranch());
    }

    static String newBranch() {
        return Via.MAGIC_COOKIE + UUID.randomUUID().toString().replace("-", "");
    }

    /** Waits for a request that matches; past ones count. */
    public SipMessage awaitRequest(Predicate<SipMessage> wanted, Duration timeout) {
        return log().await("a request", entry -> entry.received() && entry.message().isRequest() && wanted.test(entry.message()),
                timeout).message();
    }

    private void received(SipMessage message, InetSocketAddress from) {
        if (message.isRequest()) {
            receivedRequest(message, from);
        } else {
            receivedResponse(message);
        }
    }

    private void receivedRequest(SipMessage request, InetSocketAddress from) {
        String key = request.branch() + request.topVia().sentBy() + request.method();
        Incoming incoming = new Incoming(request, from);
        Incoming earlier = servers.putIfAbsent(key, incoming);
        if (earlier != null) {
            earlier.repeat();
        } else {
            handler.handle(incoming);
        }
    }

    private void receivedResponse(SipMessage response) {
        ClientTransaction transaction = clients.get(clientKey(response));
        if (transaction == null) {
            return; // a repeat of the final response, or nobody's
        }
        if (response.status() < 200) {
            transaction.proceeding = true;
        } else {
            transaction.response.complete(response);
        }
    }

    private static String clientKey(SipMessage message) {
        return message.branch() + message.method();
    }

    /** Whoever still waits for a response is told that none will come. */
    @Override
    public void close() {
        timers.shutdownNow();
        clients.values().forEach(transaction -> transaction.response.completeExceptionally(
                new TimeoutException("closed without a final response to " + transaction.request.startLine())));
        transport.close();
    }
}
