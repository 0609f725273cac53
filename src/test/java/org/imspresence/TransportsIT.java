package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.imspresence.testbed.FreePort;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.TlsKey;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One node at an IPv4 and an IPv6 address over UDP and TCP, and at one for TLS: which connections messages take, and what Via, Contact and Route say. */
@RestcommOnly("the transports of the other container are its own, and it refuses these settings")
class TransportsIT extends ServerScene {

    private static final int PATIENCE_SECONDS = 2;
    private static final int LARGE = 1_300;
    /** Watchers at one peer, whose first NOTIFYs do not fit into the buffers of a connection. */
    private static final int DEAF_WATCHERS = 150;
    /** Requests of which those that wait in the server would fill its heap. */
    private static final int LONG_FLOOD = 50_000;
    /** Of the Call-ID of a flood, which is in each answer. */
    private static final int LONG = 2_000;
    /** Less than what a peer that holds others up would cost. */
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    private static Path keys;

    private static TlsKey serverKey;
    private static TlsKey ueKey;
    private static TlsKey elsewhereKey;
    private static InetSocketAddress six;
    private static InetSocketAddress tls;

    @BeforeAll
    static void start() {
        serverKey = TlsKey.make(keys, "server", "ip:127.0.0.1");
        ueKey = TlsKey.make(keys, "ue", "ip:127.0.0.1");
        elsewhereKey = TlsKey.make(keys, "elsewhere", "dns:elsewhere.example.com,ip:192.0.2.1");
        serverKey.trusting(ueKey, elsewhereKey);
        ueKey.trusting(serverKey);
        elsewhereKey.trusting(serverKey);
        six = new InetSocketAddress("::1", FreePort.next());
        tls = new InetSocketAddress("127.0.0.1", FreePort.next());
        server = ServerProcess.start(ServerProcess.options()
                .arguments("--other-sip", "[::1]:" + six.getPort(), "--tls", "127.0.0.1:" + tls.getPort())
                .set("sip.tls.keystore", serverKey.file())
                .environment("PRESENCE_SIP_TLS_KEYSTORE_PASSWORD", TlsKey.PASSWORD)
                .set("sip.stream.unsent", 65_536)
                .set("sip.stream.waiting", 50)
                .set("sip.stream.patience", PATIENCE_SECONDS));
    }

    private static String four() {
        return "127.0.0.1:" + server.sip().getPort();
    }

    private static String sixText() {
        return "[::1]:" + six.getPort();
    }

    private static SipEndpoint tcp() {
        return SipEndpoint.tcp();
    }

    private WatcherUe.Builder at(InetSocketAddress entry, SipEndpoint endpoint) {
        return WatcherUe.of(entry, presentity).endpoint(endpoint);
    }

    /** A proxy that takes NOTIFYs at this socket, and answers them. */
    private SipEndpoint proxy(SipEndpoint socket) {
        socket.onRequest(request -> request.respond(200, "OK"));
        return opened(socket);
    }

    /** A watcher whose SUBSCRIBE has these as its Record-Route; its NOTIFYs go to the first of them. */
    private SipMessage subscribe(WatcherUe watcher, String... routes) {
        SipMessage response = watcher.exchange(watcher.request(600).with("Record-Route", List.of(routes)));
        assertEquals(200, response.status());
        return response;
    }

    private SipMessage notifyAt(SipEndpoint socket) {
        return socket.awaitRequest(message -> message.isRequest("NOTIFY") && message.required("From").contains(presentity), PATIENCE);
    }

    private static void leftFrom(SipMessage notify, String transport, String hostPort) {
        assertEquals(transport, notify.topVia().transport());
        assertEquals(hostPort, notify.topVia().sentBy());
        String contact = notify.uris("Contact").get(0);
        assertTrue(contact.startsWith("sip:p-") && contact.endsWith("@" + hostPort + (transport.equals("UDP") ? "" : ";transport=" + transport.toLowerCase())), contact);
    }

    // ---- TCP

    @Test
    void aNotifyGoesBackOnTheConnectionThatTheContactNames() {
        SipEndpoint socket = tcp();
        InetSocketAddress end = socket.connect(entry());
        WatcherUe watcher = subscribed(at(entry(), socket).contact("sip:127.0.0.1:" + end.getPort() + ";transport=tcp"));
        leftFrom(watcher.awaitNotify(1, PATIENCE), "TCP", four());
        assertEquals(0, socket.accepted());
    }

