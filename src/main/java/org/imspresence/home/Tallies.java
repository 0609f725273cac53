package org.imspresence.home;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
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
    private final LongAdder changes = new LongAdder();
    private final LongAdder wholes = new LongAdder();
    private final Map<NotifyResult, LongAdder> notifies = new EnumMap<>(NotifyResult.class);
    private final Census census;
    private final Recorders recorders;

    private final AtomicInteger waiting = new AtomicInteger();

    /** @param packages names of the event packages that are served */
    Tallies(Collection<String> packages, Recorders recorders) {
        this.census = new Census(packages);
        this.recorders = recorders;
        for (NotifyResult result : NotifyResult.values()) {
            notifies.put(result, new LongAdder());
        }
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

    /** @param changes whether it tells only what has changed since what its watcher knows */
    void numberedBody(boolean changes) {
        (changes ? this.changes : wholes).increment();
    }

    void notified(NotifyResult result) {
        notifies.get(result).increment();
    }

    Census census() {
        return census;
    }

    Recorders recorders() {
        return recorders;
    }

    void waits(int more) {
        waiting.addAndGet(more);
    }

    /** Subscriptions that have ended undecided and wait for the decision of presentities that the node is home of. */
    public int waiting() {
        return waiting.get();
    }

    /** Names of the event packages that are served. */
    public Set<String> packages() {
        return census.packages();
    }

    /** Live subscriptions to the presentities that the node is home of. */
    public long active(String eventPackage) {
        return census.active(eventPackage);
    }

    /** Those that wait for the presentity's word. */
    public long pending(String eventPackage) {
        return census.pending(eventPackage);
    }

    /** What has become of so many NOTIFYs. */
    public long notifies(NotifyResult result) {
        return notifies.get(result).sum();
    }

    /** Bodies in numbered formats that told only what had changed. */
    public long changeBodies() {
        return changes.sum();
    }

    /** Bodies in numbered formats that told a whole state. */
    public long wholeBodies() {
        return wholes.sum();
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
