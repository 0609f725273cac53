package org.imspresence.tryit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.imspresence.tryit.TryIt.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One user agent with one subscription (RFC 6665): a socket, and a thread that reads it until the subscription has ended. It answers each NOTIFY of its dialog 200, and looks at nothing in it but Subscription-State. */
final class LoopbackWatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoopbackWatcher.class);
    private static final String WATCHER = "sip:newcomer@localhost";
    private static final int LARGEST_DATAGRAM = 65_535;
    /** Milliseconds: RFC 3261 s17.1.1.1. */
    private static final long T1 = 500;
    private static final int ATTEMPTS = 4;
    /** How long it hears what comes late of a subscription that has run out. */
    private static final Duration LINGER = Duration.ofSeconds(10);

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final String callId = "try-" + UUID.randomUUID();
    private final AtomicInteger notifies = new AtomicInteger();
    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final String presentity;
    private final long endsAt;
    private volatile String state;
    private volatile String to;
    private volatile String target;
    private volatile CompletableFuture<Message> answer = new CompletableFuture<>();
    private int cseq;

    private LoopbackWatcher(InetSocketAddress server, String presentity, int life) throws IOException {
        this.server = server;
        this.presentity = presentity;
        to = '<' + presentity + '>';
        target = presentity;
        endsAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(life);
        socket = new DatagramSocket(0, server.getAddress());
        socket.connect(server);
        socket.setSoTimeout((int) Duration.ofSeconds(life).plus(LINGER).toMillis());
        Thread reader = new Thread(this::read, "try-it-" + id);
        reader.setDaemon(true);
        reader.start();
    }

    /** @throws RefusedException when the server does not answer 200 */
    static LoopbackWatcher open(InetSocketAddress server, String presentity, int life) throws RefusedException {
        LoopbackWatcher watcher;
        try {
            watcher = new LoopbackWatcher(server, presentity, life);
        } catch (IOException e) {
            throw new RefusedException(502, "no socket for a watcher: " + e.getMessage());
        }
        Message answer = watcher.subscribe(life);
        if (answer.status() != 200) {
            watcher.close();
            throw new RefusedException(502, "the SUBSCRIBE was answered: " + answer.start());
        }
        watcher.to = answer.required("To");
        watcher.target = answer.required("Contact").replaceAll(".*<|>.*", "");
        return watcher;
    }

    String id() {
        return id;
    }

    boolean isLive() {
        return !socket.isClosed() && remaining() > 0;
    }

    private long remaining() {
        return Math.max(0, TimeUnit.NANOSECONDS.toSeconds(endsAt - System.nanoTime()));
    }

    Watching watching() {
        return new Watching(id, presentity, WATCHER, hostPort(), callId, remaining(), notifies.get(), state);
    }

    void unsubscribe() {
        subscribe(0);
    }

    private String hostPort() {
        String host = socket.getLocalAddress().getHostAddress();
        return (host.contains(":") ? '[' + host + ']' : host) + ':' + socket.getLocalPort();
    }

    /** Sends a SUBSCRIBE, again while nothing is heard (RFC 3261 s17.1.2), and waits for the final response. */
    private synchronized Message subscribe(int expires) {
        answer = new CompletableFuture<>();
        cseq++;
        byte[] request = String.join("\r\n",
                "SUBSCRIBE " + target + " SIP/2.0",
                "Via: SIP/2.0/UDP " + hostPort() + ";branch=z9hG4bK-" + callId + '-' + cseq,
                "Max-Forwards: 70",
                "From: <" + WATCHER + ">;tag=" + id,
                "To: " + to,
                "Call-ID: " + callId,
                "CSeq: " + cseq + " SUBSCRIBE",
                "Contact: <sip:newcomer@" + hostPort() + '>',
                "Event: presence",
                "Accept: application/pidf+xml",
                "Expires: " + expires,
                "User-Agent: watcher inside this server, for trying out",
                "Content-Length: 0", "", "").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < ATTEMPTS; i++) {
            send(request);
            try {
                return answer.get(T1 << i, TimeUnit.MILLISECONDS);
            } catch (TimeoutException repeat) {
                LOG.debug("no answer to a SUBSCRIBE for trying out yet");
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return new Message("SIP/2.0 408 nobody has answered", List.of());
    }

    private void send(byte[] message) {
        try {
            socket.send(new DatagramPacket(message, message.length, server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        byte[] datagram = new byte[LARGEST_DATAGRAM];
        try {
            while (!"terminated".equals(state == null ? "" : state.split(";")[0])) {
                DatagramPacket packet = new DatagramPacket(datagram, datagram.length);
                socket.receive(packet);
                take(Message.of(datagram, packet.getLength()));
            }
        } catch (IOException e) {
            LOG.debug("a watcher for trying out hears no more: {}", e.getMessage());
        } finally {
            socket.close();
        }
    }

    private void take(Message message) {
        if (message.isNotify() && message.required("Call-ID").equals(callId)) {
            state = message.required("Subscription-State");
            notifies.incrementAndGet();
            send(message.response("200 OK"));
        } else if (message.isNotify()) {
            send(message.response("481 Subscription Does Not Exist"));
        } else if (message.status() >= 200 && message.required("CSeq").endsWith("SUBSCRIBE")) {
            answer.complete(message);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
