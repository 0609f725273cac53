package org.imspresence.cluster;

import static org.imspresence.cluster.Nodes.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
    private final List<String> options = new ArrayList<>();

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
        Peer a = new Peer("a");
        Peer b = new Peer("b");
        Peer c = new Peer("c");
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

    private static int homes(Peer... among) {
        return Arrays.stream(among).mapToInt(peer -> Integer.parseInt(peer.ask("home").split(" ")[0])).sum();
    }

    private static long since(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    /** A {@link NodeMain} and what it has said. */
    private final class Peer {

        final Process process;
        final Thread reader;
        final Set<String> acked = ConcurrentHashMap.newKeySet();
        final Set<String> failed = ConcurrentHashMap.newKeySet();
        private final Map<String, BlockingQueue<String>> said = new ConcurrentHashMap<>();
        private final PrintWriter stdin;

        Peer(String name) throws IOException {
            long since = System.nanoTime();
            List<String> line = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx512m", "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
            line.addAll(options);
            line.addAll(List.of(NodeMain.class.getName(), name));
            addresses.forEach(address -> line.add(address.toString()));
            process = new ProcessBuilder(line).redirectError(new File("target/cluster-it-" + name + ".log")).start();
            peers.add(this);
            stdin = new PrintWriter(process.getOutputStream(), true);
            reader = new Thread(this::read, "reader of " + name);
            reader.start();
            next("ready");
            System.out.println("node " + name + " ready in " + since(since) + " ms, with the start of its virtual machine");
        }

        void tell(String... words) {
            stdin.println(String.join(" ", words));
        }

        String ask(String... words) {
            tell(words);
            return next(words[0]);
        }

        /** The rest of the next line that begins with the word. */
        String next(String word) {
            try {
                String rest = said(word).poll(30, TimeUnit.SECONDS);
                assertNotNull(rest, "no line began with " + word);
                return rest;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private BlockingQueue<String> said(String word) {
            return said.computeIfAbsent(word, any -> new LinkedBlockingQueue<>());
        }

        private void read() {
            try (BufferedReader out = process.inputReader()) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    String[] wordAndRest = line.split(" ", 2);
                    String rest = wordAndRest.length == 1 ? "" : wordAndRest[1];
                    switch (wordAndRest[0]) {
                        case "acked" -> acked.add(rest);
                        case "failed" -> failed.add(rest);
                        default -> said(wordAndRest[0]).add(rest);
                    }
                }
            } catch (IOException ended) {
                said("ended").add(ended.toString());
            }
        }
    }
}
