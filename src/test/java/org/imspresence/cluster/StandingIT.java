package org.imspresence.cluster;

import static org.imspresence.cluster.Nodes.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.imspresence.address.HostPort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes in virtual machines of their own that are suspended and killed. */
@Timeout(120)
class StandingIT {

    private final List<Peer> peers = new ArrayList<>();

    @AfterEach
    void stop() {
        peers.forEach(peer -> peer.process.destroyForcibly());
    }

    private void start(int count) throws Exception {
        List<HostPort> addresses = Nodes.freeAddresses(count);
        for (int i = 0; i < count; i++) {
            peers.add(new Peer(String.valueOf((char) ('a' + i)), addresses));
        }
        until("all are homes and act", () -> homes(peers) == 256 && peers.stream().allMatch(peer -> acts(peer) && balanced(peer)));
    }

    @ParameterizedTest(name = "node {0} of three")
    @CsvSource({"2", "0"})
    void aSuspendedNodeIsReplacedAndComesBackAsOneThatDoesNotAct(int suspended) throws Exception {
        start(3);
        Peer zombie = peers.get(suspended);
        List<Peer> others = new ArrayList<>(peers);
        others.remove(zombie);
        List<String> groups = IntStream.range(0, 200).mapToObj(i -> "group" + i).filter(group -> zombie.ask("show", group, "x").startsWith("home")).limit(10).toList();
        for (String group : groups) {
            for (String id : List.of("updated", "removed")) {
                assertEquals("done", zombie.ask("put", group, id, "old"));
            }
        }

        long since = System.nanoTime();
        zombie.suspend();
        until("the others are home of everything", () -> homes(others) == 256 && others.stream().allMatch(this::balanced));
        until("they act", () -> others.stream().allMatch(this::acts));
        System.out.println("suspended to replaced: " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) + " ms");
        for (String group : groups) {
            Peer home = others.stream().filter(peer -> peer.ask("show", group, "updated").startsWith("home")).findFirst().orElseThrow();
            assertEquals("done", home.ask("put", group, "updated", "new"));
            assertEquals("done", home.ask("remove", group, "removed"));
        }

        zombie.tell("standing");
        since = System.nanoTime();
        zombie.resume();
        assertTrue(zombie.next("standing").startsWith("SUSPENDED"), "the first thing it says when it wakes");
        until("all act again, each segment has one home and two copies", () -> homes(peers) == 256 && peers.stream().allMatch(peer -> acts(peer) && balanced(peer)));
        System.out.println("resumed to one of three again: " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) + " ms");
        for (String group : groups) {
            assertEquals("home new", shownByItsHome(group, "updated"));
            assertEquals("home none", shownByItsHome(group, "removed"));
        }
    }

    /** Its home may still move: a node that has come back acts before it is given segments. */
    private String shownByItsHome(String group, String id) {
        List<String> shown = new ArrayList<>();
        until("one is home of " + group, () -> {
            peers.stream().map(peer -> peer.ask("show", group, id)).filter(answer -> answer.startsWith("home")).findFirst().ifPresent(shown::add);
            return !shown.isEmpty();
        });
        return shown.get(0);
    }

    @Test
    void theYoungerOfTwoActsSoonAfterTheOlderWasKilled() throws Exception {
        start(2);
        long since = System.nanoTime();
        peers.get(0).process.destroyForcibly().waitFor();
        Peer survivor = peers.get(1);
        until("it is home of everything and acts", () -> homes(List.of(survivor)) == 256 && acts(survivor));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
        System.out.println("killed to acting: " + millis + " ms");
        assertTrue(millis < 5_000, millis + " ms: it took the end of a process for a cut");
    }

    @Test
    void theYoungerOfTwoHoldsWhenTheOlderFallsSilent() throws Exception {
        start(2);
        peers.get(0).suspend();
        Peer younger = peers.get(1);
        until("it is home of everything", () -> homes(List.of(younger)) == 256);
        until("it holds", () -> younger.ask("standing").startsWith("HOLDING"));
        peers.get(0).resume();
        until("both act", () -> peers.stream().allMatch(this::acts));
    }

    private boolean acts(Peer peer) {
        return peer.ask("standing").startsWith("ACTING");
    }

    private boolean balanced(Peer peer) {
        return peer.ask("home").endsWith("true");
    }

    private static int homes(List<Peer> among) {
        return among.stream().mapToInt(peer -> Integer.parseInt(peer.ask("home").split(" ")[0])).sum();
    }
}
