package org.imspresence.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.imspresence.cluster.Sight.Sighted;

/** Nodes and a network made up of method calls, with a clock that the test moves. */
abstract class SideFixture {

    static final Duration LEASE = Duration.ofMillis(2500);
    static final Duration HOLD = Duration.ofSeconds(30);

    final Map<String, Node> nodes = new LinkedHashMap<>();
    /** Pairs of which one has asked the other. */
    final Set<Set<String>> met = new HashSet<>();
    long now;
    long lastView;

    final class Node {

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
        Runnable begin(Predicate<Node> answering) {
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

    Node start(String name) {
        return start(name, HOLD);
    }

    Node start(String name, Duration hold) {
        Node node = new Node(name, hold);
        nodes.put(name, node);
        return node;
    }

    List<Node> cluster(String... names) {
        List<Node> started = new ArrayList<>();
        for (String name : names) {
            started.add(start(name));
        }
        see(names);
        rounds(3);
        return started;
    }

    /** These see each other, and nobody else. */
    void see(String... names) {
        lastView++;
        for (String name : names) {
            nodes.get(name).install(lastView, List.of(names));
        }
    }

    void cut(int network, String... names) {
        for (String name : names) {
            nodes.get(name).network = network;
        }
    }

    void rounds(int count) {
        for (int i = 0; i < count; i++) {
            nodes.values().stream().filter(node -> node.alive).forEach(Node::round);
        }
    }

    /** Time goes by, with rounds. */
    void pass(long millis) {
        for (long passed = 0; passed < millis; passed += 500) {
            now += Duration.ofMillis(500).toNanos();
            rounds(1);
        }
    }

    Map<String, Standing> standings() {
        Map<String, Standing> standings = new TreeMap<>();
        nodes.values().forEach(node -> standings.put(node.name, node.standing()));
        return standings;
    }
}
