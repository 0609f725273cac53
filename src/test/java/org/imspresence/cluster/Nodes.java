package org.imspresence.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imspresence.address.HostPort;
import org.imspresence.testbed.FreePort;

/** Several nodes in this virtual machine, on free loopback ports, and what the tests want to know of them. */
final class Nodes implements AutoCloseable {

    static final String STORE = "subscriptions";
    static final Duration HOUR = Duration.ofHours(1);

    /** Quick to notice a loss; the rest as in production. */
    static final ClusterSettings.Timeouts QUICK = new ClusterSettings.Timeouts(
            Duration.ofMillis(300), Duration.ofMillis(2000), Duration.ofMillis(200), Duration.ofMillis(5000),
            Duration.ofMillis(30_000), Duration.ofMillis(2000), Duration.ofMillis(6000), Duration.ofMillis(1000),
            Duration.ofSeconds(30));

    /** For nodes that share a virtual machine and none of which is lost: a machine that stands still for two seconds suspends nobody. */
    static final ClusterSettings.Timeouts STEADY = new ClusterSettings.Timeouts(
            QUICK.join(), Duration.ofMillis(5500), QUICK.verify(), Duration.ofMillis(8000),
            QUICK.transfer(), QUICK.call(), QUICK.home(), QUICK.handOver(), QUICK.splitHold());

    /** For nodes whose ownership nobody looks at. */
    static final OwnershipListener UNCONCERNED = new OwnershipListener() {
        @Override
        public void gained(Set<Integer> segments) {
        }

        @Override
        public CompletionStage<?> lost(Set<Integer> segments) {
            return CompletableFuture.completedFuture(null);
        }
    };

    private final List<HostPort> addresses;
    private final ClusterSettings.Timeouts timeouts;
    private final List<Node> started = new ArrayList<>();

    Nodes(int most) {
        this(most, STEADY);
    }

    Nodes(int most, ClusterSettings.Timeouts timeouts) {
        this.addresses = freeAddresses(most);
        this.timeouts = timeouts;
    }

    /** One node: a handler that says who it is, and a record of what its listener saw. */
    static final class Node implements OwnershipListener {

        final Cluster cluster;
        final Store<Watch.Subscription> store;
        final List<String> events = new CopyOnWriteArrayList<>();
        final Map<GroupedKey, Watch.Subscription> loaded = new ConcurrentHashMap<>();
        volatile CompletionStage<?> drained = CompletableFuture.completedFuture(null);

        Node(Cluster cluster) {
            this.cluster = cluster;
            this.store = cluster.store(STORE, Watch.Subscription.class);
        }

        Node serve() {
            return serve(command -> CompletableFuture.completedFuture(cluster.self().toString()));
        }

        Node serve(CommandHandler handler) {
            await(cluster.serve(handler, this));
            return this;
        }

        @Override
        public void gained(Set<Integer> segments) {
            store.scan(segments, loaded::put);
            events.add("gained " + segments.size());
        }

        @Override
        public CompletionStage<?> lost(Set<Integer> segments) {
            loaded.keySet().removeIf(key -> segments.contains(cluster.segmentOf(key.group())));
            events.add("lost " + segments.size());
            return drained;
        }
    }

    /** Starts one more node; it does not serve yet. */
    Node start() {
        return start(settings(started.size()));
    }

    ClusterSettings settings(int index) {
        return ClusterSettings.of("test-" + addresses.get(0).port(), "n" + index, addresses.get(index), addresses)
                .withTimeouts(timeouts);
    }

    Node start(ClusterSettings settings) {
        Node node = new Node(Cluster.start(settings, Watch.SCHEMAS, List.of(STORE)));
        started.add(node);
        return node;
    }

    /** Every segment has one home among these nodes. */
    static boolean complete(Node... nodes) {
        Set<Integer> all = new TreeSet<>();
        int sum = 0;
        for (Node node : nodes) {
            Set<Integer> held = node.cluster.homeSegments();
            sum += held.size();
            all.addAll(held);
        }
        return sum == 256 && all.size() == 256;
    }

    static String groupAt(Node home) {
        for (int i = 0; i < 10_000; i++) {
            if (home.cluster.isHome("group" + i)) {
                return "group" + i;
            }
        }
        throw new AssertionError("no group there");
    }

    static GroupedKey key(int i) {
        return new GroupedKey("user" + i % 1000 + "@example.com", "watcher" + i);
    }

    static void fill(Node node, int from, int to) {
        fill(List.of(node), from, to);
    }

    /**
     * Each entry is written by its home, if that is one of these nodes; else by the first of them. A node that this machine has let stand still refuses to write until the others have confirmed it, so what was refused is
     * written again.
     */
    static void fill(List<Node> nodes, int from, int to) {
        List<Integer> left = IntStream.range(from, to).boxed().toList();
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); !left.isEmpty(); LockSupport.parkNanos(2_000_000)) {
            Map<Integer, CompletableFuture<?>> puts = new TreeMap<>();
            left.forEach(i -> puts.put(i, put(nodes, key(i))));
            puts.values().removeIf(put -> isStored(put, System.nanoTime() - end < 0));
            left = List.copyOf(puts.keySet());
        }
    }

    private static CompletableFuture<?> put(List<Node> nodes, GroupedKey key) {
        Node node = nodes.stream().filter(each -> each.cluster.isHome(key.group())).findFirst().orElse(nodes.get(0));
        return node.store.put(key, Watch.Subscription.sample(key.group(), key.id()), HOUR).toCompletableFuture();
    }

    private static boolean isStored(CompletableFuture<?> put, boolean mayBeRefused) {
        try {
            await(put);
            return true;
        } catch (ClusterException refused) {
            if (mayBeRefused && Stream.iterate((Throwable) refused, Objects::nonNull, Throwable::getCause).anyMatch(Fence.LateWriteException.class::isInstance)) {
                return false;
            }
            throw refused;
        }
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within 20 s: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Ports that are free at present. */
    static List<HostPort> freeAddresses(int count) {
        return Stream.generate(() -> new HostPort("127.0.0.1", FreePort.next())).limit(count).toList();
    }

    @Override
    public void close() {
        started.forEach(node -> node.cluster.close());
    }
}
