package org.imspresence.home;

import org.imspresence.home.Watch.Obstacle;
import org.imspresence.subscription.Subscription;

/** Reserves the sequence numbers of NOTIFYs in the stored records, before they are used. Part of a {@link PresentityHome}: it runs in the same mailbox. */
final class SequenceNumbers {

    private static final long RETRY_AFTER = 2000;

    private final PresentityHome home;
    private final HomeNode node;
    private final Mailbox mailbox;
    private final Notifier notifier;

    SequenceNumbers(PresentityHome home, HomeNode node, Mailbox mailbox, Notifier notifier) {
        this.home = home;
        this.node = node;
        this.mailbox = mailbox;
        this.notifier = notifier;
    }

    /** The record with a block of numbers from the next one on. */
    static Subscription reserving(Watch watch, Subscription record) {
        return record.reserving(watch.nextCSeq + Subscription.CSEQ_BLOCK - 1);
    }

    /** Reserves the next block and has the watcher told then. */
    void reserve(Watch watch) {
        watch.waitFor(Obstacle.RESERVATION);
        // A task of its own, because it holds the queue until the write is done.
        mailbox.submit(() -> write(watch));
    }

    private void write(Watch watch) {
        if (home.isLost()) {
            return;
        }
        if (!home.decides()) {
            later(watch);
            return;
        }
        if (watch.nextCSeq <= watch.subscription.reservedCSeq()) {
            // It has ended while the task waited, and that was stored with a block.
            reserved(watch, watch.subscription);
            return;
        }
        Subscription extended = reserving(watch, watch.subscription);
        mailbox.hold(home.write(() -> node.records().store(home.presentity(), watch.id, extended)), (stored, problem) -> {
            if (problem == null) {
                reserved(watch, extended);
            } else {
                node.report("reserve sequence numbers", home.presentity(), problem);
                later(watch);
            }
        });
    }

    private void later(Watch watch) {
        node.after(RETRY_AFTER, () -> mailbox.submit(() -> write(watch)));
    }

    private void reserved(Watch watch, Subscription subscription) {
        watch.subscription = subscription;
        watch.clear(Obstacle.RESERVATION);
        notifier.deliver(watch);
    }
}
