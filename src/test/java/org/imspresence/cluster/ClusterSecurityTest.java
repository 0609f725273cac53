package org.imspresence.cluster;

import static org.imspresence.cluster.Nodes.await;
import static org.imspresence.cluster.Nodes.complete;
import static org.imspresence.cluster.Nodes.fill;
import static org.imspresence.cluster.Nodes.key;
import static org.imspresence.cluster.Nodes.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.imspresence.address.HostPort;
import org.imspresence.cluster.Nodes.Node;
import org.jgroups.Global;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may join whom, and what others can see of it. */
@Timeout(60)
class ClusterSecurityTest {

    private static final UnaryOperator<ClusterSettings> CLEAR_TEXT = settings -> settings;
    private static final int TRIES = 3;

    @TempDir
    private static Path directory;
    private static Path keyFile;
    private static Path otherKeyFile;

    @BeforeAll
    static void makeKeys() {
        keyFile = Keys.file(directory, "key");
        otherKeyFile = Keys.file(directory, "other");
    }

    @Test
    void nodesWithTheSameKeyJoinAndShareEntries() {
        try (Nodes nodes = new Nodes(3)) {
            Node a = nodes.start(withKey(keyFile).apply(nodes.settings(0))).serve();
            fill(a, 0, 1000);
            Node b = nodes.start(withKey(keyFile).apply(nodes.settings(1))).serve();
            Node c = nodes.start(withKey(keyFile).apply(nodes.settings(2))).serve();
            until("one home each", () -> complete(a, b, c));
            for (int i = 0; i < 1000; i++) {
                assertEquals("callid-watcher" + i, await(c.store.get(key(i))).orElseThrow().callId().split("@")[0]);
            }
            a.cluster.close();
            until("the others are home of everything", () -> complete(b, c));
        }
    }

    @Test
    void aNodeWithAnotherKeyNeverJoins() {
        neverJoin(withKey(keyFile), withKey(otherKeyFile));
    }

    @Test
    void aNodeWithoutAKeyNeverJoinsNodesThatHaveOne() {
        neverJoin(withKey(keyFile), CLEAR_TEXT);
    }

    @Test
    void aNodeThatIsTrustedButTrustsNobodyNeverJoins() {
        Path trusting = Keys.file(directory, "trusting");
        Keys.trust(trusting, otherKeyFile, "other");
        neverJoin(withKey(trusting), withKey(otherKeyFile));
    }

    @Test
    void nodesOfAnotherNameNeverJoinThoughTheyHaveTheSameKey() {
        neverJoin(withKey(keyFile), settings -> new ClusterSettings("another name", settings.nodeName(), settings.bind(),
                settings.join(), settings.segments(), settings.owners(), settings.timeouts(), settings.maxPendingCalls(),
                settings.dns(), Optional.of(Keys.load(keyFile)), settings.kept()));
    }

    /** They look for each other, again and again, and nothing comes of it, nor much of a log. */
    private void neverJoin(UnaryOperator<ClusterSettings> one, UnaryOperator<ClusterSettings> other) {
        try (Log log = new Log("org.jgroups", "org.infinispan", "org.imspresence.cluster", Warnings.class.getName());
             Pair pair = new Pair(one, other)) {
            int before = pair.toA.parcels() + pair.toB.parcels();
            until("they try again and again", () -> pair.toA.parcels() + pair.toB.parcels() >= before + 4 * TRIES);
            for (Node node : List.of(pair.a, pair.b)) {
                assertEquals(1, node.cluster.members().size());
                assertEquals(256, node.cluster.homeSegments().size());
            }
            assertTrue(log.has("n1: no member answered at " + pair.toA.address()), log.toString());
            assertTrue(log.size() <= 2 + 3 * TRIES, log.toString());
            assertEquals(0, log.stackTraces(), log.toString());
        }
    }

    /** Two nodes that know each other, and say that they are, behind a wire each. */
    private static final class Pair implements AutoCloseable {

        final Nodes nodes = new Nodes(2);
        final Wire toA = new Wire(nodes.settings(0).bind().orElseThrow());
        final Wire toB = new Wire(nodes.settings(1).bind().orElseThrow());
        final Node a;
        final Node b;

