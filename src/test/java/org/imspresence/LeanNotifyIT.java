package org.imspresence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
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

/** With sip.notify=lean NOTIFYs are what a server with sip.notify=container sends in the same dialog, header by header, and what the lean path does not take goes by the container. */
@RestcommOnly("sip.notify cannot be set there")
class LeanNotifyIT extends PresentityScene {

    private static final String AS = "as.home2.net";
    private static final Pattern LEAN_BRANCH = Pattern.compile("z9hG4bK[0-9a-f]{16}");

    private static Side containers;
    private static Side lean;

    /**
     * A server, and what of it is in its NOTIFYs.
     *
     * @param other its second address for SIP
     */
    private record Side(ServerProcess server, InetSocketAddress other) {

        static Side start(UnaryOperator<ServerProcess.Options> notify) {
            InetSocketAddress other = new InetSocketAddress("::1", FreePort.next());
            return new Side(ServerProcess.start(notify.apply(ServerProcess.options()).set("sip.other-address", "[::1]:" + other.getPort())
                    .set("sip.large", 2_000).set("identity.trusted-peers", "127.0.0.1").set("ims.headers", "yes").set("ims.ioi", "home2.net").set("sip.via-host", AS)), other);
        }

        /** The header lines of a NOTIFY in order, without what is different in each, and with neither this server's nor the watcher's own port. */
        List<String> lines(SipMessage notify, WatcherUe watcher) {
            String head = new String(notify.bytes(), UTF_8).split("\r\n\r\n", 2)[0].replace(watcher.endpoint().hostPort(), "WATCHER");
            return Arrays.stream(head.split("\r\n"))
                    .map(line -> line.replaceFirst("^(Via: SIP/2.0/UDP [^;]*):\\d+;branch=z9hG4bK[^;]*", "$1").replaceFirst("^CSeq: \\d+", "CSeq:").replaceFirst("^(Subscription-State: .*expires=)\\d+", "$1")
                            .replaceFirst("^(From: .*;tag=).*", "$1").replaceFirst("^SIP-ETag: .*", "SIP-ETag:").replaceFirst("^(Contact: .*):(" + server.sip().getPort() + "|" + other.getPort() + ")", "$1:PORT"))
                    .toList();
        }
    }

    @BeforeAll
    static void start() {
        containers = Side.start(options -> options.set("sip.notify", "container"));
        lean = Side.start(options -> options.set("sip.notify", "lean"));
    }

    @AfterAll
    static void stop() {
        lean.server().close();
        containers.server().close();
    }

    @Override
    protected InetSocketAddress entry() {
        return lean.server().sip();
    }

    private static boolean isLean(SipMessage notify) {
        return LEAN_BRANCH.matcher(notify.topVia().branch()).matches();
    }

    /** The NOTIFYs of a dialog after SUBSCRIBEs. */
    private static List<SipMessage> notifies(WatcherUe watcher, List<Function<WatcherUe, SipMessage>> subscribes) {
        for (int i = 0; i < subscribes.size(); i++) {
            assertEquals(200, watcher.exchange(subscribes.get(i).apply(watcher)).status());
            watcher.awaitNotify(i + 1, PATIENCE);
        }
        return watcher.notifies();
    }

    /**
     * Plays the same with both servers.
     *
     * @return the watcher whose NOTIFYs went by the lean path
     */
    private WatcherUe assertAlike(Function<Side, WatcherUe.Builder> description, List<Function<WatcherUe, SipMessage>> subscribes) {
        WatcherUe atContainers = opened(description.apply(containers).dialog("call-" + presentity.hashCode(), "theirs").open());
        WatcherUe atLean = opened(description.apply(lean).dialog("call-" + presentity.hashCode(), "theirs").open());
        List<SipMessage> expected = notifies(atContainers, subscribes);
        List<SipMessage> sent = notifies(atLean, subscribes);

        assertTrue(expected.stream().noneMatch(LeanNotifyIT::isLean) && sent.stream().allMatch(LeanNotifyIT::isLean));
        assertEquals(expected.stream().map(notify -> containers.lines(notify, atContainers)).toList(), sent.stream().map(notify -> lean.lines(notify, atLean)).toList());
        for (int i = 0; i < sent.size(); i++) {
            assertEquals(sent.get(0).cseq() + i, sent.get(i).cseq());
        }
        return atLean;
    }

