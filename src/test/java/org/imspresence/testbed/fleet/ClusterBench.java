package org.imspresence.testbed.fleet;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.imspresence.testbed.FreePort;
import org.imspresence.testbed.JavaHeap;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.NotSeenException;
import org.imspresence.testbed.ServerProcess;

/**
 * Many subscriptions on one node and on three: the heap they take, how long a fourth node takes to join, and how long it takes until others have taken over what a killed node was home of. Started by
 * {@code bench/cluster}.
 */
public final class ClusterBench {

    /** Three at first, and one that joins. */
    private static final int NODES = 4;
    private static final long MEBIBYTE = 1 << 20;
    /** A server transaction lives for 32 s; after that the heap holds what stays. */
    private static final Duration QUIET = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration WORD = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 50;

    private final int subscriptions;
    private final int watchers;
    private final String heap;
    private final int publishes;
    private final Map<String, String> table = new LinkedHashMap<>();
    private final List<ServerProcess> nodes = new ArrayList<>();

    private ClusterBench(int subscriptions, int watchers, String heap, int publishes) {
        this.subscriptions = subscriptions;
        this.watchers = watchers;
        this.heap = heap;
        this.publishes = publishes;
    }

    /** @param arguments subscriptions, watchers of each presentity, heap of a node, PUBLISHes per second */
    public static void main(String[] arguments) {
        ClusterBench bench = new ClusterBench(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), arguments[2], Integer.parseInt(arguments[3]));
        try {
            bench.oneNode();
            bench.severalNodes();
        } finally {
            bench.endNodes();
            System.out.println();
            bench.table.forEach((what, figure) -> System.out.printf("  %-58s | %s%n", what, figure));
        }
        // Threads of the fleets do not keep this from ending, but what a pool of the class library has started might.
        System.exit(0);
    }

    private int presentities() {
        return subscriptions / watchers;
    }

    private void oneNode() {
        try (Fleet fleet = fleet()) {
            ServerProcess node = ServerProcess.start(options().advertise(fleet.address()));
            nodes.add(node);
            fleet.target("one", node.sip());
            long empty = JavaHeap.of(node).usedAfterFullCollection();
            note("one node: heap, empty", mebibytes(empty));
            open("one node", fleet);
            note("one node: heap, full", heaps());
            note("one node: a subscription, with its share of a publication", (JavaHeap.of(node).usedAfterFullCollection() - empty) / subscriptions + " bytes");
        }
        endNodes();
    }

    private void severalNodes() {
        List<InetSocketAddress> sip = addresses();
        List<InetSocketAddress> cluster = addresses();
        try (Fleet fleet = fleet()) {
            for (int i = 0; i < NODES - 1; i++) {
                nodes.add(ServerProcess.start(options().sip(sip.get(i)).cluster(cluster.get(i), cluster).advertise(fleet.address())));
                fleet.target("node " + (char) ('a' + i), sip.get(i));
            }
            awaitMembers(NODES - 1);
            note("three nodes: heap, empty", heaps());
            open("three nodes", fleet);
            note("three nodes: heap, full", heaps());

            long joining = System.nanoTime();
            nodes.add(ServerProcess.start(options().sip(sip.get(NODES - 1)).cluster(cluster.get(NODES - 1), cluster).advertise(fleet.address()).readyWithin(Duration.ofMinutes(3))));
            note("a fourth node: start to ready", since(joining));
            await("two copies of everything", () -> stored() == 2L * subscriptions && homes() == presentities());
            note("a fourth node: start to balanced", since(joining));
            fleet.target("node d", sip.get(NODES - 1));
            note("four nodes: heap, full", heaps());

            killOne(fleet);
            note("what must not have happened", fleet.findings().violations() + fleet.findings().told().stream().map(text -> "\n" + text).collect(Collectors.joining()));
        }
    }

    /** The first node is the oldest: it coordinates the others. */
    private void killOne(Fleet fleet) {
        ServerProcess victim = nodes.remove(0);
        fleet.publishAll();
        fleet.awaitQuiet(PATIENCE);
        fleet.awaitAllTold(PATIENCE);
        fleet.stream(publishes, 0);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
        int its = fleet.lost(fleet.targetAt(victim.sip()));
        long killed = System.nanoTime();
        victim.kill();
        await("homes of everything", () -> homes() == presentities());
        note("kill -9: to homes of everything again", since(killed));
        fleet.awaitAdoptions(its, PATIENCE);
        Collection<Long> adoptions = fleet.adoptions();
        note("kill -9: to told of by another home", String.format("%,d of %,d presentities, first %,d ms, last %,d ms; their states change at %d a second", adoptions.size(), its,
                adoptions.stream().min(Long::compare).orElse(-1L), adoptions.stream().max(Long::compare).orElse(-1L), publishes));
        fleet.stopStream();
        fleet.awaitQuiet(PATIENCE);
        fleet.awaitAllTold(PATIENCE);
        note("NOTIFYs after the kill", "doubled: " + fleet.findings().of("doubled NOTIFYs"));
        await("two copies of everything", () -> stored() == 2L * subscriptions);
        note("kill -9: to two copies of everything, at most", since(killed));
    }

    private Fleet fleet() {
        Fleet fleet = new Fleet(new InetSocketAddress("127.0.0.1", 0), System.nanoTime() & 0xffffff);
        fleet.withoutRepeats();
        return fleet;
    }

    private void open(String what, Fleet fleet) {
        Duration took = fleet.open(presentities(), watchers, PATIENCE);
        note(what + ": opened", String.format("%,d subscriptions to %,d presentities in %.0f s", fleet.subscriptions(), presentities(), took.toMillis() / 1e3));
        LockSupport.parkNanos(QUIET.toNanos());
    }

    private ServerProcess.Options options() {
        return ServerProcess.options().underLoad().heap(heap).set("overload.delay", 60_000);
    }

    private static List<InetSocketAddress> addresses() {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            addresses.add(new InetSocketAddress("127.0.0.1", FreePort.next()));
        }
        return addresses;
    }

    private void awaitMembers(int count) {
        nodes.forEach(node -> Metrics.of(node).await("presence_cluster_members", members -> members == count, Duration.ofMinutes(1)));
    }

    private long stored() {
        return nodes.stream().mapToLong(node -> Metrics.of(node).storedSubscriptions()).sum();
    }

    private long homes() {
        return nodes.stream().mapToLong(node -> Metrics.of(node).homes()).sum();
    }

    private String heaps() {
        return nodes.stream().map(node -> mebibytes(JavaHeap.of(node).usedAfterFullCollection())).collect(Collectors.joining(", "));
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long nextWord = System.nanoTime() + WORD.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > nextWord) {
                nextWord += WORD.toNanos();
                System.out.printf("    waiting for %s: %,d stored, %,d homes%n", what, stored(), homes());
            }
            if (System.nanoTime() > deadline) {
                throw new NotSeenException(what + ": not after " + PATIENCE);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
        }
    }

    private static String since(long nanos) {
        return String.format("%,d ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos));
    }

    private static String mebibytes(long bytes) {
        return bytes / MEBIBYTE + " MiB";
    }

    private void note(String what, String figure) {
        table.put(what, figure);
        System.out.println("  " + what + ": " + figure);
    }

    private void endNodes() {
        nodes.stream().filter(ServerProcess::isAlive).forEach(ServerProcess::kill);
        nodes.forEach(ServerProcess::close);
        nodes.clear();
    }
}
