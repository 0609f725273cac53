package org.imspresence.testbed.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imspresence.testbed.FreePort;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.ServerProcess;

/**
 * Three nodes, each in a process of its own, and the fleet around them: 5,000 subscriptions to 500 presentities, whose states change all the time while something happens to the nodes. All figures go
 * into one table.
 *
 * <p>System properties: {@code presence.scene.presentities}, {@code presence.scene.watchers} of each, {@code presence.scene.publishes} and {@code presence.scene.new-watchers} per second.
 */
public final class ClusterScene implements AutoCloseable {

    private static final int PRESENTITIES = Integer.getInteger("presence.scene.presentities", 500);
    private static final int WATCHERS = Integer.getInteger("presence.scene.watchers", 10);
    private static final int PUBLISHES = Integer.getInteger("presence.scene.publishes", 40);
    private static final int NEW_WATCHERS = Integer.getInteger("presence.scene.new-watchers", 5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** More than an unanswered request takes to be given up. */
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(40);
    private static final Duration ADOPTION = Duration.ofSeconds(14);
    /** Three virtual machines start on the processors that the stream keeps busy. */
    private static final Duration READY_WITHIN = Duration.ofSeconds(150);
    private static final String HEAP = System.getProperty("presence.scene.heap", "320m");

    private static final String LONGEST = "longest from acknowledged to told, ms";

    /** Where a node is to be; the prefix is the command that puts it there. */
    public record Place(String name, InetSocketAddress sip, InetSocketAddress http, InetSocketAddress cluster, List<String> prefix) {

        private static Place onLoopback(String name) {
            return new Place(name, local(FreePort.next()), local(FreePort.next()), local(FreePort.next()), List.of());
        }

        private static InetSocketAddress local(int port) {
            return new InetSocketAddress("127.0.0.1", port);
        }
    }

    private final String title;
    private final String clusterName;
    private final List<Place> places;
    private final Fleet fleet;
    private final List<Target> targets = new ArrayList<>();
    private final List<ServerProcess> nodes = new ArrayList<>();
    private final Map<String, String> table = new LinkedHashMap<>();
    private final long begin = System.nanoTime();

    private ClusterScene(String title, InetSocketAddress network, List<Place> places) {
        long seed = ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE);
        this.title = title;
        this.places = places;
        clusterName = "scene-" + Long.toString(seed, Character.MAX_RADIX);
        fleet = new Fleet(network, seed);
        note("chance", "seed " + seed);
        places.forEach(place -> targets.add(fleet.target(place.name(), place.sip())));
    }

    /** On free ports of 127.0.0.1. */
    public static ClusterScene onLoopback(String title) {
        String prefix = title.replaceAll("[^a-z]+", "-") + "-";
        return at(title, new InetSocketAddress("127.0.0.1", 0), IntStream.range(0, 3).mapToObj(i -> Place.onLoopback(prefix + (char) ('a' + i))).toList());
    }

    /** The first node has founded the cluster, and so coordinates it, when the others join. */
    public static ClusterScene at(String title, InetSocketAddress network, List<Place> places) {
        ClusterScene scene = new ClusterScene(title, network, places);
        try {
            scene.nodes.add(scene.startNode(0));
            List<CompletableFuture<ServerProcess>> others = IntStream.range(1, places.size()).mapToObj(i -> CompletableFuture.supplyAsync(() -> scene.startNode(i))).toList();
            others.forEach(other -> scene.nodes.add(other.handle((node, failure) -> node).join()));
            others.forEach(CompletableFuture::join);
            scene.awaitMembers(places.size());
            scene.note("three nodes ready", scene.elapsed() + " ms");
            return scene;
        } catch (RuntimeException e) {
            scene.close();
            throw e;
        }
    }

