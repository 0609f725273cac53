package org.imspresence.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/**
 * Very many watchers, each of a presentity of its own, and the publishers of these presentities, all behind one UDP socket: it stands for the hop next to the
 * server, so it sees the Route of each NOTIFY as the server sent it. A bounded number of requests is under way at a time; one is over when its response and the
 * NOTIFY that it brings about have come. Nothing is logged.
 */
public final class MassWatchers implements AutoCloseable {

    private static final int WINDOW = 100;
    private static final int MAX_DATAGRAM = 65_535;
    private static final int RECEIVE_BUFFER = 8 << 20;
    private static final Duration RETRANSMIT_AFTER = Duration.ofSeconds(1);
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(40);
    private static final int EXPIRES_SECONDS = 3600;
    private static final int PROBLEMS_TOLD = 5;
    private static final int S_CSCFS = 8;
    private static final int P_CSCFS = 16;

    /** Looks at a NOTIFY; an exception from it is a problem of that watcher. */
    public interface Check {

        void check(int watcher, SipMessage notify);
    }

    /** How a round of requests went. */
    public record Figures(String what, int count, Duration elapsed, int retransmissions) {

        @Override
        public String toString() {
            double seconds = elapsed.toNanos() / 1e9;
            return String.format("%s: %,d in %.1f s, %.0f/s, %d retransmitted", what, count, seconds, count / seconds, retransmissions);
        }
    }

    private static final class Exchange {

        private final int watcher;
        private final byte[] request;
        private volatile long sentAt;
        private boolean answered;
        private boolean notified;

        private Exchange(int watcher, byte[] request) {
            this.watcher = watcher;
            this.request = request;
        }
    }

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final boolean tokens;
    private final String hostPort;
    private final String[] remoteTags;
    private final String[] remoteTargets;
    private final long[] lastCSeq;
    private final Semaphore window = new Semaphore(WINDOW);
    private final Map<Integer, Exchange> exchanges = new ConcurrentHashMap<>();
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger finished = new AtomicInteger();
    private volatile Check check = (watcher, notify) -> { };
    private volatile Check unasked = (watcher, notify) -> {
        throw new AssertionError("unexpected: " + notify);
    };
    /** Counted on the thread that calls; everything of an exchange but its sending happens on the receiving thread. */
    private int retransmissions;

