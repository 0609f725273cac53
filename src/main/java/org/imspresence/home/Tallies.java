package org.imspresence.home;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.imspresence.authorization.SubHandling;

/** What the homes of a node count. For any thread. */
public final class Tallies {

    private final Map<SubHandling, LongAdder> decisions = new EnumMap<>(SubHandling.class);
    private final LongAdder compositions = new LongAdder();
    private final LongAdder views = new LongAdder();
    private final LongAdder filterings = new LongAdder();
    private final LongAdder unreadable = new LongAdder();

    private final AtomicInteger waiting = new AtomicInteger();

    Tallies() {
        for (SubHandling handling : SubHandling.values()) {
            decisions.put(handling, new LongAdder());
        }
    }

    void decided(SubHandling handling) {
        decisions.get(handling).increment();
    }

    void composed() {
        compositions.increment();
    }

    void viewed() {
        views.increment();
    }

    void filtered() {
        filterings.increment();
    }

    void notRead() {
        unreadable.increment();
    }

    void waits(int more) {
        waiting.addAndGet(more);
    }

    /** Subscriptions that have ended undecided and wait for the decision of presentities that the node is home of. */
    public int waiting() {
        return waiting.get();
    }

    /** New subscriptions, and fetches, that the rules came to this for. */
    public long decisions(SubHandling handling) {
        return decisions.get(handling).sum();
    }

    /** How often the state of a resource was put together. */
    public long compositions() {
        return compositions.sum();
    }

    /** How often what an outcome of the rules lets through of a state was made: once for all watchers who are told the same. */
    public long views() {
        return views.sum();
    }

    /** How often a filter was applied to a state: once for all watchers who have equal filters and see the same. */
    public long filterings() {
        return filterings.sum();
    }

    /** How often a presentity's documents could not be read. */
    public long unreadable() {
        return unreadable.sum();
    }
}
