package org.imspresence.dialog.location;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * The servers that a destination leads to, and for how long.
 *
 * @param ttlSeconds for which this holds
 */
record Candidates(List<Candidate> servers, long ttlSeconds) {

    /** A server with its place among the others (RFC 2782), and its addresses, which are tried one after the other (RFC 3263 s4.2). */
    record Candidate(int priority, int weight, List<InetAddress> addresses, int port, String transport) {

        private List<Target> targets() {
            return addresses.stream().map(address -> new Target(address, port, transport)).toList();
        }
    }

    Candidates {
        servers = List.copyOf(servers);
    }

    /**
     * All targets in the order in which they are tried (RFC 2782): the lowest priority first, and within one drawn by weight, so that each comes first as often as its weight says.
     *
     * @param random gives a number from 0 to below the one given
     */
    List<Target> inOrder(IntUnaryOperator random) {
        Map<Integer, List<Candidate>> byPriority = new TreeMap<>();
        servers.forEach(server -> byPriority.computeIfAbsent(server.priority(), p -> new ArrayList<>()).add(server));
        List<Target> targets = new ArrayList<>();
        for (List<Candidate> equals : byPriority.values()) {
            equals.sort(Comparator.comparingInt(Candidate::weight)); // those of weight 0 first, which are so the least likely to be drawn
            while (!equals.isEmpty()) {
                targets.addAll(draw(equals, random).targets());
            }
        }
        return targets;
    }

    private static Candidate draw(List<Candidate> from, IntUnaryOperator random) {
        int sum = from.stream().mapToInt(Candidate::weight).sum();
        int drawn = random.applyAsInt(sum + 1);
        int running = 0;
        for (int i = 0; i < from.size(); i++) {
            running += from.get(i).weight();
            if (running >= drawn) {
                return from.remove(i);
            }
        }
        throw new IllegalStateException("the running sum reaches " + drawn + " at the last of all");
    }
}