    private ServerProcess startNode(int index) {
        Place place = places.get(index);
        ServerProcess.Options options = ServerProcess.options().underLoad().node(place.name()).sip(place.sip()).http(place.http())
                .cluster(place.cluster(), places.stream().map(Place::cluster).toList())
                .advertise(fleet.address()).within(place.prefix()).readyWithin(READY_WITHIN).heap(HEAP).set("cluster.name", clusterName)
                // The machine is shared by three nodes, the fleet and whatever else runs there: this is neither about overload nor about speed, and the nodes live for two minutes.
                .javaOptions(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
                .set("overload.delay", 60_000);
        return ServerProcess.start(options);
    }

    /** Waits until each node that runs sees that many. */
    public void awaitMembers(int count) {
        nodes.stream().filter(node -> node != null && node.isAlive()).forEach(node ->
                Metrics.of(node).await("presence_cluster_members", members -> members == count, PATIENCE));
    }

    /** Waits until this node sees that many, and every entry is on two of them: until nothing is handed over any more. */
    public void awaitBalanced(int node, int members) {
        Metrics metrics = Metrics.of(nodes.get(node));
        metrics.await("presence_cluster_members", seen -> seen == members, PATIENCE);
        metrics.await("presence_cluster_balanced", balanced -> balanced == 1, PATIENCE);
    }

    public Fleet fleet() {
        return fleet;
    }

    public ServerProcess node(int index) {
        return nodes.get(index);
    }

    public Target target(int index) {
        return targets.get(index);
    }

    /** Starts a node that has ended again, as it was. */
    public void restart(int index) {
        nodes.set(index, startNode(index));
    }

    // ---- What all scenes have in common

    /** Opens the subscriptions, then lets the states change for a while undisturbed. */
    public void open() {
        Duration took = fleet.open(PRESENTITIES, WATCHERS, PATIENCE);
        note("opened", String.format("%,d subscriptions to %,d presentities in %.1f s", fleet.subscriptions(), PRESENTITIES, took.toMillis() / 1e3));
        stream();
        during(Duration.ofSeconds(4));
        note("longest from acknowledged to told, before", fleet.findings().of(LONGEST) + " ms");
    }

    /** Begins the stream of changes and new watchers, or lets it go on. */
    public void stream() {
        fleet.stream(PUBLISHES, NEW_WATCHERS);
        note("stream", PUBLISHES + " PUBLISHes and " + NEW_WATCHERS + " new watchers a second");
    }

    /** Lets the stream flow for that time, in which nothing else is waited for. */
    public void during(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** The stream ends; everybody knows the last acknowledged state, and can still refresh, at another node than before. */
    public void settle() {
        fleet.stopStream();
        long since = System.nanoTime();
        fleet.awaitQuiet(PATIENCE_AT_THE_END);
        fleet.awaitAllTold(PATIENCE_AT_THE_END);
        note("end of the stream to everybody knows the last state", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) + " ms");
        note("longest from acknowledged to told, in all", fleet.findings().of(LONGEST) + " ms");
        Duration refreshed = fleet.refreshAll(PATIENCE_AT_THE_END);
        note("refreshed", String.format("%,d subscriptions at another node than before in %.1f s", fleet.subscriptions(), refreshed.toMillis() / 1e3));
    }

    /** Waits until those presentities whose home was lost have been told of by another, and notes how long that took. */
    public void awaitAdoptions(int count, String since) {
        fleet.awaitAdoptions(count, ADOPTION);
        Collection<Long> adoptions = fleet.adoptions();
        note(since + " to told of by another home",
                String.format("%d of %d presentities, first %d ms, last %d ms", adoptions.size(), count, adoptions.stream().min(Long::compare).orElse(-1L), adoptions.stream().max(Long::compare).orElse(-1L)));
    }

    public long elapsed() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    /** A line of the table; said at once, too, so that a scene that does not come to its end has not been silent. */
    public void note(String what, String figure) {
        table.put(what, figure);
        System.out.printf("  %s | %,6d ms | %s: %s%n", title, elapsed(), what, figure);
    }

    /** Everything that is known by now. */
    public String table() {
        table.put("requests", "" + fleet.findings().beginning("requests "));
        table.put("repeated byte for byte", fleet.findings().of("repeats at a second node") + " at a second node, " + fleet.findings().of("repeats at a further node, after silence")
                + " at a further one after silence; " + fleet.findings().of("retransmissions of requests") + " retransmissions");
        table.put("final answers", "" + fleet.findings().beginning("answers to "));
        table.put("tried again after Retry-After", "" + fleet.findings().beginning("tried again as a new request, "));
        table.put("NOTIFYs", String.format("%,d; doubled: %d; retransmitted: %d", fleet.findings().of("NOTIFYs"), fleet.findings().of("doubled NOTIFYs"), fleet.findings().of("retransmissions of NOTIFYs")));
        table.put("violations", "" + fleet.findings().violations());
        table.put("the whole scene", elapsed() / 1000 + " s");
        return table.entrySet().stream().map(line -> String.format("  %s | %-52s | %s", title, line.getKey(), line.getValue())).collect(Collectors.joining("\n", "\n", "\n"));
    }

    /** Prints the table and fails if anything happened that must not. */
    public void tell() {
        System.out.println(table());
        if (!fleet.findings().violations().isEmpty()) {
            throw new AssertionError(title + ": " + fleet.findings().violations() + "\n" + String.join("\n", fleet.findings().told()));
        }
    }

    /** Ends all nodes, at once: what they say when they end in order belongs to another test. Keeps what they have said. */
    @Override
    public void close() {
        // A test whose time is up is interrupted; what follows has to be done nevertheless.
        boolean interrupted = Thread.interrupted();
        List<ServerProcess> started = nodes.stream().filter(node -> node != null).toList();
        started.stream().filter(ServerProcess::isAlive).forEach(ServerProcess::kill);
        fleet.close();
        started.forEach(ClusterScene::keepOutput);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void keepOutput(ServerProcess node) {
        Path file = Path.of("target", "scenes", node.nodeName() + ".log");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, node.output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
