package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.imspresence.testbed.FreePort;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.NameAddr;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.PresentityScene;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.UdpForwarder;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes behind one address are one notifier: each may take any request, the presentity's home sends every NOTIFY, in one dialog. */
@RestcommOnly("several nodes")
class TwoNodesOneDialogIT extends PresentityScene {

    private static final int CANDIDATES = 200;

    private static UdpForwarder cluster;
    private static ServerProcess one;
    private static ServerProcess other;

    @BeforeAll
    static void start() {
        List<InetSocketAddress> members = List.of(
                new InetSocketAddress("127.0.0.1", FreePort.next()), new InetSocketAddress("127.0.0.1", FreePort.next()));
        cluster = UdpForwarder.to(members.get(0));
        one = node(members, 0);
        other = node(members, 1);
        for (ServerProcess node : List.of(one, other)) {
            Metrics.of(node).await("presence_cluster_members", count -> count == members.size(), PATIENCE);
        }
    }

    private static ServerProcess node(List<InetSocketAddress> members, int index) {
        return ServerProcess.start(ServerProcess.options().cluster(members.get(index), members).advertise(cluster.address()));
    }

    @AfterAll
    static void stop() {
        for (ServerProcess node : new ServerProcess[] {other, one}) {
            if (node != null) {
                node.close();
            }
        }
        cluster.close();
    }

    @Override
    protected InetSocketAddress entry() {
        return cluster.address();
    }

    /** A presentity with that home, and what it has published. */
    private record Presentity(String uri, Publisher publisher) {

        void publish(String note) {
            assertEquals(200, publisher.publish(Pidf.document(uri, note), 600).status());
        }
    }

    private Presentity presentityOf(ServerProcess home) {
        Metrics metrics = Metrics.of(home);
        for (int i = 0; i < CANDIDATES; i++) {
            String uri = "sip:" + UUID.randomUUID() + "@example.com";
            Presentity candidate = new Presentity(uri, opened(new Publisher(cluster.address(), uri)));
            long before = metrics.homes();
            candidate.publish("home");
            if (metrics.homes() > before) {
                return candidate;
            }
        }
        throw new AssertionError("none of " + CANDIDATES + " presentities has its home at " + home.nodeName());
    }

    private static void choose(ServerProcess node) {
        cluster.choose(node.sip());
    }

