package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.imspresence.testbed.FreePort;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.PresentityScene;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.RunScript;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerProcess.Options;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.UdpForwarder;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster with files: what it knew outlives an orderly stop of all nodes, and nothing outlives a crash of all. */
@RestcommOnly("several nodes")
class ClusterRestartIT extends PresentityScene {

    private static final int NODES = 3;
    /** Three virtual machines start at the same time, on whatever machine this is. */
    private static final Duration START = Duration.ofSeconds(240);
    private static final int PRESENTITIES = 8;

    @TempDir
    private Path files;

    private final List<Options> nodes = new ArrayList<>();
    private List<ServerProcess> running = List.of();
    private UdpForwarder cluster;

    @BeforeEach
    void start() {
        List<InetSocketAddress> members = Stream.generate(() -> new InetSocketAddress("127.0.0.1", FreePort.next())).limit(NODES).toList();
        cluster = UdpForwarder.to(members.get(0));
        for (InetSocketAddress own : members) {
            nodes.add(ServerProcess.options().cluster(own, members).advertise(cluster.address())
                    .readyWithin(START).set("store.directory", files).set("drain.notice", 1).set("subscription.expires.min", 1));
        }
        startAll();
    }

    /** All at once, as none is ready before the others are back. */
    private void startAll() {
        List<CompletableFuture<ServerProcess>> starting = nodes.stream()
                .map(node -> CompletableFuture.supplyAsync(() -> ServerProcess.start(node), task -> new Thread(task).start())).toList();
        running = starting.stream().map(CompletableFuture::join).toList();
        for (ServerProcess node : running) {
            Metrics.of(node).await("presence_cluster_members", count -> count == NODES, PATIENCE);
        }
        cluster.choose(running.get(0).sip());
    }

    @AfterEach
    void stop() {
        running.forEach(ServerProcess::kill);
        running.forEach(ServerProcess::close);
        cluster.close();
    }

    @Override
    protected InetSocketAddress entry() {
        return cluster.address();
    }

    /** A presentity with a publication and a watcher behind proxies, who has seen it. The watcher is its own first hop, so it sees the whole Route. */
    private record Watched(String uri, Publisher publisher, WatcherUe watcher, List<String> routes) {

        SipMessage subscribe(int expires) {
            SipMessage request = watcher.request(expires).without("Route");
            return watcher.exchange(request.toTag().isPresent() ? request : request.with("Record-Route", routes));
        }

        int publish(String note) {
            return publisher.publish(Pidf.document(uri, note), 600).status();
        }

        SipMessage sees(String note) {
            return watcher.awaitNotify(note, notify -> Pidf.hasNote(notify, note), PATIENCE);
        }
    }

    private Watched watched(int expires) {
        String uri = "sip:" + UUID.randomUUID() + "@example.com";
        WatcherUe watcher = opened(WatcherUe.of(entry(), uri).open());
        List<String> routes = List.of("<sip:" + watcher.endpoint().hostPort() + ";lr>", "<sip:scscf2.home2.net;lr>", "<sip:scscf1.home1.net;lr;x=y>");
        Watched watched = new Watched(uri, opened(new Publisher(entry(), uri)), watcher, routes);
        untilServed(() -> watched.publish("before"));
        untilServed(() -> watched.subscribe(expires).status());
        watched.sees("before");
        return watched;
    }

    /** A node that has just started may take longer for its first requests than it waits for another: 500 with Retry-After. */
    private static void untilServed(IntSupplier request) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int status = request.getAsInt();
        while (status == 500 && System.nanoTime() < end) {
            status = request.getAsInt();
        }
        assertEquals(200, status);
    }

    @Test
    void whatTheClusterKnewOutlivesAnOrderlyStopAndNotACrash() {
        List<Watched> all = new ArrayList<>();
        for (int i = 0; i < PRESENTITIES; i++) {
            all.add(watched(600));
        }
        Watched expiring = watched(3);

        RunScript shutdown = RunScript.call("shutdown", "--cluster", "--node", running.get(1).nodeName());
        assertEquals(0, shutdown.status(), shutdown.output());
        assertTrue(shutdown.output().contains("drain 5/6: the stores of the whole cluster are closed"), shutdown::output);
        for (ServerProcess node : running) {
            assertEquals(ServerProcess.TERMINATED, node.awaitExit(PATIENCE), node::output);
            assertEquals("", node.errors());
        }
        startAll();

        for (ServerProcess node : running) {
            assertTrue(node.output().contains("starting with the entries in"), node::output);
        }
        for (Watched watched : all) {
            SipMessage before = watched.sees("before");
            untilServed(() -> watched.publish("after"));
            SipMessage after = watched.sees("after");
            assertTrue(after.cseq() > before.cseq(), after::toString);
            assertEquals(watched.routes(), after.values("Route"));
            assertEquals(before.required("From"), after.required("From"));
            untilServed(() -> watched.subscribe(600).status());
        }
        assertEquals(481, expiring.subscribe(600).status());

        running.forEach(ServerProcess::kill);
        startAll();

        for (ServerProcess node : running) {
            assertTrue(node.output().contains("this node starts clean"), node::output);
        }
        for (Watched watched : all) {
            assertEquals(481, watched.subscribe(600).status());
            assertEquals(412, watched.publish("with the old entity tag"));
        }
        assertEquals(200, watched(600).publish("anew"));
    }
}
