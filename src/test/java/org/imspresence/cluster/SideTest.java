package org.imspresence.cluster;

import static org.imspresence.cluster.Standing.ACTING;
import static org.imspresence.cluster.Standing.HOLDING;
import static org.imspresence.cluster.Standing.SUSPENDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.imspresence.cluster.Sight.Sighted;
import org.junit.jupiter.api.Test;

/** Nodes and a network made up of method calls, with a clock that the test moves. */
class SideTest {

    private static final Duration LEASE = Duration.ofMillis(2500);
    private static final Duration HOLD = Duration.ofSeconds(30);

    private final Map<String, Node> nodes = new LinkedHashMap<>();
    /** Pairs of which one has asked the other. */
    private final Set<Set<String>> met = new HashSet<>();
    private long now;
    private long lastView;

    private final class Node {

        final String name;
        final Side side;
        List<String> view = List.of();
        final Set<String> seen = new HashSet<>();
        /** Who can reach whom: those with the same number. */
        int network;
        boolean alive = true;
        Runnable roundEnds;
        long roundEndsAt;

        Node(String name, Duration hold) {
            this.name = name;
            this.side = new Side(name, () -> now, LEASE, hold, node -> node);
        }

        Standing standing() {
            return side.standing();
        }

        void install(long id, List<String> members) {
            view = members;
            seen.addAll(members);
            side.view(id, members, false);
        }

        boolean reaches(Node other) {
            return alive && other.alive && network == other.network;
        }

        void round() {
            begin(node -> true).run();
        }

        /** @return what the end of the round does */
        Runnable begin(java.util.function.Predicate<Node> answering) {
            long since = now;
            long viewId = side.viewId();
            Sight question = side.question();
            Map<String, Sighted> answers = new TreeMap<>();
            for (String member : side.others()) {
                Node other = nodes.get(member);
                if (reaches(other) && answering.test(other)) {
                    met.add(Set.of(name, member));
                    answers.put(member, other.side.answer(question, other.view.contains(name)));
                }
            }
            return () -> side.round(viewId, since, answers);
        }
    }

    private Node start(String name) {
        return start(name, HOLD);
    }

    private Node start(String name, Duration hold) {
        Node node = new Node(name, hold);
        nodes.put(name, node);
        return node;
    }

    private List<Node> cluster(String... names) {
        List<Node> started = new ArrayList<>();
        for (String name : names) {
            started.add(start(name));
        }
        see(names);
        rounds(3);
        return started;
    }

    /** These see each other, and nobody else. */
    private void see(String... names) {
        lastView++;
        for (String name : names) {
            nodes.get(name).install(lastView, List.of(names));
        }
    }

