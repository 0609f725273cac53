package org.imspresence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.imspresence.testbed.Container.notifyNumber;

import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imspresence.testbed.Container;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody should send: it is refused with the status that the RFC names, changes nothing and stops nothing. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BadInputIT extends ServerScene {

    private static final Duration LONGER_THAN_TIMER_J = Duration.ofSeconds(60);
    private static final int LAST = Integer.MAX_VALUE;
    private static final int SEED = 3261;
    private static final String SERVED = "application/cpim-pidf+xml application/pidf+xml application/pidf-diff+xml";

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
    }

    /** The tokens of a list header in alphabetical order. */
    private static String list(SipMessage message, String header) {
        return String.join(" ", new TreeSet<>(message.values(header)));
    }

    private static SipMessage options(SipEndpoint from, String method) {
        return SipMessage.request(method, "sip:ping@127.0.0.1:" + server.sip().getPort())
                .with("Via", from.newVia())
                .with("Max-Forwards", "70")
                .with("From", "<sip:ping@home1.net>;tag=1")
                .with("To", "<sip:ping@example.com>")
                .with("Call-ID", UUID.randomUUID().toString())
                .with("CSeq", "1 " + method)
                .with("Contact", "<sip:ping@" + from.hostPort() + ">")
                .with("Content-Length", "0");
    }

    private static void assertServes() {
        try (SipEndpoint udp = SipEndpoint.udp(); SipEndpoint tcp = SipEndpoint.tcp()) {
            for (SipEndpoint endpoint : List.of(udp, tcp)) {
                SipMessage ok = endpoint.exchange(options(endpoint, "OPTIONS"), server.sip());
                assertEquals(200, ok.status());
                assertEquals("OPTIONS PUBLISH SUBSCRIBE", list(ok, "Allow"));
                assertEquals("presence presence.winfo", list(ok, "Allow-Events"));
                assertEquals(SERVED + " application/simple-filter+xml", list(ok, "Accept"));
            }
        }
    }

    // ---- What is hardly SIP ----------------------------------------------------------------------------------------------------------

    private static void sendDatagram(byte[] bytes) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, server.sip()));
        }
    }

    /** Writes to a connection of its own and closes it; that the server closed it before is as good. */
    private static void sendStream(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(server.sip().getAddress(), server.sip().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (SocketException closedByServer) {
            assertTrue(server.isAlive());
        }
    }

    static Stream<Arguments> rubbish() {
        String good = "OPTIONS sip:ping@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\nMax-Forwards: 70\r\n"
                + "From: <sip:a@home1.net>;tag=1\r\nTo: <sip:b@example.com>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
        Map<String, String> texts = Map.ofEntries(
                Map.entry("nothing", ""),
                Map.entry("keep-alive", "\r\n\r\n"),
                Map.entry("zeros", "\0".repeat(500)),
                Map.entry("another protocol", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Map.entry("another version", good.replace("SIP/2.0\r\nVia", "SIP/9.9\r\nVia")),
                Map.entry("half a message", good.substring(0, 100)),
                Map.entry("no end of the headers", good.substring(0, good.length() - 2)),
                Map.entry("a response to nobody", good.replaceFirst("OPTIONS [^\r]*", "SIP/2.0 200 OK")),
                Map.entry("a NOTIFY's response to nobody", good.replaceFirst("OPTIONS [^\r]*", "SIP/2.0 200 OK").replace("1 OPTIONS", "1 NOTIFY")),
                Map.entry("a line of 60 KB", good.replace("Max-Forwards", "X-Long: " + "x".repeat(60_000) + "\r\nMax-Forwards")),
                Map.entry("2000 Vias", good.replace("Max-Forwards", "v: SIP/2.0/UDP 127.0.0.1:9\r\n".repeat(2000) + "Max-Forwards")),
                Map.entry("a body that never comes", good.replace("Length: 0", "Length: 2147483647")),
                Map.entry("a negative length", good.replace("Length: 0", "Length: -1")));
        return Stream.concat(
                texts.entrySet().stream().map(text -> arguments(text.getKey(), text.getValue().getBytes(ISO_8859_1))),
                Stream.of("Via", "From", "To", "Call-ID", "CSeq").map(header ->
                        arguments("no " + header, good.replaceFirst(header + ": [^\r]*\r\n", "").getBytes(ISO_8859_1))));
    }

    /** RFC 3261 s8.1.1.7. To compare such a request with all transactions would take as long as there are transactions. */
    @RestcommOnly("the container takes such a request as RFC 3261 s17.2.3 has it")
    @Test
    void aBranchWithoutTheMagicCookieIsRefused() {
        try (SipEndpoint client = SipEndpoint.udp()) {
            SipMessage options = SipMessage.request("OPTIONS", "sip:ping@example.com")
                    .with("Via", "SIP/2.0/UDP " + client.hostPort() + ";branch=old-style")
                    .with("Max-Forwards", "70")
                    .with("From", "<sip:a@home1.net>;tag=1")
                    .with("To", "<sip:ping@example.com>")
                    .with("Call-ID", "old-style@home1.net")
                    .with("CSeq", "1 OPTIONS")
                    .with("Content-Length", "0");
            SipMessage response = client.exchange(options, server.sip());
            assertEquals(400, response.status());
            assertTrue(response.toTag().isPresent());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rubbish")
    void rubbishDoesNoHarm(String name, byte[] bytes) throws IOException {
        sendDatagram(bytes);
        sendStream(bytes);

        assertServes();
    }

    @Test
    void randomBytesDoNoHarm() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[1 + random.nextInt(2000)];
            random.nextBytes(bytes);
            sendDatagram(bytes);
            if (i % 20 == 0) {
                sendStream(bytes);
            }
        }

        assertServes();
    }

    @Test
    void aRequestWithRandomlyChangedBytesDoesNoHarm() throws IOException {
        Random random = new Random(SEED);
        Publisher publisher = publisher();
        for (int i = 0; i < 500; i++) {
            byte[] bytes = publisher.request(600, Pidf.document(presentity, "x")).with("Via", publisher.endpoint().newVia()).bytes();
            for (int change = 0; change < 3; change++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            sendDatagram(bytes);
        }

        assertServes();
    }

    @Test
    void aStreamWithoutEndDoesNoHarm() throws IOException {
        String start = "OPTIONS sip:ping@example.com SIP/2.0\r\n";
        sendStream((start + "X: y\r\n".repeat(500_000)).getBytes(ISO_8859_1));
        sendStream(new byte[3 << 20]);

        assertServes();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Via | SIP/2.0/UDP ;;;branch=", "From | <<>", "To | <sip:>", "CSeq | first SUBSCRIBE", "CSeq | 1 PUBLISH", "CSeq | 99999999999 SUBSCRIBE",
        "Content-Length | 999999999", "Content-Length | 99999999999999999999", "Content-Length | many", "Max-Forwards | -1"})
    void aBrokenHeaderIsABadRequest(String header, String value) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, server.sip().getAddress())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            byte[] bytes = watcher().request(600)
                    .with("Via", "SIP/2.0/UDP 127.0.0.1:" + socket.getLocalPort() + ";branch=z9hG4bKx;rport").with(header, value).bytes();
            socket.send(new DatagramPacket(bytes, bytes.length, server.sip()));
            if (header.equals("Via")) {
                assertServes(); // nobody knows where an answer would have to go
                return;
            }
            DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(answer);
            assertTrue(new String(answer.getData(), ISO_8859_1).startsWith("SIP/2.0 400 "), () -> new String(answer.getData(), ISO_8859_1));
        }
    }

    // ---- SIP that does not fit -------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"FOO", "MESSAGE", "INVITE", "REGISTER", "REFER"})
    void anotherMethodIsRefusedWithThoseThatAreServed(String method) {
        Container.LIBERTY.leavesOut(method.equals("REFER"), "refuses one without Contact by itself, with 400");
        SipEndpoint endpoint = opened(SipEndpoint.udp());

        SipMessage refused = endpoint.exchange(options(endpoint, method), server.sip());

        assertEquals(405, refused.status());
        assertEquals("OPTIONS PUBLISH SUBSCRIBE", list(refused, "Allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BYE", "INFO", "PRACK", "UPDATE"})
    void nothingIsRelayedToAnotherHost(String method) {
        Container.LIBERTY.leavesOut(method.equals("INFO"), "gives it to the application, which answers 405");
        SipEndpoint endpoint = opened(SipEndpoint.udp());
        SipEndpoint bystander = opened(SipEndpoint.udp());
        SipMessage request = options(endpoint, method).withRequestUri("sip:bystander@" + bystander.hostPort());

        SipMessage refused = endpoint.exchange(request, server.sip());

        assertEquals(481, refused.status());
        assertServes();
        assertEquals(List.of(), bystander.log().entries());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<tel:+12015550123>", "<mailto:a@home1.net>", "<<>", "\"unclosed <sip:a@home1.net;lr>"})
    void aRouteThatCannotBeTakenBackIsABadRequest(String route) {
        WatcherUe watcher = watcher();

        SipMessage refused = watcher.exchange(watcher.request(600).with("Record-Route", route));

        assertEquals(400, refused.status());
        assertTrue(refused.startLine().contains("Record-Route"), refused.startLine());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dialog", "dialog.winfo", "Presence"})
    void anotherEventPackageIsRefusedWithTheOneThatIsServed(String event) {
        WatcherUe watcher = watcher();
        Publisher publisher = publisher();
        SipMessage subscribe = watcher.request(600).with("Event", event);
        SipMessage publish = publisher.request(600, Pidf.document(presentity, "x")).with("Event", event);

        SipMessage notSubscribed = watcher.exchange(event.isEmpty() ? subscribe.without("Event") : subscribe);
        assertEquals(489, notSubscribed.status());
        assertEquals("presence presence.winfo", list(notSubscribed, "Allow-Events"));
        SipMessage notPublished = publisher.exchange(event.isEmpty() ? publish.without("Event") : publish);
        assertEquals(489, notPublished.status());
        assertEquals("presence", list(notPublished, "Allow-Events"));
    }

    @Test
    void nobodyPublishesWatcherInformation() {
        Publisher publisher = publisher();

        assertEquals(489, publisher.exchange(publisher.request(600, Pidf.document(presentity, "x")).with("Event", "presence.winfo")).status());
    }

    @Test
    void aSubscribeInAnUnknownDialogIsRefused() {
        WatcherUe watcher = watcher();
        SipMessage subscribe = watcher.request(600);

        assertEquals(481, watcher.exchange(subscribe.with("To", "<" + presentity + ">;tag=unknown")).status());

        assertEquals(0, watcher.notifies().size());
    }

    @Test
    void anotherWatcherCannotTouchADialogThatIsNotItsOwn() {
        WatcherUe watcher = watcher();
        assertEquals(200, watcher.subscribe(600).status());
        watcher.awaitNotify(1, PATIENCE);
        SipMessage unsubscribe = watcher.request(0);

        assertEquals(481, watcher.exchange(unsubscribe
                .with("From", unsubscribe.required("From").replace("watcher@home1.net", "another@home1.net"))
                .with("P-Asserted-Identity", "<sip:another@home1.net>")).status());

        assertEquals(200, watcher.subscribe(600).status());
        assertEquals(notifyNumber(2), watcher.awaitNotify(2, PATIENCE).cseq());
    }

    @Test
    void aRequiredExtensionIsRefusedByItsName() {
        WatcherUe watcher = watcher();
        Publisher publisher = publisher();

        for (SipMessage refused : List.of(
                watcher.exchange(watcher.request(600).with("Require", "foo")),
                publisher.exchange(publisher.request(600, Pidf.document(presentity, "x")).with("Require", "foo")))) {
            assertEquals(420, refused.status());
            assertEquals("foo", refused.required("Unsupported"));
        }
    }

    @Test
    void aFormatThatIsNotServedIsRefused() {
        WatcherUe watcher = watcher();

        assertEquals(406, watcher.exchange(watcher.request(600).with("Accept", "text/plain, application/pidf+xml;q=0")).status());
    }

    @Test
    void aBriefIntervalIsRefusedWithTheLeastThatIsGranted() {
        WatcherUe watcher = watcher();
        Publisher publisher = publisher();

        for (SipMessage refused : List.of(watcher.subscribe(59), publisher.publish(Pidf.document(presentity, "x"), 59))) {
            assertEquals(423, refused.status());
            assertEquals("60", refused.required("Min-Expires"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "<mailto:a@home1.net>", "<"})
    void aSubscribeNeedsAContactToNotify(String contact) {
        Container.LIBERTY.leavesOut(contact.isEmpty(), "refuses one without Contact by itself, with 400 and no more words");
        WatcherUe watcher = watcher();
        SipMessage subscribe = watcher.request(600);

        SipMessage refused = watcher.exchange(contact.isEmpty() ? subscribe.without("Contact") : subscribe.with("Contact", contact));

        assertEquals(400, refused.status());
        assertTrue(refused.startLine().contains("Contact"), refused.startLine());
    }

    @Test
    void aSubscribeWithoutFromTagIsABadRequest() {
        WatcherUe watcher = watcher();

        assertEquals(400, watcher.exchange(watcher.request(600).with("From", "<sip:watcher@home1.net>")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"From", "To"})
    void aPartyWithoutAReadableUriIsABadRequest(String party) {
        WatcherUe watcher = watcher();

        SipMessage refused = watcher.exchange(watcher.request(600).with(party, "<si;:someone@example.com>" + (party.equals("From") ? ";tag=1" : "")));

        assertEquals(400, refused.status());
        assertTrue(refused.startLine().contains(party), refused.startLine());
    }

    @RestcommOnly("the container refuses a request whose From it cannot read")
    @Test
    void ofAPublishOnlyThePresentityHasToBeReadable() {
        Publisher publisher = publisher();

        assertEquals(415, publisher.exchange(publisher.request(600).withBody("text/plain", new byte[1])
                .with("From", "<si;:someone@example.com>;tag=1")).status());
    }

    @Test
    void anotherSchemeIsRefused() {
        WatcherUe watcher = watcher();

        assertEquals(416, watcher.exchange(watcher.request(600).withRequestUri("mailto:someone@example.com")).status());
    }

    // ---- Documents -------------------------------------------------------------------------------------------------------------------

    private static String nested(int levels) {
        return "<x xmlns='urn:x'>".repeat(levels) + "</x>".repeat(levels);
    }

    private static String laughs() {
        StringBuilder entities = new StringBuilder("<!ENTITY l0 'ha'>");
        IntStream.rangeClosed(1, 9)
                .forEach(i -> entities.append("<!ENTITY l").append(i).append(" '").append(("&l" + (i - 1) + ";").repeat(10)).append("'>"));
        return "<!DOCTYPE presence [" + entities + "]>";
    }

    static Stream<Arguments> badDocuments() {
        String good = Pidf.document("PRESENTITY", "bad");
        return Stream.of(
                arguments("not XML", "open", "not well-formed"),
                arguments("not well-formed", good.replace("</note>", ""), "not well-formed"),
                arguments("of two roots", good + "<presence/>", "not well-formed"),
                arguments("not UTF-8", good.replace("bad", "\u00ff").replace("UTF-8", "no-such-encoding"), "encoding"),
                arguments("with a DTD", good.replace("<presence", "<!DOCTYPE presence SYSTEM 'file:///etc/passwd'><presence"), "DOCTYPE"),
                arguments("a billion laughs", good.replace("<presence", laughs() + "<presence").replace("bad", "&l9;"), "DOCTYPE"),
                arguments("too deep", good.replace("<note>", nested(64) + "<note>"), "64"),
                arguments("of too many elements", good.replace("<note>", "<x/>".repeat(4096) + "<note>"), "elements"),
                arguments("of another root", "<person xmlns='urn:ietf:params:xml:ns:pidf' entity='PRESENTITY'/>", "root element"),
                arguments("of another namespace", Pidf.asDraft(good), "urn:ietf:params:xml:ns:pidf"),
                arguments("of nobody", good.replace(" entity=\"PRESENTITY\"", ""), "entity"),
                arguments("of another presentity", good.replace("PRESENTITY", "sip:another@example.com"), "presentity"),
                arguments("of a tuple without id", good.replace(" id=\"t1\"", ""), "tuple"),
                arguments("of a status that is none", good.replace(">open<", ">ajar<"), "basic"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badDocuments")
    void aDocumentThatCannotBeTakenIsRefusedWithAReasonAndChangesNothing(String name, String document, String reason) {
        refuseAndKeep(400, reason, opened(SipEndpoint.udp()), Pidf.TYPE, document.replace("PRESENTITY", presentity));
    }

    @RestcommOnly("the container refuses it by itself, with 400 and words of its own")
    @Test
    void aDocumentOfMoreThan64KilobytesIsRefused() {
        String large = Pidf.document(presentity, "x".repeat(65_536));

        refuseAndKeep(400, "larger than 65536 bytes", opened(SipEndpoint.tcp()), Pidf.TYPE, large);
    }

    @Test
    void aLargeDatagramIsReadToItsEnd() {
        String large = Pidf.document(presentity, "x".repeat(60_000)).replace("</presence>", "</absence>");

        refuseAndKeep(400, "not well-formed", opened(SipEndpoint.udp()), Pidf.TYPE, large);
    }

    @Test
    void anotherContentTypeIsRefusedWithThoseThatAreServed() {
        SipMessage refused = refuseAndKeep(415, "", opened(SipEndpoint.udp()), "text/plain", "open");

        assertEquals(SERVED, list(refused, "Accept"));
    }

    /** RFC 3261 s18.3. */
    @ParameterizedTest
    @ValueSource(ints = {10, 1_000, 50_000})
    void aDatagramThatEndsBeforeItsBodyDoesIsABadRequest(int length) {
        Publisher publisher = publisher();
        SipMessage whole = publisher.request(600, document("x".repeat(length)));

        SipMessage refused = publisher.exchange(whole.with("Content-Length", "60000"));

        assertEquals(400, refused.status());
        assertEquals(whole.required("CSeq"), refused.required("CSeq"));
    }

    @Test
    void aContentEncodingIsRefused() {
        Publisher publisher = publisher();

        SipMessage refused = publisher.exchange(publisher.request(600, Pidf.document(presentity, "x")).with("Content-Encoding", "gzip"));

        assertEquals(415, refused.status());
        assertEquals("identity", refused.required("Accept-Encoding"));
    }

    @Test
    void anInitialPublicationNeedsABodyAndALife() {
        Publisher publisher = publisher();

        assertEquals(400, publisher.publish(Pidf.document(presentity, "x"), 0).status());

        assertEquals(400, publisher.refresh(600).status());
        assertEquals(400, publisher.remove().status());
    }

    /** Sends the body as a modification and as a publication of its own; what was published before stays, and its entity tag holds. */
    private SipMessage refuseAndKeep(int status, String reason, SipEndpoint from, String type, String body) {
        Publisher publisher = publisher();
        assertEquals(200, publisher.publish(Pidf.document(presentity, "kept"), 600).status());
        WatcherUe watcher = watcher();
        watcher.subscribe(600);
        watcher.awaitNotify(1, PATIENCE);

        SipMessage modification = publisher.request(600).withBody(type, body.getBytes(UTF_8));
        SipMessage another = publisher.request(600).withBody(type, body.getBytes(UTF_8)).without("SIP-If-Match");
        List<SipMessage> refused = Stream.of(modification, another).map(publish -> from.exchange(publish, server.sip())).toList();

        for (SipMessage response : refused) {
            assertEquals(status, response.status(), response.startLine());
            assertTrue(response.startLine().contains(reason), response.startLine());
        }
        assertEquals(200, watcher.subscribe(600).status());
        SipMessage notify = watcher.awaitNotify(2, PATIENCE);
        assertEquals(notifyNumber(2), notify.cseq());
        assertTrue(Pidf.hasNote(notify, "kept"), notify::toString);
        assertEquals(200, publisher.refresh(600).status());
        return refused.get(0);
    }

    // ---- And after all that ----------------------------------------------------------------------------------------------------------

    @RestcommOnly("the container holds a session for each dialog")
    @Test
    @Order(LAST - 1)
    void nothingIsLeftBehind() {
        Metrics.of(server).awaitNoContainerSessions(LONGER_THAN_TIMER_J);
    }

    @Test
    @Order(LAST)
    void theServerStillDoesItsJob() {
        WatcherUe watcher = watcher();
        Publisher publisher = publisher();
        assertEquals(200, watcher.subscribe(600).status());
        assertEquals(200, publisher.publish(Pidf.document(presentity, "well"), 600).status());
        watcher.awaitNotify("the update", notify -> Pidf.hasNote(notify, "well"), PATIENCE);
        List<String> bugs = server.output().lines().filter(line -> line.contains("bug in ") || line.contains("OutOfMemory")).toList();
        assertEquals(List.of(), bugs);
    }
}
