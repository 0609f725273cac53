package org.imspresence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.imspresence.testbed.FreePort;
import org.imspresence.testbed.PresentityScene;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** With sip.notify=lean: the first NOTIFY of a dialog is the container's, the next ones are like it header by header, and what the lean path does not take goes by the container. */
@RestcommOnly("sip.notify cannot be set there")
class LeanNotifyIT extends PresentityScene {

    private static final int PORT = FreePort.next();
    private static final InetSocketAddress OTHER = new InetSocketAddress("::1", FreePort.next());

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options().set("sip.notify", "lean").set("sip.notify.port", PORT).set("sip.other-address", "[::1]:" + OTHER.getPort())
                .set("sip.large", 2_000).set("identity.trusted-peers", "127.0.0.1").set("ims.headers", "yes").set("ims.ioi", "home2.net"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected InetSocketAddress entry() {
        return server.sip();
    }

    /** Its header lines in order, without what is different in each NOTIFY. */
    private static List<String> lines(SipMessage notify) {
        String head = new String(notify.bytes(), UTF_8).split("\r\n\r\n", 2)[0];
        return Arrays.stream(head.split("\r\n"))
                .map(line -> line.replaceFirst("^(Via: SIP/2.0/UDP [^;]*):\\d+;branch=z9hG4bK[^;]*", "$1").replaceFirst("^CSeq: \\d+", "CSeq:").replaceFirst("^(Subscription-State: .*expires=)\\d+", "$1"))
                .toList();
    }

    private static boolean isLean(SipMessage notify) {
        return notify.topVia().port() == PORT;
    }

    private static void assertAlike(SipMessage containers, SipMessage lean) {
        assertEquals(List.of(false, true), List.of(isLean(containers), isLean(lean)));
        assertEquals(lines(containers), lines(lean));
        assertEquals(containers.cseq() + 1, lean.cseq());
    }

    static Stream<Arguments> dialogs() {
        return Stream.of(
                Arguments.of("no route", List.of(), "presence", "application/pidf+xml"),
                Arguments.of("the founding document's", List.of("<sip:HOP;lr>", "<sip:scscf1.home1.net;lr>", "<sip:pcscf1.home1.net;lr>"), "presence", "application/pidf+xml"),
                Arguments.of("odd routes", List.of("<sip:orig-token%40x%3B1!~@HOP;lr=on;UPPER=Case;empty=>;x=1;q=\"a;b, c\"", "\"P, \\\"q\\\"\" <sip:[5555::aaa:bbb:ccc:ddd]:5070;lr;comp=sigcomp>"), "presence", "application/pidf+xml"),
                Arguments.of("an Event with an id", List.of("<sip:HOP;lr>"), "presence;id=7", "application/pidf+xml"),
                Arguments.of("rates", List.of("<sip:HOP;lr>"), "presence;max-rate=100;min-rate=0.01", "application/pidf+xml"),
                Arguments.of("the draft's type", List.of("<sip:HOP;lr>"), "presence", "application/cpim-pidf+xml"),
                Arguments.of("only changes", List.of("<sip:HOP;lr>"), "presence", "application/pidf-diff+xml, application/pidf+xml;q=0.5"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dialogs")
    void theNextNotifyIsLikeTheContainersHeaderByHeader(String name, List<String> routes, String event, String accept) {
        WatcherUe watcher = opened(described().event(event).accept(accept).contact("sip:ue@ue.invalid;x=y").open());
        List<String> recorded = routes.stream().map(route -> route.replace("HOP", watcher.endpoint().hostPort())).toList();
        SipMessage subscribe = routes.isEmpty() ? watcher.request(600).with("Contact", "<sip:ue@" + watcher.endpoint().hostPort() + ">") : watcher.request(600).with("Record-Route", recorded);

        assertEquals(200, watcher.exchange(subscribe).status());
        SipMessage first = watcher.awaitNotify(1, PATIENCE);
        watcher.exchange(routes.isEmpty() ? watcher.request(600).with("Contact", subscribe.required("Contact")) : watcher.request(600));

        SipMessage second = watcher.awaitNotify(2, PATIENCE);
        assertAlike(first, second);
        assertEquals(recorded, second.values("Route"));
    }

    @Test
    void overTheOtherAddressTheySayTheSameToo() {
        WatcherUe watcher = opened(WatcherUe.of(OTHER, presentity).endpoint(SipEndpoint.udp(new InetSocketAddress("::1", 0))).open());
        watcher.subscribe(600);
        SipMessage first = watcher.awaitNotify(1, PATIENCE);
        watcher.subscribe(600);

        SipMessage second = watcher.awaitNotify(2, PATIENCE);
        assertAlike(first, second);
        assertEquals("[::1]:" + PORT, second.topVia().sentBy());
    }

    @Test
    void whatIsToldWithinTheTrustDomainIsToldByBoth() {
        WatcherUe watcher = opened(described().header("P-Charging-Vector", "icid-value=\"abc\";orig-ioi=home1.net").open());
        watcher.subscribe(600);
        SipMessage first = watcher.awaitNotify(1, PATIENCE);
        watcher.subscribe(600);

        SipMessage second = watcher.awaitNotify(2, PATIENCE);
        assertAlike(first, second);
        assertEquals(List.of("icid-value=\"abc\";orig-ioi=home2.net", "<" + presentity + ">"), List.of(second.required("P-Charging-Vector"), second.required("P-Asserted-Identity")));
    }

    @Test
    void aNewTargetMakesTheNextNotifyTheContainersAgain() {
        WatcherUe watcher = subscribed();
        String moved = "<sip:moved@" + watcher.endpoint().hostPort() + ">";
        watcher.subscribe(600);
        watcher.awaitNotify(2, PATIENCE);

        watcher.exchange(watcher.request(600).with("Contact", moved));
        SipMessage containers = watcher.awaitNotify(3, PATIENCE);
        watcher.exchange(watcher.request(600).with("Contact", moved));

        SipMessage lean = watcher.awaitNotify(4, PATIENCE);
        assertAlike(containers, lean);
        assertEquals("sip:moved@" + watcher.endpoint().hostPort(), lean.requestUri());
    }

    @Test
    void aTargetThatTheAnswerToALeanNotifyNamesIsWhereTheNextGoes() {
        WatcherUe watcher = subscribed();
        SipEndpoint moved = opened(SipEndpoint.udp());
        moved.onRequest(request -> request.respond(200, "OK"));
        watcher.answerNotifies(notify -> Optional.of(SipMessage.response(notify, 200, "OK").with("Contact", "<sip:moved@" + moved.hostPort() + ">")));
        watcher.subscribe(600);
        watcher.awaitNotify(2, PATIENCE);

        publisher().publish(document("there"), 600);

        SipMessage notify = moved.awaitRequest(request -> request.isRequest("NOTIFY"), PATIENCE);
        assertEquals("sip:moved@" + moved.hostPort(), notify.requestUri());
    }

    @Test
    void a481ToALeanNotifyEndsTheSubscription() {
        WatcherUe watcher = subscribed();
        watcher.answerNotifies(481, "Gone");
        publisher().publish(document("news"), 600);
        assertTrue(isLean(watcher.awaitNotify(2, PATIENCE)));

        int status = watcher.subscribe(600).status();
        for (long end = System.nanoTime() + PATIENCE.toNanos(); status == 200 && System.nanoTime() < end;) {
            status = watcher.subscribe(600).status();
        }

        assertEquals(481, status);
    }

    @Test
    void whatIsLargeOrGoesByTcpIsTheContainers() {
        SipEndpoint hop = opened(SipEndpoint.tcp());
        hop.onRequest(request -> request.respond(200, "OK"));
        WatcherUe byTcp = watcher();
        String route = "<sip:" + hop.hostPort() + ";transport=tcp;lr>";
        byTcp.exchange(byTcp.request(600).with("Record-Route", route));
        WatcherUe byUdp = subscribed();

        publisher().publish(document("x".repeat(2_000)), 600);

        assertNotEquals(PORT, byUdp.awaitNotify(2, PATIENCE).topVia().port());
        SipMessage second = hop.awaitRequest(request -> request.cseq() == 43, PATIENCE);
        assertEquals("TCP", second.topVia().transport());
    }

    @Test
    void toAStrictRouterAllAreTheContainers() {
        WatcherUe watcher = opened(described().contact("sip:ue@ue.invalid").open());
        String strict = "<sip:" + watcher.endpoint().hostPort() + ">";
        watcher.exchange(watcher.request(600).with("Record-Route", strict));
        watcher.awaitNotify(1, PATIENCE);
        watcher.subscribe(600);

        SipMessage second = watcher.awaitNotify(2, PATIENCE);
        assertEquals("sip:" + watcher.endpoint().hostPort(), second.requestUri());
        assertFalse(isLean(second));
    }
}