    private static String hostPort(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** A watcher that is its own first hop: so it sees a NOTIFY as the server sends it, with the whole Route. */
    private WatcherUe watcher(String presentity, List<String> routes) {
        WatcherUe watcher = opened(WatcherUe.of(cluster.address(), presentity).open());
        routes.add("<sip:" + watcher.endpoint().hostPort() + ";lr>");
        routes.add("<sip:scscf1.home1.net;lr;x=y>");
        routes.add("<sip:token@[5555::1]:5070;lr>");
        return watcher;
    }

    /** As the hops would hand it on: without the Route that led here. */
    private static SipMessage subscribe(WatcherUe watcher, String contact, List<String> recordRoute) {
        SipMessage request = watcher.request(600).without("Route").with("Contact", "<" + contact + ">");
        return request.toTag().isPresent() ? request : request.with("Record-Route", recordRoute);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theDialogIsOneWhicheverNodeTakesTheRequests(boolean exchanged) {
        ServerProcess home = exchanged ? one : other;
        ServerProcess away = exchanged ? other : one;
        choose(away);
        Presentity presentity = presentityOf(home);
        List<String> routes = new ArrayList<>();
        WatcherUe watcher = watcher(presentity.uri(), routes);
        String address = watcher.endpoint().hostPort();
        List<String> contacts = List.of("sip:first@" + address, "sip:second@" + address, "sip:third@[5555::2];comp=sigcomp");
        List<ServerProcess> takers = List.of(away, home, away);
        List<SipMessage> answers = new ArrayList<>();

        for (int i = 0; i < takers.size(); i++) {
            choose(takers.get(i));
            answers.add(watcher.exchange(subscribe(watcher, contacts.get(i), routes)));
            assertEquals(200, answers.get(i).status());
            watcher.awaitNotify(3 * i + 1, PATIENCE);
            for (int change = 2; change <= 3; change++) {
                choose(change == 2 ? away : home);
                presentity.publish("change " + change + " for " + contacts.get(i));
                assertTrue(Pidf.hasNote(watcher.awaitNotify(3 * i + change, PATIENCE), "change " + change + " for " + contacts.get(i)));
            }
        }

        List<SipMessage> notifies = watcher.notifies();
        assertEquals(9, notifies.size());
        for (int i = 0; i < notifies.size(); i++) {
            SipMessage notify = notifies.get(i);
            assertEquals(42 + i, notify.cseq());
            assertEquals(contacts.get(i / 3), notify.requestUri());
            assertEquals(routes, notify.values("Route"));
            assertEquals(answers.get(0).callId(), notify.callId());
            assertEquals(NameAddr.parse(answers.get(0).required("To")), NameAddr.parse(notify.required("From")));
            assertEquals(NameAddr.parse(answers.get(0).required("From")), NameAddr.parse(notify.required("To")));
            assertTrue(home.isNamedBy(notify.topVia()), notify::toString);
        }
        watcher.endpoint().log().entries().stream()
                .filter(entry -> entry.received() && entry.message().isRequest("NOTIFY"))
                .forEach(entry -> assertEquals(entry.message().topVia().sentBy(), hostPort(entry.peer())));
        answers.forEach(answer -> assertEquals(answers.get(0).toTag(), answer.toTag()));
        List<String> advertised = answers.get(0).uris("Contact");
        assertTrue(advertised.get(0).endsWith("@" + hostPort(cluster.address())), advertised::toString);
        answers.forEach(answer -> assertEquals(advertised, answer.uris("Contact")));
        notifies.forEach(notify -> assertEquals(advertised, notify.uris("Contact")));
    }

    @Test
    void aSubscribeRepeatedToTheOtherNodeGetsTheTagOfTheFirst() {
        choose(one);
        Presentity presentity = presentityOf(other);
        WatcherUe watcher = opened(WatcherUe.of(cluster.address(), presentity.uri()).open());
        SipMessage subscribe = watcher.request(600).pushing("Via", watcher.endpoint().newVia());

        SipMessage first = watcher.exchange(subscribe);
        watcher.awaitNotify(1, PATIENCE);
        watcher.endpoint().sendRaw(subscribe, other.sip());

        SipMessage second = watcher.endpoint().log().await("the other node's 200",
                entry -> entry.received() && entry.message().status() == 200, 2, PATIENCE).message();
        assertEquals(first.required("To"), second.required("To"));
        presentity.publish("news");
        assertEquals(43, watcher.awaitNotify(2, PATIENCE).cseq());
    }

    @Test
    void theEntityTagOfOneNodeHoldsAtTheOther() {
        choose(one);
        Presentity presentity = presentityOf(other);
        Publisher publisher = presentity.publisher();
        String oldTag = publisher.entityTag().orElseThrow();
        WatcherUe watcher = opened(WatcherUe.of(cluster.address(), presentity.uri()).open());
        watcher.subscribe(600);
        watcher.awaitNotify(1, PATIENCE);

        choose(other);
        presentity.publish("by the other");
        assertTrue(Pidf.hasNote(watcher.awaitNotify(2, PATIENCE), "by the other"));
        choose(one);
        assertEquals(412, publisher.exchange(publisher.request(600).with("SIP-If-Match", oldTag)).status());
        assertEquals(200, publisher.refresh(600).status());
        assertEquals(200, publisher.remove().status());

        assertEquals(44, watcher.awaitNotify(3, PATIENCE).cseq());
    }

    @Test
    void whatWasStoredIsStoredOnBoth() {
        choose(one);
        Presentity presentity = presentityOf(other);
        WatcherUe watcher = opened(WatcherUe.of(cluster.address(), presentity.uri()).open());

        assertEquals(200, watcher.subscribe(600).status());

        assertTrue(Metrics.of(one).storedPublications() > 0);
        assertEquals(Metrics.of(one).storedPublications(), Metrics.of(other).storedPublications());
        assertTrue(Metrics.of(one).storedSubscriptions() > 0);
        assertEquals(Metrics.of(one).storedSubscriptions(), Metrics.of(other).storedSubscriptions());
    }
}
