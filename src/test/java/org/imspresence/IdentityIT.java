package org.imspresence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.UUID;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is believed who a user is, on the wire: the S-CSCF is at 127.0.0.2, and everybody else at 127.0.0.1. */
class IdentityIT extends ServerScene {

    private static final String TRUSTED = "127.0.0.2";
    private static final String STRANGER = "127.0.0.1";
    private static final String FORBIDDEN = "presence_publish_forbidden_total";
    private static final String UNTRUSTED = "presence_identity_untrusted_total";
    private static final String PUBLICATIONS = "presence_publications";

    private static Metrics metrics;

    private final String callId = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options()
                .set("identity.trusted-peers", TRUSTED)
                .set("identity.unasserted", "anonymous")
                .set("publication.proxies", "sip:location@example.com"));
        metrics = Metrics.of(server);
    }

    private SipMessage publish(String target, String... asserted) {
        SipMessage publish = SipMessage.request("PUBLISH", target)
                .with("Max-Forwards", "70")
                .with("From", "<" + presentity + ">;tag=1")
                .with("To", "<" + target + ">")
                .with("Call-ID", callId)
                .with("CSeq", "1 PUBLISH")
                .with("Event", "presence")
                .with("Expires", "600");
        for (String line : asserted) {
            publish = publish.adding("P-Asserted-Identity", line);
        }
        return publish.withBody("application/pidf+xml", document("here").replace(presentity, target).getBytes(UTF_8));
    }

    private SipMessage asserted(String uri) {
        return publish(presentity, "<" + uri + ">");
    }

    private SipEndpoint at(String address) {
        return opened(SipEndpoint.udp(new InetSocketAddress(address, 0)));
    }

    private int answer(String address, SipMessage request) {
        return at(address).exchange(request, entry()).status();
    }

    /** Over a connection of that address, without waiting for an answer. */
    private void send(String address, byte[] bytes) throws IOException {
        opened(connectedFrom(address)).getOutputStream().write(bytes);
    }

    private void sendDatagram(String address, SipMessage request) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
            byte[] bytes = request.bytes();
            socket.send(new DatagramPacket(bytes, bytes.length, entry()));
        }
    }

    private static void awaitOneMore(String metric, long before) {
        metrics.await(metric, now -> now == before + 1, PATIENCE);
    }

    // ---- Peers -------------------------------------------------------------------------------------------------------------------------------

    @Test
    void aTrustedPeerIsBelievedOverUdp() {
        assertEquals(200, answer(TRUSTED, asserted(presentity)));
    }

    @Test
    void aTrustedPeerIsBelievedOverTcp() throws IOException {
        long before = metrics.value(PUBLICATIONS);

        send(TRUSTED, asserted(presentity).pushing("Via", "SIP/2.0/TCP " + TRUSTED + ":5060;branch=z9hG4bK1").bytes());

        awaitOneMore(PUBLICATIONS, before);
    }

    @Test
    void whatAStrangerAssertsIsIgnoredLoggedAndCounted() {
        long untrusted = metrics.value(UNTRUSTED);
        long forbidden = metrics.value(FORBIDDEN);

        assertEquals(403, answer(STRANGER, asserted(presentity)));

        assertEquals(untrusted + 1, metrics.value(UNTRUSTED));
        assertEquals(forbidden + 1, metrics.value(FORBIDDEN));
        assertTrue(server.awaitOutput("P-Asserted-Identity ignored: 127.0.0.1 is no trusted peer, PUBLISH call-id=" + callId, PATIENCE));
        assertTrue(server.awaitOutput("event=PUBLISH status=403 uri=" + presentity + " publisher=sip:anonymous@anonymous.invalid anonymous=yes call-id=" + callId, PATIENCE));
    }

    /** Open Liberty hands addresses on in this header, and does not write it anew when it is there. */
    @Test
    void whoSendsAnAddressOfItsOwnIsNotBelieved() {
        String forged = TRUSTED + ":5060;local-address=" + entry().getHostString() + ":" + entry().getPort() + ";UDP";

        assertEquals(403, answer(STRANGER, asserted(presentity).with("IBM-Client-Address", forged)));
    }

    /** The Via says that it comes from the trusted peer, in each of the places where a Via can say so. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "127.0.0.2:5060;rport", "127.0.0.2;received=127.0.0.2", "127.0.0.1:9;received=127.0.0.2", "127.0.0.1;received=127.0.0.2;rport=5060", "127.0.0.1;maddr=127.0.0.2", "localhost;received=127.0.0.2"})
    void aForgedViaMakesNobodyATrustedPeer(String sentBy) throws IOException {
        long forbidden = metrics.value(FORBIDDEN);
        long publications = metrics.value(PUBLICATIONS);

        sendDatagram(STRANGER, asserted(presentity).pushing("Via", "SIP/2.0/UDP " + sentBy + ";branch=z9hG4bKu" + callId));
        awaitOneMore(FORBIDDEN, forbidden);
        send(STRANGER, asserted(presentity).pushing("Via", "SIP/2.0/TCP " + sentBy + ";branch=z9hG4bKt" + callId).bytes());
        awaitOneMore(FORBIDDEN, forbidden + 1);

        assertEquals(publications, metrics.value(PUBLICATIONS));
    }

    /** By itself the stack would answer to the Via's host, over UDP, and from then on take that for the host that the connection is with. */
    @Test
    void whoNamesATrustedPeerAndUdpInAViaOverTcpIsNotBelieved() throws IOException {
        long publications = metrics.value(PUBLICATIONS);
        long forbidden = metrics.value(FORBIDDEN);
        try (Socket stranger = connectedFrom(STRANGER)) {
            for (int i = 0; i < 5; i++) {
                stranger.getOutputStream().write(asserted(presentity).with("Call-ID", i + callId).pushing("Via", "SIP/2.0/UDP " + TRUSTED + ":9;branch=z9hG4bK" + i + callId).bytes());
                awaitOneMore(FORBIDDEN, forbidden + i);
            }
        }
        assertEquals(publications, metrics.value(PUBLICATIONS));
    }

    // ---- What is asserted --------------------------------------------------------------------------------------------------------------------

    @Test
    void aUserIsKnownByBothOfItsNamesInOneLineOrInTwo() {
        String tel = "tel:+1555" + (1_000_000 + presentity.hashCode() % 1_000_000);

        assertEquals(200, answer(TRUSTED, publish(tel, "<" + presentity + ">, <" + tel + ">")));
        assertEquals(200, answer(TRUSTED, publish(tel, "\"A, \\\"B\" <" + presentity + ">", tel).with("CSeq", "2 PUBLISH")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<sip:alice@example.com", "nonsense", "<sip:alice@example.com>,", "\"open <sip:alice@example.com>"})
    void whatATrustedPeerAssertsAndNobodyCanReadIsABadRequest(String line) {
        assertEquals(400, answer(TRUSTED, publish(presentity, line)));
    }

    @RestcommOnly("the container refuses such a header, whoever sends it")
    @ParameterizedTest
    @ValueSource(strings = {"<sip:alice@example.com", "nonsense", "<sip:alice@example.com>,", "\"open <sip:alice@example.com>"})
    void whatAStrangerAssertsNeedNotBeReadable(String line) {
        assertEquals(403, answer(STRANGER, publish(presentity, line)));
    }

    @ParameterizedTest
    @CsvSource({"sip:mallory@example.com, 403", "sip:location@example.com, 200"})
    void nobodyButThePresentityAndAListedProxyMayPublish(String publisher, int status) {
        assertEquals(status, answer(TRUSTED, asserted(publisher)));
    }

    @Test
    void whoMayNotPublishIsNotToldWhichEntityTagsThereAre() {
        assertEquals(403, answer(TRUSTED, asserted("sip:mallory@example.com").with("SIP-If-Match", "unknown")));
        assertEquals(412, answer(TRUSTED, asserted(presentity).with("SIP-If-Match", "unknown").with("CSeq", "2 PUBLISH")));
        assertEquals(489, answer(TRUSTED, asserted("sip:mallory@example.com").with("Event", "dialog").with("CSeq", "3 PUBLISH")));
    }

    // ---- Watchers ----------------------------------------------------------------------------------------------------------------------------

    private WatcherUe.Builder behindTheTrustedPeer() {
        return described().endpoint(SipEndpoint.udp(new InetSocketAddress(TRUSTED, 0)));
    }

    @Test
    void aRefreshIsTakenFromTheWatcherByEitherNameAndFromNobodyElse() {
        WatcherUe watcher = opened(behindTheTrustedPeer().unasserted().open());
        String names = "<sip:alice@example.com>, <tel:+15550001>";
        assertEquals(200, watcher.exchange(watcher.request(600).with("P-Asserted-Identity", names)).status());

        assertEquals(481, watcher.exchange(watcher.request(600).with("P-Asserted-Identity", "<sip:mallory@example.com>")).status());
        assertEquals(200, watcher.exchange(watcher.request(600)).status(), "a trusted peer that asserts nobody in a dialog vouches that it is whoever the dialog belongs to");
        assertEquals(200, watcher.exchange(watcher.request(600).with("P-Asserted-Identity", "<tel:+15550001>")).status());
        assertEquals(200, watcher.exchange(watcher.request(600).with("P-Asserted-Identity", "<sip:alice@example.com>")).status());
        watcher.unsubscribe();
    }

    @Test
    void aWatcherWhomNobodyVouchesForIsKnownByItsDialog() {
        WatcherUe watcher = opened(described().open());

        assertEquals(200, watcher.subscribe(600).status());
        assertEquals(200, watcher.subscribe(600).status());
        assertEquals(200, watcher.unsubscribe().status());
    }

    @Test
    void privacyThatIsCriticalAndUnknownIsRefused() {
        WatcherUe watcher = opened(behindTheTrustedPeer().open());

        assertEquals(500, watcher.exchange(watcher.request(600).with("Privacy", "something;critical")).status());
        assertEquals(200, watcher.exchange(watcher.request(600).with("Privacy", "id;critical")).status());
        SipMessage notify = watcher.awaitNotify(1, PATIENCE);
        assertFalse(notify.header("P-Asserted-Identity").isPresent(), notify::toString);
    }
}
