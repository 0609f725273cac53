package org.imspresence.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.imspresence.address.HostPort;
import org.imspresence.cluster.Watch.Subscription;

/**
 * One node in a virtual machine of its own, told by lines on its standard input what to do. Behaves as a home should: it
 * writes only to groups that it is the home of, and lets go of a group when its writes have been stored. It writes all the
 * time, and says {@code acked ID} when a write has been stored.
 */
public final class NodeMain implements OwnershipListener {

    private static final int GROUPS = 500;

    private final Map<GroupedKey, Subscription> known = new ConcurrentHashMap<>();
    private final Set<CompletableFuture<Void>> writes = ConcurrentHashMap.newKeySet();
    private final String name;
    private final Cluster cluster;
    private final Store<Subscription> store;

    private NodeMain(ClusterSettings settings) {
        this.name = settings.nodeName();
        this.cluster = Cluster.start(settings, Watch.SCHEMAS, List.of(Nodes.STORE));
        this.store = cluster.store(Nodes.STORE, Subscription.class);
        Nodes.await(cluster.serve(this::handle, this));
    }

    public static void main(String[] args) throws IOException {
        List<HostPort> join = Arrays.stream(args).skip(1).map(HostPort::parse).toList();
        int own = args[0].charAt(0) - 'a';
        ClusterSettings settings = ClusterSettings.of("it-" + join.get(0).port(), args[0], join.get(own), join)
                .withTimeouts(Boolean.getBoolean("steady") ? Nodes.STEADY : Nodes.QUICK);
        NodeMain node = new NodeMain(Optional.ofNullable(System.getProperty("keystore")).map(Path::of).map(Keys::load)
                .map(settings::withKey).orElse(settings));
        say("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            node.obey(line.split(" "));
        }
        Runtime.getRuntime().halt(0);
    }

    private void obey(String[] line) {
        switch (line[0]) {
            case "write" -> new Thread(this::write, "writer").start();
            case "home" -> say("home " + cluster.homeSegments().size() + " " + cluster.members().size() + " "
                    + cluster.balanced());
            case "group" -> say("group " + aGroupOfMine());
            case "call" -> cluster.call(line[1], line[2]).whenComplete((reply, error) ->
                    say("reply " + (error == null ? reply : error)));
            case "known" -> say("known " + known.keySet().stream().filter(key -> cluster.isHome(key.group()))
                    .map(GroupedKey::id).reduce((one, other) -> one + "," + other).orElse(""));
            case "put" -> say("put " + outcome(store.put(key(line), sample(line), Nodes.HOUR)));
            case "remove" -> say("remove " + outcome(store.remove(key(line))));
            case "show" -> say("show " + shown(key(line)));
            case "standing" -> say("standing " + cluster.standing() + " " + cluster.lapses());
            case "latency" -> say("latency " + latency(line[1]));
            default -> throw new IllegalArgumentException(line[0]);
        }
    }

    private static GroupedKey key(String[] line) {
        return new GroupedKey(line[1], line[2]);
    }

    /** With the mark of the line's fourth word, to tell one value from another. */
    private static Subscription sample(String[] line) {
        return Subscription.sample(line[1], line[3]);
    }

    private static String outcome(CompletionStage<Void> stage) {
        try {
            Nodes.await(stage);
            return "done";
        } catch (RuntimeException | AssertionError e) {
            return String.valueOf(e.getCause());
        }
    }

    /** Whether this node is its home, and the mark of its own copy. */
    private String shown(GroupedKey key) {
        return (cluster.isHome(key.group()) ? "home " : "away ")
                + store.getIfLocal(key).map(Subscription::callId).map(id -> id.substring("callid-".length(), id.indexOf('@'))).orElse("none");
    }

    private CompletionStage<?> handle(Object command) {
        if (command.equals("wait-at-" + name)) {
            say("waiting");
            return new CompletableFuture<>();
        }
        return CompletableFuture.completedFuture(name);
    }

    private void write() {
        for (int i = 0; i < 1_000_000; i++) {
            String id = name + i;
            GroupedKey key = new GroupedKey("group" + ThreadLocalRandom.current().nextInt(GROUPS), id);
            CompletableFuture<Void> written = new CompletableFuture<>();
            writes.add(written);
            if (cluster.isHome(key.group())) {
                Subscription value = Subscription.sample(key.group(), id);
                try {
                    Nodes.await(store.put(key, value, Nodes.HOUR));
                    known.put(key, value);
                    say("acked " + id);
                } catch (RuntimeException | AssertionError e) {
                    say("failed " + id + " " + e);
                }
            }
            written.complete(null);
            writes.remove(written);
        }
    }

    @Override
    public void gained(Set<Integer> segments) {
        store.scan(segments, known::put);
        System.err.println("gained " + new TreeSet<>(segments));
    }

    @Override
    public CompletionStage<?> lost(Set<Integer> segments) {
        System.err.println("lost " + new TreeSet<>(segments));
        return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).thenRun(() ->
                known.keySet().removeIf(key -> segments.contains(cluster.segmentOf(key.group()))));
    }

    private String aGroupOfMine() {
        for (int i = 0; ; i++) {
            if (cluster.isHome("group" + i)) {
                return "group" + i;
            }
        }
    }

    private String latency(String group) {
        int warmUp = 5_000;
        long[] micros = new long[5_000];
        for (int i = -warmUp; i < micros.length; i++) {
            long since = System.nanoTime();
            Nodes.await(cluster.call(group, "command"));
            if (i >= 0) {
                micros[i] = (System.nanoTime() - since) / 1000;
            }
        }
        Arrays.sort(micros);
        return "p50 " + micros[micros.length / 2] + " us, p99 " + micros[micros.length * 99 / 100] + " us";
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