        Pair(UnaryOperator<ClusterSettings> one, UnaryOperator<ClusterSettings> other) {
            a = start(one.apply(joining(nodes.settings(0), toB.address())), toA);
            b = start(other.apply(joining(nodes.settings(1), toA.address())), toB);
        }

        private Node start(ClusterSettings settings, Wire wire) {
            System.setProperty(Global.EXTERNAL_ADDR, wire.address().host());
            System.setProperty(Global.EXTERNAL_PORT, Integer.toString(wire.address().port()));
            try {
                return nodes.start(settings).serve();
            } finally {
                System.clearProperty(Global.EXTERNAL_ADDR);
                System.clearProperty(Global.EXTERNAL_PORT);
            }
        }

        @Override
        public void close() {
            nodes.close();
            toA.close();
            toB.close();
        }
    }

    @Test
    void nodesWithKeysOfTheirOwnJoinWhenEachTrustsTheOther() {
        Path one = Keys.file(directory, "one");
        Path two = Keys.file(directory, "two");
        Keys.trust(one, two, "two");
        Keys.trust(two, one, "one");
        try (Nodes nodes = new Nodes(2)) {
            Node a = nodes.start(withKey(one).apply(nodes.settings(0))).serve();
            Node b = nodes.start(withKey(two).apply(nodes.settings(1))).serve();
            until("one home each", () -> complete(a, b));
        }
    }

    @Test
    void aStrangerWhoConnectsAndSaysNothingKeepsNobodyOut() throws Exception {
        try (Nodes nodes = new Nodes(2)) {
            Node a = nodes.start(withKey(keyFile).apply(nodes.settings(0))).serve();
            HostPort bind = nodes.settings(0).bind().orElseThrow();
            try (Socket stranger = new Socket(bind.host(), bind.port())) {
                Node b = nodes.start(withKey(keyFile).apply(nodes.settings(1))).serve();
                until("one home each", () -> complete(a, b));
                assertEquals(-1, stranger.getInputStream().read());
            }
        }
    }

    @Test
    void nothingOfAnEntryIsReadOnTheWireWhenThereIsAKey() {
        assertTrue(entryIsReadOnTheWire(CLEAR_TEXT), "the wire shows entries when they are not encrypted");
        assertFalse(entryIsReadOnTheWire(withKey(keyFile)));
    }

    private boolean entryIsReadOnTheWire(UnaryOperator<ClusterSettings> security) {
        try (Pair pair = new Pair(security, security)) {
            until("one home each", () -> complete(pair.a, pair.b));
            fill(List.of(pair.a, pair.b), 0, 1000);
            for (int i = 0; i < 1000; i++) {
                assertTrue(await(pair.b.store.get(key(i))).isPresent());
            }
            assertTrue(pair.toA.length() + pair.toB.length() > 1000 * 200, "the entries went over the wire");
            return Stream.of("callid-watcher", "user1", "example.com", pair.nodes.settings(0).clusterName())
                    .anyMatch(text -> pair.toA.carried(text) || pair.toB.carried(text));
        }
    }

    @Test
    void aNodeListensOnTheGivenAddressAndNowhereElse() {
        try (Nodes nodes = new Nodes(1)) {
            HostPort bind = new HostPort("127.0.0.2", nodes.settings(0).bind().orElseThrow().port());
            Set<HostPort> before = Listening.here();
            ClusterSettings settings = ClusterSettings.of("listening", "n0", bind, List.of()).withTimeouts(Nodes.QUICK);
            nodes.start(settings.withKey(Keys.load(keyFile))).serve();
            Set<HostPort> opened = new TreeSet<>(Listening.ORDER);
            opened.addAll(Listening.here());
            opened.removeAll(before);
            assertEquals(Set.of(bind), opened);
        }
    }

    private static ClusterSettings joining(ClusterSettings settings, HostPort peer) {
        return new ClusterSettings(settings.clusterName(), settings.nodeName(), settings.bind(), List.of(peer),
                settings.segments(), settings.owners(), settings.timeouts(), settings.maxPendingCalls(), Optional.empty(),
                settings.key(), settings.kept());
    }

    private static UnaryOperator<ClusterSettings> withKey(Path file) {
        return settings -> settings.withKey(Keys.load(file));
    }
}
