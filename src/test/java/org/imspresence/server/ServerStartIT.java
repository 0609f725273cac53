package org.imspresence.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.imspresence.testbed.FreePort;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerProcess.Options;
import org.imspresence.testbed.ServerProcess.StartFailure;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The run script and the assembled server, as an operator meets them. */
class ServerStartIT {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(strings = {"war", "sar"})
    void eitherArchiveStartsServesAndIsStoppedByASignal(String archive) throws Exception {
        try (ServerProcess node = ServerProcess.start(ServerProcess.options().archive(archive))) {
            HttpURLConnection ready =
                    (HttpURLConnection) node.http().resolve("health/ready").toURL().openConnection();
            assertEquals(HttpURLConnection.HTTP_OK, ready.getResponseCode());
            assertServes(node);
            assertEquals(ServerProcess.TERMINATED, node.stop());
            assertEquals("", node.errors());
        }
    }

    private static void assertServes(ServerProcess node) {
        String presentity = "sip:someone@example.com";
        try (WatcherUe watcher = WatcherUe.of(node.sip(), presentity).open();
                Publisher publisher = new Publisher(node.sip(), presentity)) {
            assertEquals(200, watcher.subscribe(600).status());
            assertEquals(42, watcher.awaitNotify(1, PATIENCE).cseq());
            assertEquals(200, publisher.publish(Pidf.document(presentity, "here"), 600).status());
            assertTrue(Pidf.hasNote(watcher.awaitNotify(2, PATIENCE), "here"));
            assertEquals(200, watcher.unsubscribe().status());
            assertEquals("terminated;reason=timeout", watcher.awaitNotify(3, PATIENCE).required("Subscription-State"));
        }
    }

    @Test
    void twoNodesRunSideBySide() {
        try (ServerProcess one = ServerProcess.start();
                ServerProcess other = ServerProcess.start()) {
            assertTrue(one.isAlive() && other.isAlive());
        }
    }

    @Test
    void aTakenUdpPortIsSaidInOneLine() throws Exception {
        int port = FreePort.next();
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(LOOPBACK, port))) {
            assertRefused(
                    ServerProcess.options().sip(new InetSocketAddress("127.0.0.1", port)),
                    1, "presence server: SIP address (UDP) 127.0.0.1:" + port + " is taken");
        }
    }

    @Test
    void aTakenTcpPortIsSaidInOneLine() throws Exception {
        try (ServerSocket other = new ServerSocket(FreePort.next(), 1, LOOPBACK)) {
            InetSocketAddress taken = new InetSocketAddress("127.0.0.1", other.getLocalPort());
            assertRefused(
                    ServerProcess.options().sip(taken),
                    1, "presence server: SIP address (TCP) 127.0.0.1:" + taken.getPort() + " is taken");
            assertRefused(
                    ServerProcess.options().http(taken),
                    1, "presence server: HTTP address 127.0.0.1:" + taken.getPort() + " is taken");
            assertRefused(
                    ServerProcess.options().arguments("--cluster", "127.0.0.1:" + taken.getPort()),
                    1, "presence server: cluster address 127.0.0.1:" + taken.getPort() + " is taken");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--sip=1", "--sip", "--sip 127.0.0.1", "--http [::1:80", "--http 127.0.0.1:65536",
            "--archive ear", "--heap much", "--set key", "--node a/b", "dance"})
    void aWrongOptionIsSaidInOneLine(String arguments) {
        assertRefused(ServerProcess.options().arguments(arguments.split(" ")), 2, "run: ");
    }

    private static void assertRefused(Options options, int status, String start) {
        StartFailure failure = assertThrows(StartFailure.class, () -> ServerProcess.start(options).close());
        assertEquals(1, failure.errors().lines().count(), failure::getMessage);
        assertTrue(failure.errors().startsWith(start), failure::getMessage);
        assertEquals(status, failure.status());
    }
}
