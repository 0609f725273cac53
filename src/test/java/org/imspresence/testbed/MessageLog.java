package org.imspresence.testbed;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Everything one socket sent and received, in order. Tests wait on it for a condition and assert on it afterwards. */
public final class MessageLog {

    /** Which way a message went. */
    public enum Direction { SENT, RECEIVED }

    /**
     * One message.
     *
     * @param repeat true when the same message (start line, top Via branch, CSeq) went the same way before: a retransmission
     */
    public record Entry(Instant at, Direction direction, InetSocketAddress peer, SipMessage message, boolean repeat) {

        public boolean received() {
            return direction == Direction.RECEIVED;
        }

        public boolean sent() {
            return direction == Direction.SENT;
        }

        @Override
        public String toString() {
            String cseq = message.header("CSeq").orElse("no CSeq");
            return at + " " + direction + " " + peer + " " + message.startLine() + " (" + cseq + (repeat ? ", repeat)" : ")");
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    synchronized void add(Direction direction, InetSocketAddress peer, SipMessage message) {
        String key = direction + message.startLine() + message.all("Via").stream().findFirst().orElse("")
                + message.header("CSeq").orElse("");
        entries.add(new Entry(Instant.now(), direction, peer, message, !seen.add(key)));
        notifyAll();
    }

    synchronized void addProblem(InetSocketAddress peer, String why) {
        problems.add(peer + ": " + why);
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** What arrived and could not be parsed or handled: peer and reason. */
    public synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    /** Received messages without their repeats. */
    public List<SipMessage> received(Predicate<SipMessage> wanted) {
        return entries().stream().filter(entry -> entry.received() && !entry.repeat())
                .map(Entry::message).filter(wanted).toList();
    }

    /** The first entry that matches, past ones included. */
    public Optional<Entry> find(Predicate<Entry> wanted) {
        return entries().stream().filter(wanted).findFirst();
    }

    /**
     * Waits until the log holds an entry that matches; past ones count.
     *
     * @throws NotSeenException when the time is over
     */
    public Entry await(String what, Predicate<Entry> wanted, Duration timeout) {
        return await(what, wanted, 1, timeout);
    }

    /** Waits for the n-th (from 1) entry that matches. */
    public synchronized Entry await(String what, Predicate<Entry> wanted, int n, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            List<Entry> matching = entries.stream().filter(wanted).limit(n).toList();
            if (matching.size() == n) {
                return matching.get(n - 1);
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new NotSeenException("within " + timeout.toMillis() + " ms not seen: " + what + "; seen: " + this);
            }
            try {
                wait(left / 1_000_000 + 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NotSeenException("interrupted while waiting for " + what);
            }
        }
    }

    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder(entries.isEmpty() ? "nothing" : "");
        entries.forEach(entry -> text.append("\n  ").append(entry));
        problems.forEach(line -> text.append("\n  problem with ").append(line));
        return text.toString();
    }
}