    private void cut(int network, String... names) {
        for (String name : names) {
            nodes.get(name).network = network;
        }
    }

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            nodes.values().stream().filter(node -> node.alive).forEach(Node::round);
        }
    }

    /** Time goes by, with rounds. */
    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += 500) {
            now += Duration.ofMillis(500).toNanos();
            rounds(1);
        }
    }

    private Map<String, Standing> standings() {
        Map<String, Standing> standings = new TreeMap<>();
        nodes.values().forEach(node -> standings.put(node.name, node.standing()));
        return standings;
    }

    @Test
    void aNodeIsSuspendedUntilItHasAskedTheOthers() {
        start("a");
        Node b = start("b");
        assertEquals(Map.of("a", SUSPENDED, "b", SUSPENDED), standings());
        see("a", "b");
        cut(1, "b");
        rounds(3);
        assertEquals(SUSPENDED, b.standing(), "it knows no electorate, and somebody who may know one does not answer");
        cut(0, "b");
        rounds(3);
        assertEquals(Map.of("a", ACTING, "b", ACTING), standings());
    }

    @Test
    void aNodeThatWakesUpFindsItsLeaseRunOut() {
        List<Node> all = cluster("a", "b", "c");
        now += LEASE.toNanos() - 1;
        assertEquals(ACTING, all.get(2).standing());
        now += 1;
        assertEquals(SUSPENDED, all.get(2).standing());
    }

    @Test
    void aLeaseBeginsWithTheQuestionNotWithTheAnswer() {
        List<Node> all = cluster("a", "b", "c");
        Runnable end = all.get(0).begin(any -> true);
        now += LEASE.toNanos();
        end.run();
        assertEquals(SUSPENDED, all.get(0).standing());
    }

    @Test
    void aNodeThatOthersHaveExpelledIsNotConfirmedByThem() {
        List<Node> all = cluster("a", "b", "c");
        now += LEASE.toNanos();
        see("a", "b");
        rounds(2);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", SUSPENDED), standings());
        assertEquals("[a, b] do not see it as a member", all.get(2).side.permit().reason());
        see("a", "b", "c");
        rounds(2);
        assertEquals(ACTING, all.get(2).standing());
    }

    @Test
    void aNodeThatComesBackDoesNotActBeforeItKnowsWhatItIsTheHomeOf() {
        List<Node> all = cluster("a", "b", "c");
        now += LEASE.toNanos();
        see("a", "b");
        rounds(2);
        lastView++;
        all.get(0).side.view(lastView, List.of("a", "b", "c"), true);
        all.get(0).view = List.of("a", "b", "c");
        all.get(1).side.view(lastView, List.of("a", "b", "c"), true);
        all.get(1).view = List.of("a", "b", "c");
        rounds(2);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", SUSPENDED), standings(), "it is seen again, and does not see that itself");
        all.get(2).side.view(lastView, List.of("a", "b", "c"), true);
        all.get(2).view = List.of("a", "b", "c");
        rounds(2);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", SUSPENDED), standings());
        all.get(2).side.settled();
        rounds(1);
        assertEquals(ACTING, all.get(2).standing());
    }

    @Test
    void ofACutClusterOneSideActsAndTheOtherHolds() {
        cluster("a", "b", "c", "d");
        cut(1, "c", "d");
        pass(4000);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", SUSPENDED, "d", SUSPENDED), standings(), "nobody has noticed yet");
        see("a", "b");
        see("c", "d");
        rounds(1);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", HOLDING, "d", HOLDING), standings());
        start("e");
        cut(1, "e");
        see("c", "d", "e");
        rounds(3);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", HOLDING, "d", HOLDING, "e", HOLDING), standings(), "a newcomer has no say");
        cut(0, "c", "d", "e");
        see("a", "b", "c", "d", "e");
        rounds(3);
        assertEquals(Set.of(ACTING), new HashSet<>(standings().values()));
    }

    @Test
    void aSideDoesNotActBeforeTheLeasesOfThoseItHasLostHaveRunOut() {
        List<Node> all = cluster("a", "b", "c");
        cut(1, "a");
        see("b", "c");
        rounds(2);
        assertEquals(Map.of("a", ACTING, "b", HOLDING, "c", HOLDING), standings());
        now += LEASE.toNanos();
        rounds(1);
        assertEquals(Map.of("a", SUSPENDED, "b", ACTING, "c", ACTING), standings());
        assertEquals("what is here decides without [a]", all.get(1).side.permit().reason());
    }

    @Test
    void survivorsOfCrashesActAtOnceHoweverFew() {
        List<Node> all = cluster("a", "b", "c", "d");
        for (Node dead : all.subList(0, 3)) {
            dead.alive = false;
            all.get(3).side.ended(dead.name);
        }
        all.get(3).round();
        assertEquals(ACTING, all.get(3).standing());
        see("d");
        assertEquals(ACTING, all.get(3).standing());
        pass(5000);
        assertEquals(ACTING, all.get(3).standing());
    }

    @Test
    void anEndThatOneNodeHasSeenIsKnownToAll() {
        List<Node> all = cluster("a", "b", "c", "d");
        all.get(0).alive = false;
        all.get(1).alive = false;
        all.get(2).side.ended("a");
        all.get(3).side.ended("b");
        see("c", "d");
        rounds(2);
        assertEquals(ACTING, all.get(2).standing());
        assertEquals(ACTING, all.get(3).standing());
    }

    @Test
    void aNodeThatHasTakenItsLeaveIsNotWaitedFor() {
        List<Node> all = cluster("a", "b");
        all.get(0).side.leave();
        assertEquals(SUSPENDED, all.get(0).standing());
        all.get(1).side.answer(all.get(0).side.question(), true);
        all.get(0).alive = false;
        see("b");
        rounds(1);
        assertEquals(ACTING, all.get(1).standing());
    }

    @Test
    void aNodeThatWasTakenForEndedAndAnswersIsOneAgain() {
        List<Node> all = cluster("a", "b", "c");
        all.get(0).side.ended("c");
        all.get(1).side.answer(all.get(0).side.question(), true);
        all.get(2).round();
        pass(3000);
        assertEquals(Set.of(ACTING), new HashSet<>(standings().values()));
        cut(1, "c");
        see("a", "b");
        see("c");
        pass(3000);
        assertEquals(HOLDING, all.get(2).standing());
    }

    @Test
    void aSideThatHasHeldLongEnoughActs() {
        List<Node> all = cluster("a", "b", "c");
        cut(1, "a");
        cut(2, "b");
        see("a");
        see("b");
        see("c");
        pass(29_000);
        assertEquals(Map.of("a", HOLDING, "b", HOLDING, "c", HOLDING), standings());
        all.get(1).alive = false;
        pass(2000);
        assertEquals(ACTING, all.get(2).standing());
        cut(0, "a");
        see("a", "c");
        rounds(4);
        assertEquals(ACTING, all.get(0).standing());
        assertEquals(ACTING, all.get(2).standing());
    }

    @Test
    void aNodeThatHasMissedAChangeOfTheElectorateCannotActByTheOldOne() {
        List<Node> all = cluster("a", "b", "c");
        cut(1, "c");
        see("a", "b");
        pass(3000);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", SUSPENDED), standings());
        cut(1, "b");
        see("a");
        see("b", "c");
        pass(3000);
        assertEquals(Map.of("a", ACTING, "b", HOLDING, "c", HOLDING), standings(), "{b, c} is most of {a, b, c}, but half of {a, b}");
        assertNotEquals(ACTING, all.get(1).standing());
    }

    /** Cuts, merges, suspensions, crashes and newcomers at random; views that come at any time; answers that are lost. */
    @Test
    void neverDoTwoSidesAct() {
        for (int seed = 0; seed < Integer.getInteger("seeds", 300); seed++) {
            new Turmoil(seed).run();
        }
    }

    private final class Turmoil {

        private final Random random;
        private final int seed;
        private final Map<Node, Long> asleepUntil = new HashMap<>();

        Turmoil(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void run() {
            nodes.clear();
            met.clear();
            lastView = 0;
            int count = 2 + random.nextInt(4);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                names.add("n" + i);
                start("n" + i, Duration.ofDays(1));
            }
            see(names.toArray(String[]::new));
            rounds(3);
            int newcomers = 0;
            for (int step = 0; step < 600; step++) {
                now += Duration.ofMillis(50).toNanos();
                if (random.nextInt(40) == 0) {
                    switch (random.nextInt(6)) {
                        case 0, 1 -> living().forEach(node -> node.network = random.nextInt(3));
                        case 2 -> living().forEach(node -> node.network = 0);
                        case 3 -> asleepUntil.put(any(), now + Duration.ofMillis(random.nextInt(8000)).toNanos());
                        case 4 -> crash();
                        default -> {
                            if (newcomers++ < 2) {
                                Node node = start("x" + newcomers, Duration.ofDays(1));
                                node.network = any().network;
                                install(node.network);
                            }
                        }
                    }
                }
                if (random.nextInt(10) == 0) {
                    install(random.nextInt(3));
                }
                living().stream().filter(this::awake).forEach(this::turn);
                check(step);
            }
            living().forEach(node -> node.network = 0);
            asleepUntil.clear();
            boolean whole = nodes.values().stream().allMatch(node -> node.alive);
            see(living().stream().map(node -> node.name).sorted().toArray(String[]::new));
            living().forEach(node -> node.side.settled());
            pass(3000);
            rounds(5);
            living().forEach(node -> assertEquals(whole || node.standing() != HOLDING ? ACTING : HOLDING, node.standing(), "seed " + seed + ", " + node.name + " at the end: " + node.side.permit().reason()));
        }

        private void turn(Node node) {
            if (random.nextInt(10) == 0) {
                node.side.settled();
            }
            if (node.roundEnds != null && now >= node.roundEndsAt) {
                node.roundEnds.run();
                node.roundEnds = null;
            } else if (node.roundEnds == null && random.nextInt(4) == 0) {
                node.roundEnds = node.begin(other -> awake(other) && random.nextInt(20) > 0);
                node.roundEndsAt = now + Duration.ofMillis(random.nextInt(1000)).toNanos();
            }
        }

        private void crash() {
            if (living().size() > 1) {
                Node dead = any();
                dead.alive = false;
                living().stream().filter(node -> node.network == dead.network && node.view.contains(dead.name) && random.nextBoolean()).forEach(node -> node.side.ended(dead.name));
            }
        }

        /** Some or all of those that are on a network and awake see each other. */
        private void install(int network) {
            List<Node> there = new ArrayList<>(living().stream().filter(node -> node.network == network && awake(node)).toList());
            if (there.isEmpty()) {
                return;
            }
            there.sort(Comparator.comparing(node -> node.name));
            String[] names = there.stream().map(node -> node.name).toArray(String[]::new);
            boolean merged = there.stream().mapToLong(node -> node.side.viewId()).filter(id -> id >= 0).distinct().count() > 1;
            lastView++;
            for (Node node : there) {
                if (random.nextInt(10) > 0 || node.view.isEmpty()) {
                    node.view = List.of(names);
                    node.seen.addAll(node.view);
                    node.side.view(lastView, node.view, merged);
                }
            }
        }

        /** Nobody acts when another acts by a later view without it. (An earlier view without it: the other has yet to install the one that unites them.) */
        private void check(int step) {
            for (Node one : living()) {
                for (Node other : living()) {
                    if (one.standing() == ACTING && other.standing() == ACTING && other.side.viewId() > one.side.viewId() && !other.view.contains(one.name)
                            && other.seen.contains(one.name) && met.contains(Set.of(one.name, other.name))) {
                        throw new AssertionError("seed " + seed + ", step " + step + ": " + one.name + " acts (" + one.side.permit() + ", " + one.view
                                + ", network " + one.network + ") and so does " + other.name + " (" + other.side.permit() + ", " + other.view
                                + ", network " + other.network + ") at " + now + "\n" + one.side.question() + "\n" + other.side.question());
                    }
                }
            }
        }

        private boolean awake(Node node) {
            return asleepUntil.getOrDefault(node, Long.MIN_VALUE) <= now;
        }

        private List<Node> living() {
            return nodes.values().stream().filter(node -> node.alive).toList();
        }

        private Node any() {
            return living().get(random.nextInt(living().size()));
        }
    }
}
