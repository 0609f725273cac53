package org.imspresence.cluster;

import static org.imspresence.cluster.Standing.ACTING;
import static org.imspresence.cluster.Standing.HOLDING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SideInTurmoilTest extends SideFixture {

    private static final int SEEDS = Integer.getInteger("seeds", 300);

    /** Cuts, merges, suspensions, crashes and newcomers at random; views that come at any time; answers that are lost. */
    @Test
    void neverDoTwoSidesAct() {
        for (int seed = 0; seed < SEEDS; seed++) {
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
                            && line(one).equals(line(other)) && other.seen.contains(one.name) && met.contains(Set.of(one.name, other.name))) {
                        throw new AssertionError("seed " + seed + ", step " + step + ": " + one.name + " acts (" + one.side.permit() + ", " + one.view
                                + ", network " + one.network + ") and so does " + other.name + " (" + other.side.permit() + ", " + other.view
                                + ", network " + other.network + ") at " + now + "\n" + one.side.question() + "\n" + other.side.question());
                    }
                }
            }
        }

        /** Newcomers that are alone when they start found a cluster of their own, in which no dialog is older than they are. */
        private String line(Node node) {
            return node.side.question().votes().established().founder();
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
