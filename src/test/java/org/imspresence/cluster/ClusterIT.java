package org.imspresence.cluster;

import static org.imspresence.cluster.Nodes.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.imspresence.address.HostPort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three nodes in three virtual machines, one of which is killed. */
@Timeout(120)
class ClusterIT {

    private final List<HostPort> addresses = Nodes.freeAddresses(3);
    private final List<Peer> peers = new ArrayList<>();
    /** The end of a process is noticed by its connections, whatever the timeouts are. */
    private final List<String> options = new ArrayList<>(List.of("-Dsteady=true"));

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        peers.forEach(peer -> peer.process.destroyForcibly());
    }

    @ParameterizedTest(name = "with a key: {0}")
    @ValueSource(booleans = {false, true})
    void nothingThatWasAcknowledgedIsLostWhenANodeIsKilled(boolean withKey) throws Exception {
        if (withKey) {
            options.add("-Dkeystore=" + Keys.file(directory, "key"));
        }
        Peer a = start("a");
        Peer b = start("b");
        Peer c = start("c");
        until("three homes", () -> homes(a, b, c) == 256);
        String groupOfC = c.ask("group");
        System.out.println("a command between two virtual machines: " + a.ask("latency", groupOfC));

        List.of(a, b, c).forEach(peer -> peer.tell("write"));
        until("all are writing", () -> peers.stream().allMatch(peer -> peer.acked.size() > 500));
        a.tell("call", groupOfC, "wait-at-c");
        c.next("waiting");

        long killed = System.nanoTime();
        c.process.destroyForcibly().waitFor();
        until("the two are home of everything", () -> homes(a, b) == 256);
        System.out.println("killed to two homes of everything: " + since(killed) + " ms");
        assertTrue(Set.of("a", "b").contains(a.next("reply")), "the pending call has gone to the next home");
        until("a second copy of everything", () -> a.ask("home").endsWith("true") && b.ask("home").endsWith("true"));
        System.out.println("killed to balanced: " + since(killed) + " ms");

        c.reader.join();
        Set<String> acked = new HashSet<>(c.acked);
        acked.addAll(a.acked);
        acked.addAll(b.acked);
        Set<String> known = new HashSet<>();
        for (Peer home : List.of(a, b)) {
            for (String id : home.ask("known").split(",")) {
                assertTrue(known.add(id), id + " is known to two homes");
            }
        }
        acked.removeAll(known);
        assertEquals(Set.of(), acked, "acknowledged, and unknown to its home");
        assertEquals(List.of(), peers.stream().flatMap(peer -> peer.failed.stream()).toList());
        System.out.println("written by the node that was killed: " + c.acked.size() + " of " + known.size());
    }

    private Peer start(String name) throws IOException {
        Peer peer = new Peer(name, addresses, options);
        peers.add(peer);
        return peer;
    }

    private static int homes(Peer... among) {
        return Arrays.stream(among).mapToInt(peer -> Integer.parseInt(peer.ask("home").split(" ")[0])).sum();
    }

    private static long since(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