    @Test
    void allWatchersBehindOneTcpProxyShareOneConnection() {
        SipEndpoint proxy = proxy(tcp());
        String route = "<sip:" + proxy.hostPort() + ";transport=tcp;lr>";
        for (int i = 0; i < 20; i++) {
            subscribe(opened(at(entry(), tcp()).open()), route);
        }
        publisher().publish(document("all"), 600);
        proxy.log().await("20 NOTIFYs of the change", entry -> Pidf.hasNote(entry.message(), "all"), 20, PATIENCE);
        assertEquals(1, proxy.accepted());
    }

    @Test
    void aConnectionThatThePeerHasClosedIsOpenedAnew() throws InterruptedException {
        SipEndpoint proxy = opened(tcp());
        Semaphore answered = new Semaphore(0);
        proxy.onRequest(request -> {
            request.respond(200, "OK");
            answered.release();
        });
        subscribe(watcher(), "<sip:" + proxy.hostPort() + ";transport=tcp;lr>");
        assertTrue(answered.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        proxy.hangUp();
        publisher().publish(document("again"), 600);
        leftFrom(proxy.awaitRequest(notify -> Pidf.hasNote(notify, "again"), PATIENCE), "TCP", four());
        assertEquals(2, proxy.accepted());
    }

    @Test
    void aPeerThatReadsNothingHoldsUpNobodyAndLosesItsConnection() throws IOException {
        Publisher publisher = publisher();
        publisher.publish(document("x".repeat(60_000)), 600);
        WatcherUe other = subscribed(at(entry(), tcp()));
        try (ServerSocket deaf = new ServerSocket()) {
            deaf.setReceiveBufferSize(4_096);
            deaf.bind(new InetSocketAddress("127.0.0.1", 0));
            for (int i = 0; i < DEAF_WATCHERS; i++) {
                opened(described().watcher("sip:deaf" + i + "@home1.net").contact("sip:127.0.0.1:" + deaf.getLocalPort() + ";transport=tcp").open()).subscribe(600);
            }
            publisher.publish(document("meanwhile"), 600);
            other.awaitNotify("meanwhile", notify -> Pidf.hasNote(notify, "meanwhile"), SOON);
            try (Socket connection = deaf.accept()) {
                assertTrue(drain(connection) < DEAF_WATCHERS * 60_000L, "the connection was not given up");
            }
        }
    }

    /** Reads to the end of the connection, whichever way it comes. */
    private static long drain(Socket connection) throws IOException {
        connection.setSoTimeout((int) PATIENCE.toMillis());
        InputStream in = connection.getInputStream();
        long read = 0;
        try {
            byte[] buffer = new byte[65_536];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                read += n;
            }
        } catch (SocketException reset) {
            return read;
        }
        return read;
    }