    /** @param tokens whether each watcher has a route set that no other one has */
    public MassWatchers(InetSocketAddress server, int watchers, boolean tokens) {
        this.server = server;
        this.tokens = tokens;
        remoteTags = new String[watchers];
        remoteTargets = new String[watchers];
        lastCSeq = new long[watchers];
        try {
            socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hostPort = "127.0.0.1:" + socket.getLocalPort();
        Thread thread = new Thread(this::receive, "mass-watchers");
        thread.setDaemon(true);
        thread.start();
    }

    public static String presentity(int watcher) {
        return "sip:presentity" + watcher + "@example.com";
    }

    /**
     * Three hops: this socket, one of eight S-CSCFs and one of sixteen P-CSCFs, which writes a token of the UE into its URI, or does not: then there are 128
     * different route sets, else as many as watchers.
     */
    public List<String> routes(int watcher) {
        return List.of(
                "<sip:" + hostPort + ";lr>",
                "<sip:scscf" + watcher / P_CSCFS % S_CSCFS + ".home1.net;lr>",
                "<sip:" + (tokens ? "token" + watcher + "@" : "") + "pcscf" + watcher % P_CSCFS + ".home1.net;lr>");
    }

    /** What every NOTIFY from now on has to pass. */
    public void onNotify(Check newCheck) {
        check = newCheck;
    }

    /** What every NOTIFY from now on has to pass that no request has brought about. Without this, it is a problem. */
    public void onUnaskedNotify(Check newCheck) {
        unasked = newCheck;
    }

    /** Opens the subscriptions of the watchers {@code from} (inclusive) {@code to} (exclusive). */
    public Figures subscribe(int from, int to) {
        return subscribe(from, to, () -> EXPIRES_SECONDS);
    }

    /** @param expires seconds, asked for each when its SUBSCRIBE is about to be sent */
    public Figures subscribe(int from, int to, IntSupplier expires) {
        return round("SUBSCRIBE, 200, NOTIFY, 200", from, to, watcher -> subscribe(watcher, 1, expires.getAsInt())
                .with("Record-Route", String.join(", ", routes(watcher))));
    }

    public Figures unsubscribe(int from, int to) {
        return round("unsubscribe, 200, NOTIFY, 200", from, to, watcher -> subscribe(watcher, 2, 0));
    }

    /** Publishes a document for the presentities of these watchers, each of which has a subscription. */
    public Figures publish(int from, int to) {
        return round("PUBLISH, 200, NOTIFY, 200", from, to, this::publish);
    }

    private SipMessage subscribe(int watcher, int cseq, int expires) {
        String tag = remoteTags[watcher] == null ? "" : ";tag=" + remoteTags[watcher];
        String target = remoteTargets[watcher] == null ? presentity(watcher) : remoteTargets[watcher];
        return request("SUBSCRIBE", target, watcher, cseq)
                .with("From", "<sip:watcher" + watcher + "@home1.net>;tag=w" + watcher)
                .with("To", "<" + presentity(watcher) + ">" + tag)
                .with("Contact", "<" + contact(watcher) + ">")
                .with("Expires", Integer.toString(expires))
                .with("Accept", Pidf.TYPE)
                .with("Content-Length", "0");
    }

    /** The Request-URI of the NOTIFYs to this watcher. */
    public String contact(int watcher) {
        return "sip:watcher" + watcher + "@[5555::" + Integer.toHexString(watcher & 0xffff) + "]:1357;comp=sigcomp";
    }

    private SipMessage publish(int watcher) {
        return request("PUBLISH", presentity(watcher), watcher, 1)
                .with("From", "<" + presentity(watcher) + ">;tag=p" + watcher)
                .with("To", "<" + presentity(watcher) + ">")
                .with("Expires", Integer.toString(EXPIRES_SECONDS))
                .withBody(Pidf.TYPE, Pidf.document(presentity(watcher), "of " + watcher).getBytes(StandardCharsets.UTF_8));
    }

    private SipMessage request(String method, String uri, int watcher, int cseq) {
        return SipMessage.request(method, uri)
                .with("Via", Via.text("UDP", hostPort, SipEndpoint.newBranch()))
                .with("Max-Forwards", "70")
                .with("Call-ID", watcher + "-" + method.toLowerCase() + "-b89rjhnedlrfjflslj40a222@home1.net")
                .with("CSeq", cseq + " " + method)
                .with("Event", "presence");
    }

    private Figures round(String what, int from, int to, IntFunction<SipMessage> request) {
        long begin = System.nanoTime();
        int repeatedBefore = retransmissions;
        for (int watcher = from; watcher < to; watcher++) {
            Exchange exchange = new Exchange(watcher, request.apply(watcher).bytes());
            acquire(1);
            exchanges.put(watcher, exchange);
            send(exchange);
        }
        acquire(WINDOW);
        window.release(WINDOW);
        return new Figures(what, to - from, Duration.ofNanos(System.nanoTime() - begin), retransmissions - repeatedBefore);
    }

    /** Waits for places in the window, and sends again what is not over for too long. */
    private void acquire(int places) {
        int seen = finished.get();
        long since = System.nanoTime();
        try {
            while (!window.tryAcquire(places, RETRANSMIT_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                if (finished.get() != seen) {
                    seen = finished.get();
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > LONGEST_STANDSTILL.toNanos()) {
                    throw new NotSeenException("nothing was completed for " + LONGEST_STANDSTILL.toSeconds() + " s, " + exchanges.size()
                            + " are open; problems: " + problems());
                }
                for (Exchange exchange : exchanges.values()) {
                    if (System.nanoTime() - exchange.sentAt > RETRANSMIT_AFTER.toNanos()) {
                        retransmissions++;
                        send(exchange);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotSeenException("interrupted");
        }
    }

    private void send(Exchange exchange) {
        exchange.sentAt = System.nanoTime();
        send(exchange.request);
    }

    private void send(byte[] bytes) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, server));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send to " + server, e);
        }
    }

    private void receive() {
        byte[] buffer = new byte[MAX_DATAGRAM];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (IOException e) {
                continue; // closed, or an ICMP error of an earlier send
            }
            try {
                received(SipMessage.parse(Arrays.copyOf(buffer, packet.getLength())));
            } catch (RuntimeException | AssertionError e) {
                problems.add(e.toString());
            }
        }
    }

    private void received(SipMessage message) {
        String callId = message.callId();
        int watcher = Integer.parseInt(callId.substring(0, callId.indexOf('-')));
        if (message.isRequest()) {
            send(SipMessage.response(message, 200, "OK").bytes());
            notified(watcher, message);
        } else if (message.status() >= 200) {
            answered(watcher, message);
        }
    }

    private void notified(int watcher, SipMessage notify) {
        if (notify.cseq() <= lastCSeq[watcher]) {
            return; // our 200 was lost
        }
        lastCSeq[watcher] = notify.cseq();
        Exchange exchange = exchanges.get(watcher);
        if (exchange == null) {
            unasked.check(watcher, notify);
            return;
        }
        exchange.notified = true;
        try {
            check.check(watcher, notify);
        } finally {
            finish(exchange);
        }
    }

    private void answered(int watcher, SipMessage response) {
        Exchange exchange = exchanges.get(watcher);
        if (exchange == null || exchange.answered) {
            return; // a repeat
        }
        if (response.status() != 200) {
            problems.add(response.toString());
        } else if (response.method().equals("SUBSCRIBE")) {
            remoteTags[watcher] = response.toTag().orElseThrow();
            remoteTargets[watcher] = response.uris("Contact").get(0);
        }
        exchange.answered = true;
        finish(exchange);
    }

    private void finish(Exchange exchange) {
        if (exchange.answered && exchange.notified && exchanges.remove(exchange.watcher, exchange)) {
            finished.incrementAndGet();
            window.release();
        }
    }

    /** What was refused, came unexpected or did not pass its check: the first few of them. */
    public List<String> problems() {
        synchronized (problems) {
            return problems.stream().limit(PROBLEMS_TOLD).toList();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
