package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.imspresence.testbed.NotSeenException;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Far more requests than a small node can hold or answer, as fast as one socket can send them: the node lives on and serves. */
class FloodIT {

    private static final int FLOOD = 100_000;
    private static final Duration SOON = Duration.ofSeconds(5);

    private ServerProcess server;
    private final Map<Integer, AtomicInteger> responses = new ConcurrentSkipListMap<>();

    @BeforeEach
    void start() {
        server = ServerProcess.start(ServerProcess.options().underLoad().heap("128m"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aFloodOfOptionsLeavesNothingBehind() {
        flood("OPTIONS", "sip:ping@example.com", "");
        awaitReady();
        assertServes();
    }

    @Test
    void aFloodOfSubscribesLeavesRoomForWhatIsThere() {
        String presentity = "sip:kept@example.com";
        try (WatcherUe watcher = WatcherUe.of(server.sip(), presentity).open();
                Publisher publisher = new Publisher(server.sip(), presentity)) {
            assertEquals(200, watcher.subscribe(600).status());
            assertEquals(200, publisher.publish(Pidf.document(presentity, "before"), 600).status());
            watcher.awaitNotify("the document", notify -> Pidf.hasNote(notify, "before"), SOON);

            flood("SUBSCRIBE", "sip:wanted@example.com",
                    "Event: presence\r\nContact: <sip:flood@127.0.0.1:9>\r\nAccept: application/pidf+xml\r\nExpires: 600\r\n");

            awaitReady();
            assertEquals(200, watcher.subscribe(600).status());
            assertEquals(200, publisher.refresh(600).status());
            assertEquals(200, publisher.remove().status());
            assertEquals(200, watcher.unsubscribe().status());
        }
    }

    /** Sends them from one socket, each a request of its own, and counts the responses that come meanwhile. */
    private void flood(String method, String uri, String headers) {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            Thread counting = new Thread(() -> count(socket), "flood-responses");
            counting.setDaemon(true);
            counting.start();
            String sentBy = "127.0.0.1:" + socket.getLocalPort();
            String rest = "Max-Forwards: 70\r\nFrom: <sip:flood@example.com>;tag=f\r\nTo: <" + uri + ">\r\nCSeq: 1 " + method + "\r\n" + headers + "Content-Length: 0\r\n\r\n";
            long begin = System.nanoTime();
            for (int i = 0; i < FLOOD; i++) {
                byte[] request = (method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + sentBy + ";branch=z9hG4bKflood" + i
                        + "\r\nCall-ID: flood-" + i + "\r\n" + rest).getBytes(StandardCharsets.US_ASCII);
                socket.send(new DatagramPacket(request, request.length, server.sip()));
            }
            System.out.printf("  flood: %,d %s in %.1f s, answered so far: %s%n", FLOOD, method, (System.nanoTime() - begin) / 1e9, responses);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertTrue(server.isAlive(), () -> server.output());
    }

    private void count(DatagramSocket socket) {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (IOException closed) {
                return;
            }
            String start = new String(buffer, 0, Math.min(packet.getLength(), 11), StandardCharsets.US_ASCII);
            int status = start.startsWith("SIP/2.0 ") ? Integer.parseInt(start.substring(8)) : 0;
            responses.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
        }
    }

    private void awaitReady() {
        long begin = System.nanoTime();
        while (!isReady()) {
            if (System.nanoTime() - begin > SOON.toNanos()) {
                throw new NotSeenException("not ready after " + SOON + ":\n" + server.output());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        System.out.printf("  flood: ready %.1f s after it%n", (System.nanoTime() - begin) / 1e9);
    }

    private boolean isReady() {
        try {
            HttpURLConnection health = (HttpURLConnection) server.http().resolve("health/ready").toURL().openConnection();
            health.setConnectTimeout(1_000);
            health.setReadTimeout(1_000);
            return health.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What of the flood still waits is worked off first, and new subscriptions are shed meanwhile. */
    private void assertServes() {
        long begin = System.nanoTime();
        while (!serves()) {
            assertTrue(System.nanoTime() - begin < SOON.toNanos(), () -> "new subscriptions are still shed after " + SOON + ":\n" + server.output());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        System.out.printf("  flood: a new subscription %.1f s after it%n", (System.nanoTime() - begin) / 1e9);
    }

    private boolean serves() {
        String presentity = "sip:after@example.com";
        try (WatcherUe watcher = WatcherUe.of(server.sip(), presentity).open();
                Publisher publisher = new Publisher(server.sip(), presentity)) {
            SipMessage response = watcher.subscribe(600);
            if (response.status() == 480) {
                assertTrue(response.header("Retry-After").isPresent(), response::toString);
                return false;
            }
            assertEquals(200, response.status(), response::toString);
            assertEquals(200, publisher.publish(Pidf.document(presentity, "after"), 600).status());
            watcher.awaitNotify("the document", notify -> Pidf.hasNote(notify, "after"), SOON);
            return true;
        }
    }
}
