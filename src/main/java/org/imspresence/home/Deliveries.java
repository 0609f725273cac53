package org.imspresence.home;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.imspresence.subscription.Subscription;

/**
 * The stored word of how far the watchers of a {@link Topic} have been told, so that the next home tells those who may not have been, and only them. Part of a {@link PresentityHome}: it runs in the same mailbox.
 *
 * <p>It is written a second after a change, once for all watchers and all changes within that second, and at an orderly hand-over. So a home that dies leaves a word that is a second old at most, and the next one
 * tells too much rather than too little: all watchers of a state that is not recorded, the ones that are recorded as pending, and those that have subscribed or ended within the longest time that a NOTIFY may take.
 */
final class Deliveries {

    /** Milliseconds from a change to the record of whom it has reached. */
    private static final long RECORD_AFTER = 1000;
    /** More are not named: then a next home tells all. */
    private static final int MOST_PENDING = 256;
    /** A NOTIFY is answered, or given up, within 64*T1 (RFC 3261 s17.1.2.2); with a margin for clocks that differ. Milliseconds. */
    private static final long LONGEST_DELIVERY = 40_000;

    private final PresentityHome home;
    private final Topic topic;
    private final HomeNode node;
    /** What is stored. */
    private Delivered recorded = Delivered.NOTHING;
    /** The write that is under way; null when there is none. */
    private CompletableFuture<Void> writing;
    /** A timer will look whether there is something to record. */
    private boolean looksSoon;

    Deliveries(PresentityHome home, Topic topic, HomeNode node) {
        this.home = home;
        this.topic = topic;
        this.node = node;
    }

    /** What the last home has left behind. */
    void adopt(Delivered delivered) {
        recorded = delivered;
    }

    boolean isBusy() {
        return looksSoon || writing != null;
    }

    /** Whether it is stored that the watchers have been told what there is to tell now, but for those that are named there. */
    boolean isRecorded() {
        return recorded.state() == topic.fingerprint();
    }

    /** Whether its watcher may not have had the NOTIFY that answers its last SUBSCRIBE, or tells its end. */
    boolean owes(String id, Subscription subscription) {
        return recorded.pending().contains(id) || !subscription.unnotified() && subscription.changedAt() >= owedSince();
    }

    /** What has been asked for since then may not have been answered yet; what is older was answered, given up, or is recorded as pending. */
    private long owedSince() {
        return Math.max(recorded.at(), node.now() - LONGEST_DELIVERY);
    }

    void recordSoon() {
        if (!looksSoon) {
            looksSoon = true;
            node.after(RECORD_AFTER, () -> home.queue(this::record));
        }
    }

    private void record() {
        looksSoon = false;
        if (home.isLost()) {
            return;
        }
        Delivered now = now();
        if (writing == null && !isStored(now)) {
            write(now);
        } else if (writing != null || !now.isComplete()) {
            recordSoon();
        }
    }

    /**
     * A word of nothing has to be stored as well: should the cluster fall apart, the other side may have told its watchers of something, and its word alone would then count for ours, too.
     */
    private boolean isStored(Delivered now) {
        return recorded != Delivered.NOTHING && now.saysTheSameAs(recorded);
    }

    private Delivered now() {
        List<String> pending = home.subscriptions().pending(topic);
        return pending.size() > MOST_PENDING ? Delivered.unknown(node.now()) : new Delivered(topic.fingerprint(), node.now(), pending);
    }

    /** No command waits for this write: should it be lost with this node, the next home tells too much. */
    private CompletableFuture<Void> write(Delivered delivered) {
        CompletableFuture<Void> write = node.records().store(home.presentity(), topic.eventPackage().name(), delivered).toCompletableFuture();
        writing = write;
        write.whenComplete((done, problem) -> home.queue(() -> written(delivered, problem)));
        return write;
    }

    private void written(Delivered delivered, Throwable problem) {
        writing = null;
        if (problem == null) {
            recorded = delivered;
        } else {
            node.report("record whom the state has reached", home.presentity(), problem);
        }
        Delivered now = now();
        if (!home.isLost() && !(now.isComplete() && isStored(now))) {
            recordSoon();
        }
    }

    /** Records for the next home whom it has to tell, unless that follows from what is stored already. */
    CompletableFuture<Void> handOver() {
        // Nothing can change any more, not even within this millisecond.
        Delivered now = now().at(node.now() + 1);
        if (isStored(now) && !home.subscriptions().hasChangedSince(topic, owedSince())) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> before = writing == null ? CompletableFuture.completedFuture(null) : writing.exceptionally(problem -> null);
        return before.thenCompose(done -> write(now));
    }

    /** Nobody watches any more and nothing is published: there is nothing to record. */
    void forget() {
        if (recorded != Delivered.NOTHING) {
            node.records().removeDeliveries(home.presentity(), topic.eventPackage().name());
            recorded = Delivered.NOTHING;
        }
    }
}
