package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.imspresence.testbed.FreePort;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.PresentityScene;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.RunScript;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.UdpForwarder;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One of two nodes is told to stop: it says so, finishes what it has begun, and the other goes on in its dialogs. */
@RestcommOnly("several nodes")
class DrainIT extends PresentityScene {

    private static final int PRESENTITIES = 12;
    private static final Duration NOTICE = Duration.ofSeconds(3);

    private UdpForwarder cluster;
    private ServerProcess leaver;
    private ServerProcess stayer;

    @BeforeEach
    void start() {
        List<InetSocketAddress> members = List.of(
                new InetSocketAddress("127.0.0.1", FreePort.next()), new InetSocketAddress("127.0.0.1", FreePort.next()));
        cluster = UdpForwarder.to(members.get(0));
        leaver = node(members, 0);
        stayer = node(members, 1);
        for (ServerProcess node : List.of(leaver, stayer)) {
            Metrics.of(node).await("presence_cluster_members", count -> count == members.size(), PATIENCE);
        }
        cluster.choose(leaver.sip());
    }

    private ServerProcess node(List<InetSocketAddress> members, int index) {
        return ServerProcess.start(ServerProcess.options().cluster(members.get(index), members).advertise(cluster.address())
                .set("drain.notice", NOTICE.toSeconds()));
    }

    @AfterEach
    void stop() {
        for (ServerProcess node : new ServerProcess[] {leaver, stayer}) {
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

    /** A presentity with a publication and a watcher, who has seen it. */
    private record Watched(String uri, Publisher publisher, WatcherUe watcher) {

        void publish(String note) {
            assertEquals(200, publisher.publish(Pidf.document(uri, note), 600).status());
        }

        void assertSees(String note) {
            watcher.awaitNotify(note, notify -> Pidf.hasNote(notify, note), PATIENCE);
        }
    }

    private Watched watched() {
        String uri = "sip:" + UUID.randomUUID() + "@example.com";
        Watched watched = new Watched(uri, opened(new Publisher(entry(), uri)), opened(WatcherUe.of(entry(), uri).open()));
        watched.publish("before");
        assertEquals(200, watched.watcher().subscribe(600).status());
        watched.assertSees("before");
        return watched;
    }

    private int options() {
        try (SipEndpoint neighbour = SipEndpoint.udp()) {
            SipMessage options = SipMessage.request("OPTIONS", "sip:ping@example.com").with("Max-Forwards", "70")
                    .with("From", "<sip:neighbour@example.com>;tag=1").with("To", "<sip:ping@example.com>")
                    .with("Call-ID", UUID.randomUUID().toString()).with("CSeq", "1 OPTIONS").with("Content-Length", "0");
            return neighbour.exchange(options, leaver.sip()).status();
        }
    }

    private int ready() throws IOException {
        return health("ready");
    }

    private int health(String what) throws IOException {
        return ((HttpURLConnection) leaver.http().resolve("health/" + what).toURL().openConnection()).getResponseCode();
    }

    /** Fetches, one after the other without waiting for answers, until the node is done: some come when the door is closed. */
    private SipMessage refusalAtTheClosedDoor() {
        WatcherUe late = opened(WatcherUe.of(leaver.sip(), presentity).open());
        while (!leaver.awaitOutput("drain 6/6", Duration.ofMillis(10)) && leaver.isAlive()) {
            SipMessage fetch = late.request(0).with("Call-ID", UUID.randomUUID().toString());
            late.endpoint().sendRaw(fetch.pushing("Via", late.endpoint().newVia()), leaver.sip());
        }
        return late.endpoint().log().await("503", entry -> entry.received() && entry.message().status() == 503, 1, PATIENCE).message();
    }

    private static void assertDrained(String output) {
        List<String> steps = output.lines().filter(line -> line.startsWith("drain ")).map(line -> line.substring(0, line.indexOf(':'))).toList();
        assertEquals(IntStream.rangeClosed(1, 6).mapToObj(step -> "drain " + step + "/6").toList(), steps, output);
    }

    @Test
    void aNodeThatIsToldToStopDrainsAndNoWatcherNotices() throws Exception {
        List<Watched> all = new ArrayList<>();
        for (int i = 0; i < PRESENTITIES; i++) {
            all.add(watched());
        }
        assertTrue(Metrics.of(leaver).homes() > 0 && Metrics.of(stayer).homes() > 0);
        assertEquals(200, options());

        leaver.signal("TERM");
        assertTrue(leaver.awaitOutput("drain 1/6", PATIENCE), leaver::output);
        assertEquals(503, ready());
        assertEquals(503, options());
        assertEquals(200, health("started"), "it has started all the same");
        all.forEach(watched -> watched.publish("while it gives notice"));
        all.forEach(watched -> watched.assertSees("while it gives notice"));
        cluster.choose(stayer.sip());
        SipMessage refusal = refusalAtTheClosedDoor();

        assertTrue(Integer.parseInt(refusal.required("Retry-After")) > 0);
        assertEquals(ServerProcess.TERMINATED, leaver.awaitExit(PATIENCE));
        assertEquals("", leaver.errors());
        assertDrained(leaver.output());
        assertTrue(leaver.output().contains("every entry is on two nodes"), leaver::output);
        for (Watched watched : all) {
            watched.publish("after");
            watched.assertSees("after");
            assertEquals(200, watched.watcher().subscribe(600).status());
            List<SipMessage> notifies = watched.watcher().notifies();
            for (int i = 1; i < notifies.size(); i++) {
                assertTrue(notifies.get(i).cseq() > notifies.get(i - 1).cseq(), notifies::toString);
            }
            notifies.forEach(notify -> assertTrue(notify.required("Subscription-State").startsWith("active"), notify::toString));
        }
    }

    @Test
    void theScriptStopsANodeShowsItsStepsAndSaysWhenThereIsNone() {
        RunScript shutdown = RunScript.call("shutdown", "--node", leaver.nodeName());

        assertEquals(0, shutdown.status(), shutdown.output());
        assertFalse(leaver.isAlive());
        assertEquals(ServerProcess.TERMINATED, leaver.awaitExit(PATIENCE));
        assertDrained(shutdown.output());
        assertTrue(stayer.isAlive());
        for (String none : List.of(leaver.nodeName(), "nonesuch")) {
            RunScript refused = RunScript.call("shutdown", "--node", none);
            assertEquals(1, refused.status());
            assertTrue(refused.output().startsWith("run: ") && refused.output().contains(none), refused::output);
        }
        assertEquals(2, RunScript.call("shutdown", "now").status());
    }

    @Test
    void withoutAPeerNothingIsWaitedFor() {
        leaver.stop();
        long began = System.nanoTime();

        assertEquals(ServerProcess.TERMINATED, stayer.stop());

        assertTrue(System.nanoTime() - began < NOTICE.toNanos(), stayer::output);
        assertTrue(stayer.output().contains("no other node is there to hand over to"), stayer::output);
    }
}
