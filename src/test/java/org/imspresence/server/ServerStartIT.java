package org.imspresence.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.imspresence.testbed.Container.notifyNumber;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.FreePort;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerProcess.Options;
import org.imspresence.testbed.ServerProcess.StartFailure;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The run script and the assembled server, as an operator meets them. */
class ServerStartIT {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The WAR does in every other test. */
    @RestcommOnly("Open Liberty deploys the WAR only")
    @Test
    void theSarStartsServesAndIsStoppedByASignal() throws Exception {
        try (ServerProcess node = ServerProcess.start(ServerProcess.options().archive("sar"))) {
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
            assertEquals(notifyNumber(1), watcher.awaitNotify(1, PATIENCE).cseq());
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

    /** Its ports are open for a second before it can answer. A 503 then would be handed on by a proxy as 500 (RFC 3261 s16.7). */
    @RestcommOnly("the container gives requests to the application as soon as it has started it")
    @Test
    void whatComesWhileANodeStartsWaitsForItsAnswer() throws Exception {
        InetSocketAddress sip = new InetSocketAddress(LOOPBACK, FreePort.next());
        CompletableFuture<ServerProcess> starting = CompletableFuture.supplyAsync(() -> ServerProcess.start(ServerProcess.options().sip(sip).set("overload.delay", 60_000)));
        Set<String> answers = new TreeSet<>();
        try (DatagramSocket client = new DatagramSocket(0, LOOPBACK)) {
            client.setSoTimeout(20);
            for (int number = 0; answers.isEmpty() || !starting.isDone(); number++) {
                byte[] publish = publish(number, client.getLocalPort()).getBytes(StandardCharsets.UTF_8);
                client.send(new DatagramPacket(publish, publish.length, sip));
                nextLine(client).ifPresent(answers::add);
                assertFalse(starting.isCompletedExceptionally(), "the node starts");
            }
        } finally {
            starting.join().close();
        }
        assertEquals(Set.of("SIP/2.0 200 OK"), answers);
    }

    private static String publish(int number, int ownPort) {
        String presentity = "sip:early" + number + "@example.com";
        String document = Pidf.document(presentity, "early");
        return """
                PUBLISH %1$s SIP/2.0
                Via: SIP/2.0/UDP 127.0.0.1:%2$d;branch=z9hG4bKearly%3$d
                Max-Forwards: 70
                From: <%1$s>;tag=early
                To: <%1$s>
                Call-ID: early%3$d
                CSeq: 1 PUBLISH
                Event: presence
                Expires: 600
                Content-Type: %4$s
                Content-Length: %5$d

                """.replace("\n", "\r\n").formatted(presentity, ownPort, number, Pidf.TYPE, document.length()) + document;
    }

    private static Optional<String> nextLine(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException nothing) {
            return Optional.empty();
        }
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).lines().findFirst();
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
            "--archive ear", "--heap much", "--set key", "--node a/b", "--node ..", "--cluster here", "--join ,", "dance"})
    void aWrongOptionIsSaidInOneLine(String arguments) {
        assertRefused(ServerProcess.options().arguments(arguments.split(" ")), 2, "run: ");
    }

    @Test
    void aFileSaysWhereANodeListensAndWhatItIsCalled(@TempDir Path directory) throws Exception {
        int sip = FreePort.next();
        int http = FreePort.next();
        Path file = Files.writeString(directory.resolve("node.conf"), """
                # where it listens
                sip.host = 127.0.0.1
                  sip.port=%d\s\s
                http.host=127.0.0.1
                http.port : %d
                node.name=test-%d
                notify.window = 100
                """.formatted(sip, http, sip));
        Options options = at(sip, http).withoutAddresses().arguments("--config", file.toString());
        try (ServerProcess node = ServerProcess.start(options)) {
            assertListens(node, sip, http);
        }
    }

    @Test
    void optionsPrecedeTheEnvironmentWhichPrecedesTheFile(@TempDir Path directory) throws Exception {
        int sip = FreePort.next();
        int http = FreePort.next();
        Path file = Files.writeString(directory.resolve("node.conf"), "sip.port=1\nhttp.port=%d\nnode.name=other\n".formatted(http));
        Options options = at(sip, http).withoutAddresses()
                .environment("PRESENCE_CONFIG_FILE", file)
                .environment("PRESENCE_SIP_HOST", "192.0.2.1")
                .environment("PRESENCE_SIP_PORT", sip)
                .environment("PRESENCE_NODE_NAME", "test-" + sip)
                .set("sip.host", "127.0.0.1");
        try (ServerProcess node = ServerProcess.start(options)) {
            assertListens(node, sip, http);
        }
    }

    private static Options at(int sip, int http) {
        return ServerProcess.options().sip(new InetSocketAddress("127.0.0.1", sip)).http(new InetSocketAddress("127.0.0.1", http));
    }

    private static void assertListens(ServerProcess node, int sip, int http) {
        String expected = "SIP udp+tcp 127.0.0.1:%d, HTTP http://127.0.0.1:%d/presence/metrics (node test-%d,".formatted(sip, http, sip);
        assertTrue(node.output().contains(expected), node::output);
        assertServes(node);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node.name=..", "node.name=.a", "node.name=a/b", "node.name=", "sip.port=0", "sip.port=65536", "sip.port=-1", "sip.port=5060x",
            "http.port=http", "http.port=", "sip.host=[::1]", "cluster.address=127.0.0.1", "cluster.address=:7800", "sip.advertise=a:0",
            "cluster.join=127.0.0.1:7800,127.0.0.1"})
    void aWrongValueIsSaidInOneLineWhoeverGivesIt(String setting, @TempDir Path directory) throws Exception {
        String key = setting.substring(0, setting.indexOf('='));
        String value = setting.substring(key.length() + 1);
        String variable = "PRESENCE_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
        Path file = Files.writeString(directory.resolve("node.conf"), setting + "\n");

        assertRefused(ServerProcess.options().set(key, value), 2, "run: --set " + key + ": '");
        assertRefused(ServerProcess.options().withoutAddresses().environment(variable, value), 2, "run: " + variable + ": '");
        assertRefused(ServerProcess.options().withoutAddresses().arguments("--config", file.toString()), 2, "run: " + key + " in " + file + ": '");
    }

    @Test
    void aSettingsFileThatCannotBeReadIsSaidInOneLine() {
        assertRefused(ServerProcess.options().environment("PRESENCE_CONFIG_FILE", "/nowhere/node.conf"), 1, "run: PRESENCE_CONFIG_FILE: cannot read");
    }

    private static void assertRefused(Options options, int status, String start) {
        StartFailure failure = assertThrows(StartFailure.class, () -> ServerProcess.start(options).close());
        assertEquals(1, failure.errors().lines().count(), failure::getMessage);
        assertTrue(failure.errors().startsWith(start), failure::getMessage);
        assertEquals(status, failure.status());
    }
}
