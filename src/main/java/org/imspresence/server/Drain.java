package org.imspresence.server;

import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Takes a node out of service so that no request, no entry and no watcher is lost with it. The steps, which are told as they happen:
 *
 * <ol>
 *   <li><b>Not ready.</b> {@code /health/ready} and OPTIONS are answered 503, everything else is served as ever, for {@code drain.notice}: time for balancers and CSCFs to notice and to choose others.
 *       Whoever has no peers has nobody to be replaced by, and does not wait.
 *   <li><b>The door closes.</b> A new request is answered 503 with Retry-After, whereupon its sender goes to the next address (RFC 3261 s16.7, RFC 3263 s4.3). What has been taken on is answered, for 5 s at most.
 *       Commands of the other nodes are carried out, NOTIFYs are sent and their responses taken.
 *   <li><b>Two copies.</b> Until every entry is on two nodes, for {@code drain.patience} at most: a node that leaves while a neighbour is still being filled would take the only copies with it. This is what makes a
 *       rolling restart lose nothing.
 *   <li><b>Hand over.</b> The node lets go of its homes. Their last writes are stored; whoever asks for a home meanwhile waits for the next.
 *   <li><b>Leave.</b> The backups become homes.
 *   <li><b>Stop.</b> SIP, HTTP, the process.
 * </ol>
 *
 * <p>When the whole cluster is to stop, step 1 also tells the others, and step 5 is one for all: when every node has let go of its homes, the stores are closed on all nodes together, so that each knows what all of them
 * had; nobody takes over from anybody.
 */
final class Drain {

    /** What a drain does to its node. */
    interface Node {

        /** Whether there are other members. */
        boolean hasPeers();

        /** Ready no more. */
        void notReady();

        /** Asks the other members to stop, too. */
        void tellPeers();

        /** No request is taken on any more. */
        void closeDoor();

        /** Requests taken on and not yet answered. */
        int unanswered();

        /** Whether every entry is on as many nodes as it should be. */
        boolean balanced();

        /** Lets go of all homes; returns when their last writes are stored, with the number of segments. */
        int handOver();

        /** Whether every other member has handed over, too, or has gone. */
        boolean peersHaveHandedOver();

        /** Closes the stores of the whole cluster; returns whether they are closed here and this node may leave. Asked until it is true; only the node that told the others has the cluster close them. */
        boolean closeStores();

        /** Leaves the cluster. */
        void leave();
    }

    /** Times, and how long to wait for what. */
    record Patience(Duration notice, Duration answers, Duration copies) {

        private static final Duration ANSWERS = Duration.ofSeconds(5);
        /** For what has limits of its own: hand-over, leaving, the container's stop. */
        private static final Duration REST = Duration.ofSeconds(40);

        static Patience of(Duration notice, Duration copies) {
            return new Patience(notice, ANSWERS, copies);
        }

        /** Until a member has handed over from when it is told to. */
        Duration untilHandedOver() {
            return notice.plus(answers).plus(copies).plus(REST.dividedBy(4));
        }

        /** The drain and the stop in all, that of a whole cluster included. */
        Duration longest() {
            return untilHandedOver().multipliedBy(3).plus(REST);
        }
    }

    private static final int STEPS = 6;
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Node node;
    private final Patience patience;
    private final LongSupplier millis;
    private final Consumer<Duration> pause;

    /**
     * @param millis a clock; only differences count
     * @param pause  waits so long, or shorter
     */
    Drain(Node node, Patience patience, LongSupplier millis, Consumer<Duration> pause) {
        this.node = node;
        this.patience = patience;
        this.millis = millis;
        this.pause = pause;
    }

    /**
     * Takes all steps but the last, which is the container's.
     *
     * @param told whether another member asked for it; then the whole cluster stops, and that member leads
     */
    void run(Scope scope, boolean told, Consumer<String> say) {
        long began = millis.getAsLong();
        new Steps(scope, told, say).run();
        say.accept(step(6, "drained in " + seconds(since(began)) + "; stopping"));
    }

    /** What stops. */
    enum Scope {
        NODE, CLUSTER
    }

    private final class Steps {

        private final Scope scope;
        private final boolean told;
        private final Consumer<String> say;

        Steps(Scope scope, boolean told, Consumer<String> say) {
            this.scope = scope;
            this.told = told;
            this.say = say;
        }

        void run() {
            boolean peers = node.hasPeers();
            node.notReady();
            if (scope == Scope.CLUSTER && peers && !told) {
                node.tellPeers();
                say.accept("drain: the whole cluster stops; the other nodes have been told");
            } else if (told) {
                say.accept("drain: another node has asked the whole cluster to stop");
            }
            say.accept(step(1, "not ready any more; OPTIONS is answered 503" + (peers ? "; " + seconds(patience.notice()) + " for the neighbours to notice" : "")));
            if (peers) {
                until(() -> false, patience.notice());
            }
            closeDoor();
            if (peers) {
                waitForCopies();
            } else {
                say.accept(step(3, "no other node is there to hand over to"));
            }
            long began = millis.getAsLong();
            int segments = node.handOver();
            say.accept(step(4, "home no more: " + segments + " segments let go of, their last writes stored (" + since(began).toMillis() + " ms)"));
            if (scope == Scope.CLUSTER) {
                closeStores();
            }
            began = millis.getAsLong();
            node.leave();
            if (scope == Scope.NODE) {
                say.accept(step(5, "left the cluster" + (peers ? "; the others are homes now" : "") + " (" + since(began).toMillis() + " ms)"));
            }
        }

        private void closeDoor() {
            int unanswered = node.unanswered();
            node.closeDoor();
            long began = millis.getAsLong();
            boolean answered = until(() -> node.unanswered() == 0, patience.answers());
            say.accept(step(2, "door closed, new requests are answered 503 with Retry-After; " + (answered
                    ? "those taken on are answered (" + unanswered + " were open, " + since(began).toMillis() + " ms)"
                    : node.unanswered() + " of those taken on have no answer after " + seconds(patience.answers()))));
        }

        private void waitForCopies() {
            long began = millis.getAsLong();
            boolean balanced = until(node::balanced, patience.copies());
            say.accept(step(3, balanced
                    ? "every entry is on two nodes (" + since(began).toMillis() + " ms)"
                    : "NOT every entry is on two nodes after " + seconds(patience.copies()) + "; going on, what only this node has will be lost"));
        }

        private void closeStores() {
            long began = millis.getAsLong();
            boolean all = told || until(node::peersHaveHandedOver, patience.untilHandedOver());
            boolean closed = until(node::closeStores, patience.untilHandedOver());
            say.accept(step(5, closed
                    ? "the stores of the whole cluster are closed" + (all ? "" : ", although not every node has handed over") + " (" + since(began).toMillis() + " ms)"
                    : "the stores of the whole cluster are NOT closed after " + seconds(since(began)) + "; this node leaves by itself"));
        }
    }

    private boolean until(BooleanSupplier condition, Duration atMost) {
        long began = millis.getAsLong();
        while (!condition.getAsBoolean()) {
            Duration left = atMost.minus(since(began));
            if (left.isNegative() || left.isZero()) {
                return false;
            }
            pause.accept(left.compareTo(LOOK_EVERY) < 0 ? left : LOOK_EVERY);
        }
        return true;
    }

    private Duration since(long began) {
        return Duration.ofMillis(millis.getAsLong() - began);
    }

    private static String step(int number, String what) {
        return "drain " + number + "/" + STEPS + ": " + what;
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