    private WatcherUe assertAlike(Function<Side, WatcherUe.Builder> description) {
        return assertAlike(description, List.of(watcher -> watcher.request(600), watcher -> watcher.request(600)));
    }

    private WatcherUe.Builder at(Side side) {
        return WatcherUe.of(side.server().sip(), presentity);
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
    void eachNotifyIsLikeTheContainersHeaderByHeader(String name, List<String> routes, String event, String accept) {
        Function<WatcherUe, SipMessage> first = watcher -> routes.isEmpty() ? toContact(watcher, "ue") : watcher.request(600).with("Record-Route", recorded(routes, watcher));
        Function<WatcherUe, SipMessage> next = watcher -> routes.isEmpty() ? toContact(watcher, "ue") : watcher.request(600);

        WatcherUe watcher = assertAlike(side -> at(side).event(event).accept(accept).contact("sip:ue@ue.invalid;x=y"), List.of(first, next));

        watcher.notifies().forEach(notify -> assertEquals(recorded(routes, watcher), notify.values("Route")));
    }

    private static List<String> recorded(List<String> routes, WatcherUe watcher) {
        return routes.stream().map(route -> route.replace("HOP", watcher.endpoint().hostPort())).toList();
    }

    private static SipMessage toContact(WatcherUe watcher, String user) {
        return watcher.request(600).with("Contact", "<sip:" + user + "@" + watcher.endpoint().hostPort() + ">");
    }

    @Test
    void overTheOtherAddressTheySayTheSameToo() {
        WatcherUe watcher = assertAlike(side -> WatcherUe.of(side.other(), presentity).endpoint(SipEndpoint.udp(new InetSocketAddress("::1", 0))));

        assertEquals(AS + ":" + lean.other().getPort(), watcher.notifies().get(1).topVia().sentBy());
    }

    @Test
    void whatIsToldWithinTheTrustDomainIsToldByBoth() {
        SipMessage second = assertAlike(side -> at(side).header("P-Charging-Vector", "icid-value=\"abc\";orig-ioi=home1.net")).notifies().get(1);

        assertEquals(List.of("icid-value=\"abc\";orig-ioi=home2.net", "<" + presentity + ">"), List.of(second.required("P-Charging-Vector"), second.required("P-Asserted-Identity")));
    }

    @Test
    void aNewTargetIsWhereTheNextNotifiesGo() {
        Function<WatcherUe, SipMessage> moved = watcher -> toContact(watcher, "moved");

        WatcherUe lean = assertAlike(this::at, List.of(watcher -> watcher.request(600), watcher -> watcher.request(600), moved, moved));

        String target = "sip:moved@" + lean.endpoint().hostPort();
        assertEquals(List.of(target, target), lean.notifies().subList(2, 4).stream().map(SipMessage::requestUri).toList());
    }

    @Test
    void theLastNotifyIsLikeTheContainersToo() {
        WatcherUe lean = assertAlike(this::at, List.of(watcher -> watcher.request(600), watcher -> watcher.request(600), watcher -> watcher.request(0)));

        assertEquals("terminated;reason=timeout", lean.notifies().get(2).required("Subscription-State"));
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

        SipMessage large = byUdp.awaitNotify(2, PATIENCE);
        assertFalse(isLean(large));
        assertEquals(AS + ":" + entry().getPort(), large.topVia().sentBy());
        SipMessage second = hop.awaitRequest(request -> request.cseq() == 43, PATIENCE);
        assertEquals(List.of("TCP", AS), List.of(second.topVia().transport(), second.topVia().host()));
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
        assertEquals(AS + ":" + entry().getPort(), second.topVia().sentBy());
    }
}
