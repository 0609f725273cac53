package org.imspresence.home;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Tells many watchers in chunks, so that commands get their turn in between. Part of a {@link PresentityHome}: it runs in the same mailbox. */
final class FanOut {

    /** Watchers that are told in one task. */
    private static final int CHUNK = 64;

    private final PresentityHome home;
    private final HomeNode node;
    private final Mailbox mailbox;
    private final Notifier notifier;

    FanOut(PresentityHome home, HomeNode node, Mailbox mailbox, Notifier notifier) {
        this.home = home;
        this.node = node;
        this.mailbox = mailbox;
        this.notifier = notifier;
    }

    /** Tells these watchers what they are owed, those of the first chunk at once. */
    void to(List<Watch> all) {
        to(all, 0, this::deliver);
    }

    /**
     * Tells these watchers of a change, those of the first chunk at once.
     *
     * @param changed what has become different for those who have come to it
     */
    void ofChange(List<Watch> all, Set<Outcome> changed) {
        to(all, 0, watch -> deliverChange(watch, changed.contains(watch.outcome)));
    }

    private void to(List<Watch> all, int from, Consumer<Watch> deliver) {
        int to = Math.min(all.size(), from + CHUNK);
        all.subList(from, to).forEach(deliver);
        if (to < all.size()) {
            mailbox.submit(() -> to(all, to, deliver));
        }
    }

    /** A change that finds another one waiting is told with it. */
    private void deliverChange(Watch watch, boolean isAffected) {
        if (isAffected) {
            if (watch.owesChange) {
                node.tallies().notified(NotifyResult.COALESCED);
            }
            watch.owesChange = watch.toldVersion != watch.outcome.version() && !watch.isQuenched();
        }
        deliver(watch);
    }

    /** A bug stops neither the other watchers nor the home. */
    private void deliver(Watch watch) {
        try {
            notifier.deliver(watch);
        } catch (RuntimeException bug) {
            node.report("notify " + watch.subscription.watcher(), home.presentity(), bug);
        }
    }
}
