package org.imspresence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said within the trust domain and nowhere else, on the wire: the S-CSCF is at 127.0.0.2, and everybody else at 127.0.0.1. */
class ImsHeadersIT extends ServerScene {

    private static final String TRUSTED = "127.0.0.2";
    private static final String STRANGER = "127.0.0.1";
    private static final String VECTOR = "P-Charging-Vector";
    private static final String ASSERTED = "P-Asserted-Identity";
    private static final String SERVED = "P-Served-User";
    private static final String ICID = "icid-value=\"AyretyU0dm+6O2IrT5tAFrbHLso=023551024\"";
    private static final String RECEIVED = ICID + "; orig-ioi=home1.net";
    private static final String ANSWERED = ICID + ";orig-ioi=home1.net;term-ioi=home2.net";
    private static final String NOTIFIED = ICID + ";orig-ioi=home2.net";
    private static final String UNREADABLE = "presence_trusted_headers_unreadable_total";

    private static Metrics metrics;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options()
                .set("identity.trusted-peers", TRUSTED)
                .set("identity.unasserted", "anonymous")
                .set("ims.headers", "yes")
                .set("ims.ioi", "home2.net")
                .set("notify.pacing", "0"));
        metrics = Metrics.of(server);
    }

    private static SipEndpoint socket(String address) {
        return SipEndpoint.udp(new InetSocketAddress(address, 0));
    }

    private WatcherUe at(SipEndpoint socket) {
        return opened(described().endpoint(socket).open());
    }

    private SipMessage publish(String target, String publisher) {
        return SipMessage.request("PUBLISH", target)
                .with("Max-Forwards", "70")
                .with("From", "<" + publisher + ">;tag=1")
                .with("To", "<" + target + ">")
                .with("Call-ID", "p" + presentity.substring(4))
                .with("CSeq", "1 PUBLISH")
                .with("Event", "presence")
                .with("Expires", "600")
                .with(ASSERTED, "<" + publisher + ">")
                .withBody("application/pidf+xml", document("here").getBytes(UTF_8));
    }

    private static void assertNothingIsTold(SipMessage message) {
        for (String header : List.of(VECTOR, ASSERTED, SERVED)) {
            assertFalse(message.header(header).isPresent(), message::toString);
        }
    }

    @Test
    void anAnswerRepeatsTheIcidAndNamesOurNetwork() {
        WatcherUe watcher = at(socket(TRUSTED));
        SipEndpoint publisher = opened(socket(TRUSTED));

        assertEquals(Optional.of(ANSWERED), watcher.exchange(watcher.request(600).with(VECTOR, RECEIVED)).header(VECTOR));
        assertEquals(Optional.of("icid-value=r;term-ioi=home2.net"), watcher.exchange(watcher.request(600).with(VECTOR, "icid-value=r")).header(VECTOR), "a refresh");
        assertEquals(Optional.of("icid-value=s;term-ioi=home2.net"), watcher.exchange(watcher.request(1).with(VECTOR, "icid-value=s")).header(VECTOR), "a refusal");
        SipMessage published = publisher.exchange(publish(presentity, presentity).with(VECTOR, RECEIVED), entry());
        assertEquals(200, published.status());
        assertEquals(Optional.of(ANSWERED), published.header(VECTOR));
        assertFalse(watcher.subscribe(600).header(VECTOR).isPresent(), "there was none to repeat");
    }

    @Test
    void everyNotifyHasTheIcidOfTheSubscribeThatOpenedItsDialogAndNamesThePresentity() {
        WatcherUe watcher = at(socket(TRUSTED));
        watcher.exchange(watcher.request(600).with(VECTOR, RECEIVED));
        SipMessage first = watcher.awaitNotify(1, PATIENCE);
        watcher.exchange(watcher.request(600).with(VECTOR, "icid-value=other"));
        SipMessage second = watcher.awaitNotify(2, PATIENCE);
        watcher.unsubscribe();
        SipMessage last = watcher.awaitNotify(3, PATIENCE);

        for (SipMessage notify : List.of(first, second, last)) {
            assertEquals(Optional.of(NOTIFIED), notify.header(VECTOR));
            assertEquals(Optional.of("<" + presentity + ">"), notify.header(ASSERTED));
        }
    }

    @Test
    void aDialogWithoutIcidHasOneFromItsFirstNotifyToItsLast() {
        WatcherUe watcher = at(socket(TRUSTED));
        assertNothingIsTold(watcher.subscribe(600));
        String first = watcher.awaitNotify(1, PATIENCE).header(VECTOR).orElseThrow();
        watcher.unsubscribe();

        assertTrue(first.matches("icid-value=\"[A-Za-z0-9_-]{22}\";orig-ioi=home2\\.net"), first);
        assertEquals(Optional.of(first), watcher.awaitNotify(2, PATIENCE).header(VECTOR));
    }

    @Test
    void aNotifyThatLeavesTheTrustDomainTellsNothingAlthoughTheSubscribeCameFromWithin() {
        SipEndpoint outside = opened(socket(STRANGER));
        outside.onRequest(notify -> notify.respond(200, "OK"));
        WatcherUe watcher = opened(described().endpoint(socket(TRUSTED)).contact("sip:" + outside.hostPort()).open());
        assertEquals(Optional.of(ANSWERED), watcher.exchange(watcher.request(600).with(VECTOR, RECEIVED)).header(VECTOR));

        assertNothingIsTold(outside.log().await("NOTIFY", entry -> entry.received() && entry.message().isRequest("NOTIFY"), 1, PATIENCE).message());
    }

    @Test
    void theFirstHopOfANotifyIsWhatDecidesAndNotWhereTheWatcherIs() {
        SipEndpoint cscf = opened(socket(TRUSTED));
        cscf.onRequest(notify -> notify.respond(200, "OK"));
        WatcherUe watcher = opened(described().endpoint(socket(TRUSTED)).contact("sip:ue@192.0.2.1").header("Record-Route", "<sip:" + cscf.hostPort() + ";lr>").open());
        watcher.exchange(watcher.request(600).with(VECTOR, RECEIVED));

        SipMessage notify = cscf.log().await("NOTIFY", entry -> entry.received() && entry.message().isRequest("NOTIFY"), 1, PATIENCE).message();
        assertEquals(Optional.of(NOTIFIED), notify.header(VECTOR));
        assertEquals(Optional.of("<" + presentity + ">"), notify.header(ASSERTED));
    }

    /** The connection is from 127.0.0.1, as the server's own address is, and the one to the Contact leads to the trusted peer. */
    @Test
    void overTcpAsWellThePeerAndTheFirstHopAreLookedAtEachForItself() {
        WatcherUe watcher = at(SipEndpoint.tcp(new InetSocketAddress(TRUSTED, 0)));
        assertNothingIsTold(watcher.exchange(watcher.request(600).with(VECTOR, RECEIVED)));

        SipMessage notify = watcher.awaitNotify(1, PATIENCE);
        assertTrue(notify.header(VECTOR).orElseThrow().matches("icid-value=\"[A-Za-z0-9_-]{22}\";orig-ioi=home2\\.net"), notify::toString);
        assertEquals(Optional.of("<" + presentity + ">"), notify.header(ASSERTED));
    }

    @Test
    void whatAStrangerSaysCountsForNothingAndIsAnsweredByNothing() {
        WatcherUe watcher = at(socket(STRANGER));
        SipMessage answer = watcher.exchange(watcher.request(600).with(VECTOR, RECEIVED).with(SERVED, "<sip:mallory@example.com>;sescase=term"));

        assertEquals(200, answer.status());
        assertNothingIsTold(answer);
        SipMessage notify = watcher.awaitNotify(1, PATIENCE);
        assertNothingIsTold(notify);
        assertTrue(notify.header("From").orElseThrow().contains(presentity), notify::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"icid", "orig-ioi=home1.net", "icid-value=x, icid-value=y", "\"", "icid-value=\"x"})
    void whatCannotBeReadFailsNoRequest(String vector) {
        long unreadable = metrics.value(UNREADABLE);
        WatcherUe watcher = at(socket(TRUSTED));
        SipMessage answer = watcher.exchange(watcher.request(600).with(VECTOR, vector).with(SERVED, "<nobody"));

        assertEquals(200, answer.status());
        assertNothingIsTold(answer);
        metrics.await(UNREADABLE, now -> now == unreadable + 2, PATIENCE);
        assertTrue(watcher.awaitNotify(1, PATIENCE).header(VECTOR).orElseThrow().endsWith(";orig-ioi=home2.net"));
    }

    @Test
    void theServedUserOfTheTerminatingCaseIsThePresentity() {
        SipEndpoint publisher = opened(socket(TRUSTED));
        String alias = "tel:+15550001";
        assertEquals(200, publisher.exchange(publish(alias, presentity).with(SERVED, "<" + presentity + ">;sescase=term;regstate=reg"), entry()).status());
        WatcherUe watcher = opened(WatcherUe.of(entry(), alias).endpoint(socket(TRUSTED)).open());
        watcher.exchange(watcher.request(600).with(SERVED, "<" + presentity + ">;sescase=term;regstate=reg"));

        SipMessage notify = watcher.awaitNotify(1, PATIENCE);
        assertTrue(notify.bodyText().contains("here"), notify::toString);
        assertEquals(Optional.of("<" + presentity + ">"), notify.header(ASSERTED));
    }

    @Test
    void theServedUserOfTheOriginatingCaseIsNotThePresentity() {
        SipEndpoint publisher = opened(socket(TRUSTED));

        assertEquals(200, publisher.exchange(publish(presentity, presentity).with(SERVED, "<sip:mallory@example.com>;sescase=orig"), entry()).status());
    }

    @Test
    void privacyIsKept() {
        WatcherUe watcher = at(socket(TRUSTED));
        String secret = "sip:secret-watcher@example.com";
        SipMessage subscribe = watcher.request(600).with(ASSERTED, "<" + secret + ">").with("Privacy", "id").with(VECTOR, RECEIVED);

        SipMessage answer = watcher.exchange(subscribe);
        SipMessage notify = watcher.awaitNotify(1, PATIENCE);
        assertEquals(200, answer.status());
        assertFalse((answer + "" + notify).contains(secret), notify::toString);
        assertEquals(Optional.of("<" + presentity + ">"), notify.header(ASSERTED));
    }
}
