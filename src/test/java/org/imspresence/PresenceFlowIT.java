package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.imspresence.testbed.Container.notifyNumber;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.XmlLimits;
import org.imspresence.telemetry.Metric;
import org.imspresence.testbed.CanonicalXml;
import org.imspresence.testbed.Container;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.MetricsText;
import org.imspresence.testbed.NameAddr;
import org.imspresence.testbed.Names;
import org.imspresence.testbed.PartialCopy;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.PresentityScene;
import org.imspresence.testbed.ProxyHop;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What the server is there for, on the wire: SUBSCRIBE, PUBLISH, NOTIFY. That a NOTIFY is <em>not</em> sent is shown by the next one that
 * is: its CSeq is one higher than that of the last one before.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PresenceFlowIT extends PresentityScene {

    /** Timer F (RFC 3261 s17.1.2.2) is 32 s. */
    private static final Duration LONGER_THAN_TIMER_F = Duration.ofSeconds(60);
    private static final int SOON = 1;
    private static final String SILENT = "sip:silent@example.com";
    private static final int FIRST = Integer.MIN_VALUE;
    private static final int LAST = Integer.MAX_VALUE;

    private static ServerProcess server;
    private static WatcherUe silent;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options()
                .set("subscription.expires.min", SOON)
                .set("publication.expires.min", SOON));
        silent = WatcherUe.of(server.sip(), SILENT).open();
        silent.answerNotifies(notify -> Optional.empty());
    }

    @AfterAll
    static void stop() {
        silent.close();
        server.close();
    }

    @Override
    protected InetSocketAddress entry() {
        return server.sip();
    }

    private static String state(SipMessage notify) {
        return notify.required("Subscription-State");
    }

    private static void assertActive(int expires, SipMessage notify) {
        NameAddr state = NameAddr.parse(state(notify));
        assertEquals("active", state.uri());
        int remaining = Integer.parseInt(state.params().get("expires"));
        assertTrue(remaining <= expires && remaining > expires - PATIENCE.toSeconds(), () -> state(notify));
    }

    private static void assertEnded(SipMessage notify) {
        assertEquals("terminated;reason=timeout", state(notify));
    }

    private static void assertNote(String note, SipMessage notify) {
        assertTrue(Pidf.hasNote(notify, note), notify::toString);
        assertTrue(notify.contentLengthHolds());
    }

    // ---- The dialog ------------------------------------------------------------------------------------------------------------------

    /** Checked by {@link #aNotifyThatNobodyAnswersEndsItsSubscription()}, when Timer F has passed. */
    @Test
    @Order(FIRST)
    void aWatcherMayStaySilent() {
        assertEquals(200, silent.subscribe(3600).status());
        assertEquals(notifyNumber(1), silent.awaitNotify(1, PATIENCE).cseq());
    }

    @Test
    void aSubscribeIsAnsweredByA200AndANotifyInTheDialogThatItOpens() {
        String recordRoute = "<sip:127.0.0.1:%d;lr;x=1>, <sip:scscf1.home1.net;lr>, \"P\" <sip:[::1]:5070;lr>;p=2";
        WatcherUe watcher = watcher();
        String routes = recordRoute.formatted(watcher.endpoint().address().getPort());
        SipMessage subscribe = watcher.request(600).with("Record-Route", routes);

        SipMessage ok = watcher.exchange(subscribe);

        assertEquals(200, ok.status());
        assertEquals("600", ok.required("Expires"));
        assertEquals(List.of(routes.split(", ")), ok.values("Record-Route"));
        assertTrue(ok.toTag().isPresent());
        String contact = ok.uris("Contact").get(0);
        assertTrue(contact.endsWith("@127.0.0.1:" + server.sip().getPort() + Container.contactParameters()), contact);

        SipMessage notify = watcher.awaitNotify(1, PATIENCE);
        assertEquals("sip:" + watcher.endpoint().hostPort(), notify.requestUri());
        assertEquals(List.of(routes.split(", ")), notify.values("Route"));
        assertEquals(notifyNumber(1) + " NOTIFY", notify.required("CSeq"));
        assertEquals(subscribe.callId(), notify.callId());
        assertEquals(NameAddr.parse(ok.required("To")), NameAddr.parse(notify.required("From")));
        assertEquals(NameAddr.parse(subscribe.required("From")), NameAddr.parse(notify.required("To")));
        assertActive(600, notify);
        assertEquals("presence", notify.required("Event"));
        assertEquals(List.of(contact), notify.uris("Contact"));
        assertEquals("70", notify.required("Max-Forwards"));
        assertEquals(Pidf.TYPE, notify.required("Content-Type"));
    }

    @Test
    void withoutRecordRouteTheNotifyGoesToTheContact() {
        WatcherUe watcher = opened(described().open());
        SipEndpoint other = opened(SipEndpoint.udp());
        other.onRequest(request -> request.respond(200, "OK"));
        String contact = "sip:elsewhere@" + other.hostPort() + ";x=y";

        watcher.exchange(watcher.request(600).with("Contact", "<" + contact + ">"));

        SipMessage notify = other.awaitRequest(request -> request.isRequest("NOTIFY"), PATIENCE);
        assertEquals(contact, notify.requestUri());
        assertEquals(List.of(), notify.all("Route"));
    }

    @Test
    void aRefreshMovesTheRequestUriAndNeverTheRouteSet() {
        Names names = new Names();
        ProxyHop pcscf = opened(ProxyHop.numbered(names));
        ProxyHop scscf1 = opened(ProxyHop.numbered(names));
        ProxyHop scscf2 = opened(ProxyHop.numbered(names).nextHop(server.sip()));
        pcscf.nextHop(scscf1.address());
        scscf1.nextHop(scscf2.address());
        List<String> routes = Stream.of(scscf2, scscf1, pcscf).map(hop -> "sip:" + hop.hostPort() + ";lr").toList();
        WatcherUe watcher = opened(WatcherUe.of(pcscf.address(), presentity).open());

        assertEquals(routes, watcher.subscribe(600).uris("Record-Route"));
        watcher.awaitNotify(1, PATIENCE);
        String moved = "sip:moved@" + watcher.endpoint().hostPort();
        SipMessage refresh = watcher.request(900).with("Contact", "<" + moved + ">").with("Record-Route", "<sip:nobody.invalid;lr>");
        assertEquals("900", watcher.exchange(refresh).required("Expires"));
        SipMessage second = watcher.awaitNotify(2, PATIENCE);
        assertEquals(200, publisher().publish(document("at home"), 600).status());
        SipMessage third = watcher.awaitNotify(3, PATIENCE);

        assertActive(900, second);
        assertNote("at home", third);
        List<SipMessage> sent = scscf2.log().received(message -> message.isRequest("NOTIFY"));
        assertEquals(List.of(notifyNumber(1), notifyNumber(2), notifyNumber(3)), sent.stream().map(SipMessage::cseq).toList());
        sent.forEach(notify -> assertEquals(routes, notify.uris("Route")));
        assertEquals(List.of("sip:" + watcher.endpoint().hostPort(), moved, moved), sent.stream().map(SipMessage::requestUri).toList());
        assertEquals(1, sent.stream().map(SipMessage::fromTag).distinct().count());
    }

    @Test
    void anUnsubscriptionIsTheLastWordInItsDialog() {
        WatcherUe watcher = subscribed();

        SipMessage ok = watcher.unsubscribe();

        assertEquals(200, ok.status());
        assertEquals("0", ok.required("Expires"));
        SipMessage last = watcher.awaitNotify(2, PATIENCE);
        assertEnded(last);
        assertEquals(notifyNumber(2), last.cseq());
        assertEquals(481, watcher.subscribe(600).status());
        assertEquals(2, watcher.notifies().size());
    }

    @Test
    void aFetchIsOneNotifyAndLeavesNothingBehind() {
        long before = Metrics.of(server).subscriptions();
        publisher().publish(document("fetch me"), 600);
        WatcherUe fetcher = watcher();
        WatcherUe watcher = subscribed();

        SipMessage ok = fetcher.subscribe(0);

        assertEquals(200, ok.status());
        assertEquals("0", ok.required("Expires"));
        SipMessage notify = fetcher.awaitNotify(1, PATIENCE);
        assertEnded(notify);
        assertNote("fetch me", notify);
        assertTrue(Metrics.of(server).subscriptions() <= before + 1, "only the other watcher is stored");
        assertEquals(481, fetcher.subscribe(600).status());
        assertEquals(200, publisher().publish(document("and forget me"), 600).status());
        watcher.awaitNotify(2, PATIENCE);
        assertEquals(1, fetcher.notifies().size());
    }

    @Test
    void aSubscriptionThatNobodyRefreshesEndsInTime() {
        WatcherUe watcher = watcher();

        assertEquals(Integer.toString(SOON), watcher.subscribe(SOON).required("Expires"));

        assertEnded(watcher.awaitNotify(2, PATIENCE));
        assertEquals(481, watcher.subscribe(600).status());
    }

    @Test
    void aSubscriptionLastsAnHourUnlessAskedOtherwise() {
        WatcherUe watcher = watcher();

        assertEquals("3600", watcher.exchange(watcher.request(1).without("Expires")).required("Expires"));

        assertActive(3600, watcher.awaitNotify(1, PATIENCE));
    }

    // ---- Repeats and order -----------------------------------------------------------------------------------------------------------

    @Test
    void aRetransmittedSubscribeGetsTheSame200() {
        long before = Metrics.of(server).subscriptions();
        WatcherUe watcher = watcher();
        SipMessage subscribe = watcher.request(600).pushing("Via", watcher.endpoint().newVia());

        SipMessage first = watcher.exchange(subscribe);
        // By the NOTIFY the server's transaction is completed. Before that, RFC 3261 s17.2.2 has it discard a retransmission, and a client would send another.
        watcher.awaitNotify(1, PATIENCE);
        watcher.endpoint().sendRaw(subscribe, server.sip());

        SipMessage second = watcher.endpoint().log().await("the 200 once more",
                entry -> entry.received() && entry.message().status() == 200, 2, PATIENCE).message();
        assertEquals(first.toString(), second.toString());
        publisher().publish(document("news"), 600);
        watcher.awaitNotify("the update", notify -> Pidf.hasNote(notify, "news"), PATIENCE);
        assertEquals(List.of(notifyNumber(1), notifyNumber(2)), watcher.notifies().stream().map(SipMessage::cseq).toList());
        assertTrue(Metrics.of(server).subscriptions() <= before + 1);
    }

    @RestcommOnly("the container makes up the tag of each answer")
    @Test
    void anInitialSubscribeThatComesOnTwoWaysOpensOneDialog() {
        WatcherUe watcher = watcher();
        SipMessage subscribe = watcher.request(600);

        SipMessage first = watcher.exchange(subscribe);
        watcher.awaitNotify(1, PATIENCE);
        SipMessage second = watcher.exchange(subscribe);

        assertEquals(200, second.status());
        assertEquals(first.toTag(), second.toTag());
        publisher().publish(document("news"), 600);
        SipMessage update = watcher.awaitNotify(2, PATIENCE);
        assertEquals(notifyNumber(2), update.cseq());
        assertEquals(first.toTag(), update.fromTag());
    }

    @RestcommOnly("the container itself answers a repeat in the dialog, by 500")
    @Test
    void anOlderSequenceNumberIsRefusedAndTheLastOneIsARepeat() {
        WatcherUe watcher = subscribed();
        SipMessage refresh = watcher.request(700);
        assertEquals(200, watcher.exchange(refresh).status());
        watcher.awaitNotify(2, PATIENCE);

        assertEquals(200, watcher.exchange(refresh).status());
        assertEquals(500, watcher.exchange(refresh.with("CSeq", "1 SUBSCRIBE")).status());

        publisher().publish(document("news"), 600);
        SipMessage update = watcher.awaitNotify(3, PATIENCE);
        assertNote("news", update);
        assertEquals(notifyNumber(3), update.cseq());
    }

    // ---- Publications ----------------------------------------------------------------------------------------------------------------

    @Test
    void everyWatcherIsToldOfEveryChangeAndOfNothingElse() {
        List<WatcherUe> watchers = Stream.generate(this::subscribed).limit(3).toList();
        Publisher publisher = publisher();

        SipMessage published = publisher.publish(document("one"), 600);
        String firstTag = publisher.entityTag().orElseThrow();
        assertEquals(200, published.status());
        assertEquals("600", published.required("Expires"));
        watchers.forEach(watcher -> assertNote("one", watcher.awaitNotify(2, PATIENCE)));

        assertEquals(200, publisher.refresh(700).status());
        String secondTag = publisher.entityTag().orElseThrow();
        assertNotEquals(firstTag, secondTag);

        assertEquals(200, publisher.publish(document("two"), 600).status());
        assertNotEquals(secondTag, publisher.entityTag().orElseThrow());
        for (WatcherUe watcher : watchers) {
            SipMessage notify = watcher.awaitNotify(3, PATIENCE);
            assertNote("two", notify);
            assertEquals(notifyNumber(3), notify.cseq());
            assertActive(600, notify);
        }

        assertEquals(412, publisher.exchange(publisher.request(600).with("SIP-If-Match", firstTag)).status());
        assertEquals(200, publisher.remove().status());
        for (WatcherUe watcher : watchers) {
            SipMessage notify = watcher.awaitNotify(4, PATIENCE);
            assertEquals(notifyNumber(4), notify.cseq());
            assertFalse(Pidf.hasNote(notify, "two"), notify::toString);
        }
        assertEquals(412, publisher.exchange(publisher.request(600).with("SIP-If-Match", secondTag)).status());
    }

    @Test
    void aNewWatcherIsToldWhatWasPublishedBefore() {
        publisher().publish(document("before"), 600);

        assertNote("before", subscribed().notifies().get(0));
    }

    @Test
    void theEndOfAPublicationIsAChange() {
        WatcherUe watcher = subscribed();
        Publisher publisher = publisher();

        assertEquals(Integer.toString(SOON), publisher.publish(document("for a moment"), SOON).required("Expires"));

        assertNote("for a moment", watcher.awaitNotify(2, PATIENCE));
        assertFalse(Pidf.hasNote(watcher.awaitNotify(3, PATIENCE), "for a moment"));
        assertEquals(412, publisher.refresh(600).status());
    }

    // ---- What the watcher asks for ---------------------------------------------------------------------------------------------------

    @Test
    void withoutAcceptTheDocumentComesInTheFormatOfRfc3863() {
        WatcherUe watcher = watcher();
        publisher().publish(document("plain"), 600);

        assertEquals(200, watcher.exchange(watcher.request(600).without("Accept")).status());

        SipMessage notify = watcher.awaitNotify(1, PATIENCE);
        assertEquals(Pidf.TYPE, notify.required("Content-Type"));
        assertEquals(CanonicalXml.of(document("plain").getBytes(StandardCharsets.UTF_8)), CanonicalXml.of(notify.body()));
    }

    @Test
    void aWatcherOfTheDraftFormatGetsTheDocumentConverted() {
        publisher().publish(document("converted"), 600);

        SipMessage notify = subscribed(described().accept("application/cpim-pidf+xml")).notifies().get(0);

        assertEquals("application/cpim-pidf+xml", notify.required("Content-Type"));
        assertEquals(CanonicalXml.of(Pidf.asDraft(document("converted")).getBytes(StandardCharsets.UTF_8)), CanonicalXml.of(notify.body()));
    }

    /** RFC 5263 s4, s5. */
    @Test
    void aWatcherThatAsksForItIsToldOnlyWhatHasChanged() {
        Publisher publisher = publisher();
        publisher.publish(document("one"), 600);
        WatcherUe watcher = subscribed(described().accept("application/pidf+xml;q=0.3, application/pidf-diff+xml;q=1"));
        PartialCopy copy = new PartialCopy(new HardenedXml(XmlLimits.DEFAULT));
        SipMessage first = watcher.awaitNotify(1, PATIENCE);
        assertEquals("application/pidf-diff+xml", first.required("Content-Type"));
        assertEquals(PartialCopy.Verdict.TAKEN, copy.take(first.body()));

        publisher.publish(document("two"), 600);
        SipMessage second = watcher.awaitNotify(2, PATIENCE);

        assertTrue(second.body().length < first.body().length, second::toString);
        assertEquals(PartialCopy.Verdict.TAKEN, copy.take(second.body()));
        assertEquals(CanonicalXml.of(document("two").getBytes(StandardCharsets.UTF_8)), CanonicalXml.of(copy.presence()));
    }

    @Test
    void theEventIsEchoedWithItsId() {
        WatcherUe watcher = subscribed(described().event("presence;id=abc"));

        watcher.unsubscribe();

        watcher.awaitNotify(2, PATIENCE);
        watcher.notifies().forEach(notify -> assertEquals("presence;id=abc", notify.required("Event")));
    }

    @Test
    void overTcpTheNotifyComesToTheContact() {
        WatcherUe watcher = subscribed(described().endpoint(SipEndpoint.tcp()));

        publisher().publish(document("over a stream"), 600);

        SipMessage notify = watcher.awaitNotify(2, PATIENCE);
        assertNote("over a stream", notify);
        assertEquals("TCP", notify.topVia().transport());
        assertTrue(notify.uris("Contact").get(0).endsWith(";transport=tcp"), notify::toString);
        assertEquals(200, watcher.unsubscribe().status());
        assertEnded(watcher.awaitNotify(3, PATIENCE));
    }

    @Test
    void overTcpTheNotifyComesToTheRecordRoute() {
        SipEndpoint proxy = SipEndpoint.tcp();
        String route = "<sip:" + proxy.hostPort() + ";transport=tcp;lr>";
        WatcherUe watcher = subscribed(
                described().endpoint(proxy).contact("sip:ue@ue.invalid;transport=tcp").header("Record-Route", route));

        SipMessage notify = watcher.notifies().get(0);

        assertEquals("sip:ue@ue.invalid;transport=tcp", notify.requestUri());
        assertEquals(List.of(route), notify.values("Route"));
        assertEquals("TCP", notify.topVia().transport());
    }

    @Test
    @RestcommOnly("the container writes the log in a form of its own")
    void aSubscriptionIsInTheLogFromItsSubscribeToItsEnd() {
        WatcherUe watcher = subscribed();
        publisher().publish(document("told"), 600);
        watcher.unsubscribe();

        for (String event : List.of("SUBSCRIBE status=200", "PUBLISH status=200", "END")) {
            assertTrue(server.awaitOutput(" events event=" + event + " presentity=" + presentity, PATIENCE), event);
        }
        assertFalse(server.output().contains("event=NOTIFY status=200"), "NOTIFYs that succeed are counted");
    }

    // ---- NOTIFYs that fail -----------------------------------------------------------------------------------------------------------

    @Test
    void aNotifyAnswered481EndsThatSubscriptionAndNoOther() {
        WatcherUe gone = subscribed();
        WatcherUe there = subscribed();
        Publisher publisher = publisher();
        gone.answerNotifies(481, "Subscription Does Not Exist");

        publisher.publish(document("one"), 600);
        there.awaitNotify(2, PATIENCE);
        assertTrue(server.awaitOutput("event=NOTIFY status=481 presentity=" + presentity, PATIENCE));
        publisher.publish(document("two"), 600);
        assertNote("two", there.awaitNotify(3, PATIENCE));

        assertEquals(481, gone.subscribe(600).status());
        assertEquals(2, gone.notifies().size());
        assertEquals(200, there.subscribe(600).status());
        assertEquals(notifyNumber(4), there.awaitNotify(4, PATIENCE).cseq());
    }

    @Test
    @Order(LAST - 2)
    void aNotifyThatNobodyAnswersEndsItsSubscription() {
        assertTrue(server.awaitOutput("event=NOTIFY status=408 presentity=" + SILENT, LONGER_THAN_TIMER_F));

        assertEquals(481, silent.subscribe(600).status());
        assertEquals(List.of(notifyNumber(1)), silent.notifies().stream().map(SipMessage::cseq).toList());
    }

    /** Last, but for what takes long anyway: what has happened by now is counted. */
    @Test
    @Order(LAST - 1)
    void theMetricsAreThoseOfTheCatalogueAndCountWhatHasHappened() {
        Metrics metrics = Metrics.of(server);
        List<MetricFamily> families = MetricsText.families(metrics.text());

        assertEquals(MetricsText.catalogue(), MetricsText.series(families));
        for (MetricFamily family : families) {
            Metric metric = Metric.named(family.getName()).orElseThrow();
            assertEquals(metric.kind().name(), family.getType().name());
            assertEquals(metric.help(), family.getHelp());
        }
        for (String happened : List.of(
                "presence_requests_total{class=\"2xx\",method=\"SUBSCRIBE\"}", "presence_requests_total{class=\"2xx\",method=\"PUBLISH\"}", "presence_requests_total{class=\"4xx\",method=\"SUBSCRIBE\"}",
                "presence_notifies_total{outcome=\"ok\"}", "presence_notifies_total{outcome=\"gone\"}", "presence_notifies_total{outcome=\"timeout\"}",
                "presence_decisions_total{decision=\"allow\"}", "presence_compositions_total", "presence_partial_bodies_total", "presence_notify_latency_seconds_count", "presence_expiry_lag_seconds_count",
                "presence_route_set_length_count", "presence_documents_available", "presence_heap_used_bytes")) {
            assertTrue(metrics.value(happened) > 0, happened);
        }
    }

    @RestcommOnly("the container holds a session for each dialog")
    @Test
    @Order(LAST)
    void noContainerSessionIsLeftBehind() {
        Metrics.of(server).awaitNoContainerSessions(LONGER_THAN_TIMER_F);
    }
}