    @Test
    void onePeerThatSendsAndReadsNothingIsCutOff() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        WatcherUe watcher = subscribed(at(entry(), tcp()));
        Publisher publisher = publisher();
        publisher.publish(document("before"), 600);
        try (Socket flood = new Socket()) {
            flood.setReceiveBufferSize(4_096);
            flood.connect(entry());
            byte[] options = options("f".repeat(LONG)).getBytes(StandardCharsets.US_ASCII);
            Future<?> sending = threads.submit(() -> {
                while (true) {
                    flood.getOutputStream().write(options);
                }
            });
            publisher.publish(document("meanwhile"), 600); // a change of a publication is shed late
            watcher.awaitNotify("meanwhile", notify -> Pidf.hasNote(notify, "meanwhile"), SOON);
            ExecutionException end = assertThrows(ExecutionException.class, () -> sending.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), "the connection was not given up");
            assertInstanceOf(IOException.class, end.getCause());
            assertEquals(200, publisher.refresh(600).status());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatOnePeerSendsFasterThanItIsProcessedStaysWithItUntilItIs() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Socket flood = new Socket()) {
            flood.connect(entry());
            Future<?> sending = threads.submit(() -> {
                for (int i = 0; i < LONG_FLOOD; i++) {
                    flood.getOutputStream().write(options("flood" + i).getBytes(StandardCharsets.US_ASCII));
                }
                return null;
            });
            flood.setSoTimeout((int) PATIENCE.toMillis());
            BufferedReader answers = new BufferedReader(new InputStreamReader(flood.getInputStream(), StandardCharsets.US_ASCII));
            Map<String, Integer> count = new TreeMap<>();
            for (int answered = 0; answered < LONG_FLOOD; ) {
                String line = answers.readLine();
                if (line.startsWith("SIP/2.0 ")) {
                    count.merge(line, 1, Integer::sum);
                    answered++;
                }
            }
            sending.get();
            assertEquals(Map.of("SIP/2.0 200 OK", LONG_FLOOD), count);
        } finally {
            threads.shutdownNow();
        }
    }

    private String options(String id) {
        return "OPTIONS " + presentity + " SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK" + id + "\r\nMax-Forwards: 70\r\nFrom: <sip:flood@home1.net>;tag=1\r\nTo: <" + presentity
                + ">\r\nCall-ID: " + id + "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    }

    // ---- large NOTIFYs

    private String large() {
        return "x".repeat(LARGE);
    }

    @Test
    void aLargeNotifyForUdpGoesByTcpAndASmallOneDoesNot() {
        int port = FreePort.next();
        SipEndpoint udp = SipEndpoint.udp(new InetSocketAddress("127.0.0.1", port));
        SipEndpoint tcp = proxy(SipEndpoint.tcp(new InetSocketAddress("127.0.0.1", port)));
        WatcherUe watcher = opened(at(entry(), udp).open());
        subscribe(watcher, "<sip:127.0.0.1:" + port + ";transport=udp;lr>");
        leftFrom(watcher.awaitNotify(1, PATIENCE), "UDP", four());

        publisher().publish(document(large()), 600);
        SipMessage notify = tcp.awaitRequest(message -> Pidf.hasNote(message, large()), PATIENCE);
        leftFrom(notify, "TCP", four());
        assertEquals(List.of("<sip:127.0.0.1:" + port + ";transport=udp;lr>"), notify.values("Route"));
        assertFalse(udp.log().find(entry -> entry.received() && Pidf.hasNote(entry.message(), large())).isPresent());
    }

    @Test
    void aLargeNotifyForAPeerWithoutTcpGoesByUdpAllTheSame() {
        WatcherUe watcher = subscribed();
        publisher().publish(document(large()), 600);
        leftFrom(watcher.awaitNotify("large", notify -> Pidf.hasNote(notify, large()), SOON), "UDP", four());
    }

    // ---- IPv6, and from one IP version or transport to another

    private static InetSocketAddress anySix() {
        return new InetSocketAddress("::1", 0);
    }

    @Test
    void overIpv6ViaContactAndRouteAreOfIpv6() {
        for (SipEndpoint socket : List.of(SipEndpoint.udp(anySix()), SipEndpoint.tcp(anySix()))) {
            WatcherUe straight = opened(at(six, socket).open());
            SipMessage ok = straight.subscribe(600);
            assertTrue(ok.uris("Contact").get(0).contains("@" + sixText()), ok::toString);
            leftFrom(straight.awaitNotify(1, PATIENCE), socket.transportName(), sixText());
            assertEquals(200, straight.subscribe(600).status());
        }
        SipEndpoint proxy = proxy(SipEndpoint.udp(anySix()));
        String[] routes = {"<sip:" + proxy.hostPort() + ";lr>", "<sip:[2001:db8::7]:5070;transport=tcp;lr;x=1>"};
        subscribe(opened(at(six, SipEndpoint.udp(anySix())).open()), routes);
        SipMessage notify = notifyAt(proxy);
        leftFrom(notify, "UDP", sixText());
        assertEquals(List.of(routes), notify.values("Route"));
    }

    @Test
    void aNotifyLeavesByTheTransportAndTheIpVersionOfItsRoute() {
        check(SipEndpoint.udp(), entry(), SipEndpoint.tcp(), four());
        check(SipEndpoint.tcp(), entry(), SipEndpoint.udp(), four());
        check(SipEndpoint.udp(), entry(), SipEndpoint.udp(anySix()), sixText());
        check(SipEndpoint.udp(), entry(), SipEndpoint.tcp(anySix()), sixText());
        check(SipEndpoint.udp(anySix()), six, SipEndpoint.tcp(), four());
        check(SipEndpoint.tcp(anySix()), six, SipEndpoint.udp(), four());
    }

    private void check(SipEndpoint in, InetSocketAddress at, SipEndpoint out, String leavesBy) {
        proxy(out);
        String route = "<sip:" + out.hostPort() + ";transport=" + out.transportName().toLowerCase(Locale.ROOT) + ";lr>";
        SipMessage ok = subscribe(opened(at(at, in).open()), route);
        assertTrue(ok.uris("Contact").get(0).contains("@" + (at == six ? sixText() : four())), ok::toString);
        SipMessage notify = notifyAt(out);
        leftFrom(notify, out.transportName(), leavesBy);
        assertEquals(List.of(route), notify.values("Route"));
    }

    // ---- TLS

    private static SipEndpoint tls(TlsKey key) {
        return SipEndpoint.tls(new InetSocketAddress("127.0.0.1", 0), key.context());
    }

    private static String tlsText() {
        return "127.0.0.1:" + tls.getPort();
    }

    @Test
    void overTlsContactAndViaSaySoAndConnectionsAreUsedAgain() {
        SipEndpoint socket = tls(ueKey);
        InetSocketAddress end = socket.connect(tls);
        WatcherUe watcher = opened(at(tls, socket).contact("sip:127.0.0.1:" + end.getPort() + ";transport=tls").open());
        SipMessage ok = watcher.subscribe(600);
        assertTrue(ok.uris("Contact").get(0).endsWith("@" + tlsText() + ";transport=tls"), ok::toString);
        leftFrom(watcher.awaitNotify(1, PATIENCE), "TLS", tlsText());
        publisher().publish(document(large()), 600);
        leftFrom(watcher.awaitNotify("large", notify -> Pidf.hasNote(notify, large()), PATIENCE), "TLS", tlsText());
        assertEquals(0, socket.accepted());
    }

    @Test
    void aSecureDialogStaysSecure() {
        SipEndpoint socket = tls(ueKey);
        String secure = presentity.replace("sip:", "sips:");
        WatcherUe watcher = opened(WatcherUe.of(tls, secure).endpoint(socket).contact("sips:" + socket.hostPort()).open());
        SipMessage ok = watcher.subscribe(600);
        assertTrue(ok.uris("Contact").get(0).matches("sips:p-[^;]+@" + tlsText()), ok::toString);
        SipMessage notify = watcher.awaitNotify(1, PATIENCE);
        assertEquals("TLS", notify.topVia().transport());
        assertEquals(ok.uris("Contact"), notify.uris("Contact"));
        assertEquals("sips:" + socket.hostPort(), notify.requestUri());
        assertEquals(1, socket.accepted());
        assertEquals(200, watcher.subscribe(600).status());
    }

    @Test
    void aNotifyGoesByTlsWhenTheRouteOfAUdpSubscribeSaysSo() {
        SipEndpoint proxy = proxy(tls(ueKey));
        subscribe(watcher(), "<sip:" + proxy.hostPort() + ";transport=tls;lr>");
        leftFrom(notifyAt(proxy), "TLS", tlsText());
    }

    @Test
    void aPeerWhoseCertificateIsForAnotherNameIsToldNothing() {
        SipEndpoint impostor = proxy(tls(elsewhereKey));
        subscribe(watcher(), "<sip:" + impostor.hostPort() + ";transport=tls;lr>");
        assertTrue(server.awaitOutput("No subject alternative names matching IP address 127.0.0.1", PATIENCE));
        assertTrue(impostor.log().entries().isEmpty());
    }

    @Test
    void aClientWithoutACertificateIsRefused() {
        assertThrows(IOException.class, () -> talk(ueKey.contextWithoutKey(), "TLSv1.3"));
        assertThrows(IOException.class, () -> talk(ueKey.contextWithoutKey(), "TLSv1.2"));
    }

    @Test
    void tls12IsSpokenAndNothingOlder() throws IOException {
        assertTrue(talk(ueKey.context(), "TLSv1.2").startsWith("SIP/2.0 "));
        assertThrows(IOException.class, () -> talk(ueKey.context(), "TLSv1.1"));
    }

    private String talk(SSLContext context, String version) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(tls.getAddress(), tls.getPort())) {
            socket.setEnabledProtocols(new String[] {version});
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(options(UUID.randomUUID().toString()).replace("/TCP", "/TLS").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[1_000];
            int length = socket.getInputStream().read(answer);
            if (length < 0) {
                throw new EOFException();
            }
            return new String(answer, 0, length, StandardCharsets.US_ASCII);
        }
    }
}
