package org.imspresence.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of Via, Route and Record-Route through hops. */
class ProxyHopTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ImsNetwork network = ImsNetwork.open();
    private final Names names = network.names();
    private final SipEndpoint caller = SipEndpoint.udp();
    private final SipEndpoint callee = SipEndpoint.udp();
    private final ProxyHop first = network.scscf1();
    private final ProxyHop second = network.scscf2().nextHop(callee.address());

    ProxyHopTest() {
        first.nextHop(second.address());
        callee.onRequest(request -> request.respond(200, "OK"));
    }

    @AfterEach
    void close() {
        network.close();
        List.of(caller, callee).forEach(SipEndpoint::close);
    }

    private static SipMessage request(String method) {
        return SipMessage.request(method, "sip:a@b").with("Max-Forwards", "70")
                .with("From", "<sip:c@d>;tag=1").with("To", "<sip:a@b>").with("Call-ID", "1")
                .with("CSeq", "1 " + method).with("Content-Length", "0");
    }

    private SipMessage arrived() {
        return callee.awaitRequest(request -> true, PATIENCE);
    }

    @Test
    void viasGrowOnTheWayAndShrinkOnTheWayBack() {
        SipMessage response = caller.exchange(request("SUBSCRIBE"), first.address());

        assertEquals(List.of("scscf2.home2.net", "scscf1.home1.net", caller.hostPort()),
                arrived().vias().stream().map(Via::sentBy).toList());
        assertEquals(first.address().getAddress().getHostAddress(), arrived().vias().get(1).params().get("received"));
        assertEquals(Optional.of("68"), arrived().header("Max-Forwards"));
        assertEquals(List.of(caller.hostPort()), response.vias().stream().map(Via::sentBy).toList());
    }

    @Test
    void theLastHopIsTheTopmostRecordRoute() {
        SipMessage response = caller.exchange(request("SUBSCRIBE"), first.address());

        List<String> expected = List.of("<sip:scscf2.home2.net;lr>", "<sip:scscf1.home1.net;lr>");
        assertEquals(expected, arrived().values("Record-Route"));
        assertEquals(expected, response.values("Record-Route"));
    }

    @Test
    void requestsInADialogAreNotRecordRouted() {
        SipMessage inDialog = request("NOTIFY").with("To", "<sip:a@b>;tag=2").withRequestUri("sip:" + callee.hostPort())
                .with("Route", "<sip:scscf1.home1.net;lr>, <sip:scscf2.home2.net;lr>");

        caller.exchange(inDialog, first.address());

        assertEquals(List.of(), arrived().values("Record-Route"));
        assertEquals(List.of(), arrived().values("Route"));
    }

    @Test
    void eachHopTakesItsOwnRouteOff() {
        names.put("callee.home2.net", callee.address());
        caller.exchange(request("NOTIFY").with("Route",
                "<sip:scscf1.home1.net;lr>, <sip:scscf2.home2.net;lr>, <sip:callee.home2.net;lr>"), first.address());

        assertEquals(List.of("sip:scscf2.home2.net;lr", "sip:callee.home2.net;lr"),
                second.log().received(SipMessage::isRequest).get(0).uris("Route"));
        assertEquals(List.of("sip:callee.home2.net;lr"), arrived().uris("Route"));
    }

    @Test
    void aDoubledRecordRouteIsTakenOffTwice() {
        second.recordRoutes("<sip:scscf2.home2.net;lr;r2=on>", "<sip:scscf2.home2.net:5061;lr;r2=on>");
        caller.exchange(request("SUBSCRIBE"), first.address());
        List<String> recorded = arrived().values("Record-Route");
        assertEquals(3, recorded.size());

        caller.exchange(request("NOTIFY").withRequestUri("sip:" + callee.hostPort())
                .with("Route", recorded.subList(0, 2)), second.address());

        assertEquals(List.of(), callee.awaitRequest(request -> request.isRequest("NOTIFY"), PATIENCE).values("Route"));
    }

    @Test
    void aStrictRouterFindsTheTargetInTheLastRoute() {
        second.recordRoutes("<sip:scscf2.home2.net>");
        caller.exchange(request("NOTIFY").with("To", "<sip:a@b>;tag=2").withRequestUri("sip:scscf2.home2.net")
                .with("Route", "<sip:" + callee.hostPort() + ">"), second.address());

        assertEquals("sip:" + callee.hostPort(), arrived().requestUri());
        assertEquals(List.of(), arrived().values("Route"));
    }

    @Test
    void aRepeatKeepsItsBranch() {
        callee.onRequest(incoming -> { });
        SipMessage request = request("SUBSCRIBE").pushing("Via", caller.newVia());

        caller.sendRaw(request, first.address());
        caller.sendRaw(request, first.address());
        MessageLog.Entry again = callee.log().await("the repeat", MessageLog.Entry::received, 2, PATIENCE);

        assertTrue(again.repeat());
    }

    @Test
    void theLastForwardIsRefused() {
        assertEquals(483, caller.exchange(request("SUBSCRIBE").with("Max-Forwards", "0"), first.address()).status());
    }

    @Test
    void anUnknownNameIsNotFound() {
        assertEquals(404, caller.exchange(request("NOTIFY").with("Route", "<sip:nowhere.net;lr>"), first.address()).status());
    }

    @Test
    void aHopWithAnAddressAndAPortCanBeReachedByAnybody() {
        try (ProxyHop hop = ProxyHop.numbered(names).nextHop(callee.address())) {
            caller.exchange(request("SUBSCRIBE"), hop.address());

            assertEquals(List.of("<sip:127.0.0.1:" + hop.address().getPort() + ";lr>"), arrived().values("Record-Route"));
        }
    }

    @Test
    void thePcscfHidesViasFromItsUeAndAssertsItsIdentity() {
        names.put("[5555::aaa:bbb:ccc:ddd]", callee.address());
        try (ProxyHop pcscf = ProxyHop.numbered(names, new PcscfRole(callee.address(), "sip:user1_public1@home1.net"))) {
            first.nextHop(pcscf.address());
            SipMessage toUe = request("NOTIFY").withRequestUri("sip:[5555::aaa:bbb:ccc:ddd]");

            SipMessage response = caller.exchange(toUe, first.address());

            assertEquals(List.of(pcscf.hostPort()), arrived().vias().stream().map(Via::sentBy).toList());
            assertEquals(List.of("scscf1.home1.net", caller.hostPort()),
                    first.log().received(message -> !message.isRequest()).get(0).vias().stream().map(Via::sentBy).toList());
            assertEquals(200, response.status());

            caller.onRequest(incoming -> incoming.respond(200, "OK"));
            pcscf.nextHop(caller.address());
            callee.exchange(request("SUBSCRIBE"), pcscf.address());
            assertEquals(Optional.of("<sip:user1_public1@home1.net>"),
                    caller.awaitRequest(message -> message.isRequest("SUBSCRIBE"), PATIENCE).header("P-Asserted-Identity"));
        }
    }
}
