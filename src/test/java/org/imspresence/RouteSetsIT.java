package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.imspresence.testbed.FreePort;
import org.imspresence.testbed.NameServer;
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

/** RFC 3261 s12.2.1.1, s16.12.1.2, RFC 3263: where a NOTIFY goes, and what it says, for route sets of all kinds. docs/routes.md has the table. */
@RestcommOnly("the other container asks for no NAPTR or SRV, refuses the settings of look-ups, and writes escapes in routes anew")
class RouteSetsIT extends PresentityScene {

    private static final String AWAY = "sip:ue@ue.invalid;x=y";
    private static final Duration SOON = Duration.ofSeconds(3);

    private static NameServer dns;
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        dns = new NameServer();
        server = ServerProcess.start(ServerProcess.options().set("sip.locate", "dns").set("sip.dns-server", dns.hostPort()).set("sip.dns-timeout", 4));
    }

    @AfterAll
    static void stop() {
        server.close();
        dns.close();
    }

    @Override
    protected InetSocketAddress entry() {
        return server.sip();
    }

    /** In each, {@code HOP} stands for host and port of the hop next to the server. */
    static Stream<Arguments> looseRoutes() {
        return Stream.of(
                Arguments.of("one", List.of("<sip:HOP;lr>")),
                Arguments.of("two of the same proxy", List.of("<sip:HOP;r2=on;lr>", "<sip:10.0.0.7;transport=tcp;r2=on;lr>")),
                Arguments.of("four", List.of("<sip:HOP;lr>", "<sip:scscf2.home2.net;lr>", "<sip:scscf1.home1.net;lr>", "<sip:pcscf1.home1.net;lr>")),
                Arguments.of("the same proxy twice", List.of("<sip:HOP;lr>", "<sip:pcscf1.home1.net;lr>", "<sip:HOP;lr>")),
                Arguments.of("lr with a value", List.of("<sip:HOP;lr=on>", "<sip:b.home1.net;lr=true>")),
                Arguments.of("user parts", List.of("<sip:orig-token%40x%3B1!~@HOP;lr>", "<sip:a+b&c=$,;?/@b.home1.net;lr>")),
                Arguments.of("unknown, empty and escaped parameters", List.of("<sip:HOP;lr;ftag=a1;empty=;flag;esc=%41%2c%3B;UPPER=Case>", "<sip:b.home1.net;x=[::1]:a/&+$;lr>")),
                Arguments.of("header parameters", List.of("<sip:HOP;lr>;x=1;flag;q=\"a;b, c\"", "<sip:b.home1.net;lr>;y=2")),
                Arguments.of("display names", List.of("\"S-CSCF, the \\\"first\\\"\" <sip:HOP;lr>", "\"Proxy\" <sip:b.home1.net;lr>")),
                Arguments.of("IPv6 references", List.of("<sip:HOP;lr>", "<sip:[5555::aaa:bbb:ccc:ddd]:5070;lr>", "<sip:[2001:db8::1];lr;comp=sigcomp>")),
                Arguments.of("transports that differ by hop", List.of("<sip:HOP;transport=udp;lr>", "<sip:b.home1.net;transport=tcp;lr>", "<sips:c.home1.net;lr>")),
                Arguments.of("maddr, sigcomp, ttl", List.of("<sip:HOP;lr;comp=sigcomp;sigcomp-id=urn:uuid:0C67446E-F1A1-11D9-94D3-000A95A0E128>", "<sip:b.home1.net;maddr=239.255.255.1;ttl=16;lr>")),
                Arguments.of("upper case and trailing dot in a host", List.of("<sip:HOP;lr>", "<sip:SCSCF.Home1.net.:5060;lr>")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("looseRoutes")
    void looseRoutesAreKeptAsTheyCame(String name, List<String> routes) {
        WatcherUe watcher = away();
        List<String> recorded = routes.stream().map(route -> route.replace("HOP", watcher.endpoint().hostPort())).toList();

        assertEquals(200, watcher.exchange(watcher.request(600).with("Record-Route", recorded)).status());

        SipMessage notify = watcher.awaitNotify(1, PATIENCE);
        assertEquals(AWAY, notify.requestUri());
        assertEquals(recorded, notify.values("Route"));
    }

    private WatcherUe away() {
        return opened(described().contact(AWAY).open());
    }

    /** What a NOTIFY looks like that has gone by this route. */
    private SipMessage notified(WatcherUe watcher, String route) {
        assertEquals(200, watcher.exchange(watcher.request(600).with("Record-Route", route)).status());
        SipMessage notify = watcher.awaitNotify(1, PATIENCE);
        assertEquals(AWAY, notify.requestUri());
        assertEquals(List.of(route), notify.values("Route"));
        return notify;
    }

    private static int port(WatcherUe watcher) {
        return watcher.endpoint().address().getPort();
    }

    private static int port(SipEndpoint endpoint) {
        return endpoint.address().getPort();
    }

    // ---- Where a name leads to -----------------------------------------------------------------------------------------------------------

    @Test
    void naptrSaysWhichSrvAndThatThePort() {
        WatcherUe watcher = away();
        dns.naptr("naptr.example", 1, 1, "SIP+D2S", "_sip._sctp.elsewhere.example").naptr("naptr.example", 1, 2, "SIPS+D2T", "_sips._tcp.elsewhere.example");
        dns.naptr("naptr.example", 20, 1, "SIP+D2T", "_sip._tcp.elsewhere.example").naptr("naptr.example", 10, 2, "SIP+D2U", "_sip._udp.lesser.example")
                .naptr("naptr.example", 10, 1, "SIP+D2U", "_sip._udp.pool.example").srv("_sip._udp.pool.example", 1, 0, "a.pool.example", port(watcher)).a("a.pool.example", "127.0.0.1");

        notified(watcher, "<sip:naptr.example;lr>");
    }

    @Test
    void naptrChoosesTcpForASubscriptionThatCameByUdp() {
        SipEndpoint hop = opened(SipEndpoint.tcp());
        WatcherUe watcher = away();
        dns.naptr("tcp.example", 1, 1, "SIP+D2T", "_sip._tcp.tcp.example").srv("_sip._tcp.tcp.example", 1, 0, "a.tcp.example", port(hop)).a("a.tcp.example", "127.0.0.1");

        watcher.exchange(watcher.request(600).with("Record-Route", "<sip:tcp.example;lr>"));

        SipMessage notify = hop.awaitRequest(request -> request.isRequest("NOTIFY"), PATIENCE);
        assertEquals("TCP", notify.topVia().transport());
        assertEquals(List.of("<sip:tcp.example;lr>"), notify.values("Route"));
    }

    @Test
    void withoutNaptrTheSrvOfTheTransportIsAsked() {
        WatcherUe watcher = away();
        dns.srv("_sip._udp.srv.example", 1, 0, "a.srv.example", port(watcher)).a("a.srv.example", "127.0.0.1");

        notified(watcher, "<sip:srv.example;lr>");
        assertTrue(dns.wasAsked("srv.example"));
    }

    @Test
    void aPortInTheUriIsNotLookedUp() {
        WatcherUe watcher = away();
        dns.a("port.example", "127.0.0.1").srv("_sip._udp.port.example", 1, 0, "port.example", FreePort.next());

        notified(watcher, "<sip:port.example:" + port(watcher) + ";lr>");
        assertFalse(dns.wasAsked("_sip._udp.port.example"));
    }

    @Test
    void maddrLeadsInThePlaceOfTheHost() {
        WatcherUe watcher = away();

        notified(watcher, "<sip:nowhere.invalid:" + port(watcher) + ";maddr=127.0.0.1;lr>");
    }

    @Test
    void theLowestPriorityComesFirstAndWeightsDecideAmongEquals() throws InterruptedException {
        Semaphore arrived = new Semaphore(0);
        List<SipEndpoint> pool = Stream.generate(() -> opened(SipEndpoint.udp())).limit(3).toList();
        pool.forEach(hop -> hop.onRequest(request -> {
            request.respond(200, "OK");
            arrived.release();
        }));
        dns.srv("_sip._udp.weight.example", 2, 65_535, "a.weight.example", port(pool.get(0))).srv("_sip._udp.weight.example", 1, 90, "a.weight.example", port(pool.get(1)))
                .srv("_sip._udp.weight.example", 1, 10, "a.weight.example", port(pool.get(2))).a("a.weight.example", "127.0.0.1");
        WatcherUe watcher = away();

        watcher.exchange(watcher.request(600).with("Record-Route", "<sip:weight.example;lr>"));
        for (int i = 0; i < 60; i++) {
            assertTrue(arrived.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            watcher.subscribe(600);
        }

        assertEquals(0, notifies(pool.get(0)));
        assertTrue(notifies(pool.get(1)) > notifies(pool.get(2)) * 3, notifies(pool.get(1)) + " to " + notifies(pool.get(2)));
        assertTrue(notifies(pool.get(2)) > 0);
    }

    private static long notifies(SipEndpoint hop) {
        return hop.log().entries().stream().filter(entry -> entry.received() && entry.message().isRequest("NOTIFY")).map(entry -> entry.message().branch()).distinct().count();
    }

    private SipEndpoint answering(int status) {
        SipEndpoint hop = opened(SipEndpoint.udp());
        hop.onRequest(request -> request.respond(status, "As told"));
        return hop;
    }

    // ---- When a server fails -------------------------------------------------------------------------------------------------------------

    @Test
    void aServerThatAnswers503IsFollowedByTheNextInANewTransaction() {
        SipEndpoint first = answering(503);
        WatcherUe watcher = away();
        dns.srv("_sip._udp.busy.example", 1, 0, "a.busy.example", port(first)).srv("_sip._udp.busy.example", 2, 0, "a.busy.example", port(watcher)).a("a.busy.example", "127.0.0.1");

        SipMessage second = notified(watcher, "<sip:busy.example;lr>");

        SipMessage refused = first.awaitRequest(request -> request.isRequest("NOTIFY"), PATIENCE);
        assertNotEquals(refused.branch(), second.branch());
        assertEquals(refused.required("CSeq"), second.required("CSeq"));
        assertEquals(refused.bodyText(), second.bodyText());
        assertEquals(1, notifies(first));
    }

    @Test
    void aServerThatTakesNoConnectionIsFollowedByTheNextAndAskedLastFromThenOn() {
        WatcherUe watcher = opened(described().contact(AWAY).endpoint(SipEndpoint.tcp()).open());
        int closed = FreePort.next();
        dns.srv("_sip._tcp.closed.example", 1, 0, "a.closed.example", closed).srv("_sip._tcp.closed.example", 2, 0, "a.closed.example", port(watcher)).a("a.closed.example", "127.0.0.1");
        notified(watcher, "<sip:closed.example;transport=tcp;lr>");
        SipEndpoint back = opened(SipEndpoint.tcp(new InetSocketAddress("127.0.0.1", closed)));

        watcher.subscribe(600);

        watcher.awaitNotify(2, PATIENCE);
        assertEquals(0, notifies(back), "it rests");
    }

    @Test
    void aNegativeAnswerOtherThan503IsTheAnswer() {
        SipEndpoint first = answering(500);
        WatcherUe watcher = away();
        dns.srv("_sip._udp.failing.example", 1, 0, "a.failing.example", port(first)).srv("_sip._udp.failing.example", 2, 0, "a.failing.example", port(watcher)).a("a.failing.example", "127.0.0.1");

        watcher.exchange(watcher.request(600).with("Record-Route", "<sip:failing.example;lr>"));
        first.awaitRequest(request -> request.isRequest("NOTIFY"), PATIENCE);
        watcher.subscribe(600);
        first.awaitRequest(request -> request.isRequest("NOTIFY") && request.cseq() == 43, PATIENCE);

        assertEquals(0, notifies(watcher.endpoint()));
    }

    // ---- Names that lead nowhere ---------------------------------------------------------------------------------------------------------

    @Test
    void aSubscriptionWhoseNextHopHasNoAddressIsKeptAndToldWhenItHasOne() {
        WatcherUe watcher = away();
        watcher.exchange(watcher.request(600).with("Record-Route", "<sip:late.example:" + port(watcher) + ";lr>"));
        assertTrue(server.awaitOutput("the system does not know the host late.example", PATIENCE));
        dns.a("late.example", "127.0.0.1");

        SipMessage notify = notifiedOnceItCan(watcher);

        assertTrue(notify.required("Subscription-State").startsWith("active"));
    }

    /** A look-up that has failed is made again after 5 s at the earliest. */
    private static SipMessage notifiedOnceItCan(WatcherUe watcher) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (notifies(watcher.endpoint()) == 0 && System.nanoTime() < end) {
            assertEquals(200, watcher.subscribe(600).status());
        }
        return watcher.awaitNotify(1, PATIENCE);
    }

    @Test
    void aNameServerThatDoesNotAnswerHoldsUpNobodyElse() {
        WatcherUe unreachable = away();
        WatcherUe other = subscribed();
        String name = "cscf." + NameServer.SILENT;
        unreachable.exchange(unreachable.request(600).with("Record-Route", "<sip:" + name + ";lr>"));

        publisher().publish(document("while it is asked"), 600);

        other.awaitNotify(2, SOON);
        assertTrue(dns.wasAsked(name));
        assertFalse(server.output().contains("does not know the host " + name), "it still waits for the name server");
    }

    // ---- What a refresh changes ----------------------------------------------------------------------------------------------------------

    @Test
    void aRefreshMovesTheTargetToAnotherNameAndNeverTheRoutes() {
        WatcherUe watcher = away();
        String route = "<sip:" + watcher.endpoint().hostPort() + ";lr;ftag=1>";
        notified(watcher, route);

        watcher.exchange(watcher.request(600).with("Record-Route", "<sip:other.invalid;lr>").with("Contact", "<sip:ue@moved.example;comp=sigcomp;maddr=10.0.0.1>"));

        SipMessage notify = watcher.awaitNotify(2, PATIENCE);
        assertEquals("sip:ue@moved.example;comp=sigcomp;maddr=10.0.0.1", notify.requestUri());
        assertEquals(List.of(route), notify.values("Route"));
    }

    @Test
    void withoutRoutesARefreshMovesTheNextHop() {
        SipEndpoint moved = answering(200);
        WatcherUe watcher = subscribed();
        dns.srv("_sip._udp.roaming.example", 1, 0, "a.roaming.example", port(moved)).a("a.roaming.example", "127.0.0.1");

        watcher.exchange(watcher.request(600).with("Contact", "<sip:ue@roaming.example>"));

        SipMessage notify = moved.awaitRequest(request -> request.isRequest("NOTIFY"), PATIENCE);
        assertEquals("sip:ue@roaming.example", notify.requestUri());
        assertEquals(List.of(), notify.values("Route"));
    }
}
