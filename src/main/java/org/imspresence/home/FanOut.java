package org.imspresence.home;

import java.util.List;

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
        to(all, 0);
    }

    private void to(List<Watch> all, int from) {
        int to = Math.min(all.size(), from + CHUNK);
        all.subList(from, to).forEach(this::deliver);
        if (to < all.size()) {
            mailbox.submit(() -> to(all, to));
        }
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
