package org.imspresence.home;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.imspresence.dialog.ContactUser;
import org.imspresence.dialog.Notify;
import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.notification.FailedNotify;
import org.imspresence.notification.Notice;
import org.imspresence.notification.Planner;
import org.imspresence.subscription.Subscription;

/**
 * Brings one presentity's watchers what they are owed. Part of its {@link PresentityHome}: it runs in the same mailbox.
 *
 * <p>Guaranteed: at most one NOTIFY is under way per dialog; sequence numbers rise, and none is used before it is reserved in the stored record; no NOTIFY carries
 * an older state after a newer one. Nothing is queued: {@link #deliver} asks the planner what is due, and whoever removes what stood in the way asks again, so changes
 * that come meanwhile coalesce into the latest state.
 */
final class Notifier {

    private static final int GONE = 481;
    private static final long RETRY_RESERVATION_AFTER = 2000;
    private static final long SHORTEST_PAUSE = 1000;
    /** Milliseconds before each new try of a NOTIFY whose failure leaves the subscription alone. */
    private static final long[] PAUSES = {2_000, 8_000, 32_000};

    private final PresentityHome home;
    private final HomeNode node;
    private final Mailbox mailbox;

    Notifier(PresentityHome home, HomeNode node, Mailbox mailbox) {
        this.home = home;
        this.node = node;
        this.mailbox = mailbox;
    }

    /** Sends the NOTIFY that is due to this watcher, if any and if nothing stands in its way. */
    void deliver(Watch watch) {
        if (due(watch).isEmpty()) {
            return;
        }
        String hop = watch.nextHop();
        watch.awaitsPlace = true;
        if (node.window().enter(hop, () -> mailbox.submit(() -> deliverInPlace(watch, hop)))) {
            deliverInPlace(watch, hop);
        }
    }

    /** With a place in the window: what is due now may be other than what was due when the place was asked for. */
    private void deliverInPlace(Watch watch, String hop) {
        watch.awaitsPlace = false;
        Optional<Notice> due = due(watch);
        if (due.isEmpty()) {
            node.window().leave(hop);
        } else if (watch.nextCSeq > watch.subscription.reservedCSeq() && watch.ending == null) {
            node.window().leave(hop);
            watch.awaitsReservation = true;
            mailbox.submit(() -> reserve(watch));
        } else {
            send(watch, due.get(), hop);
        }
    }

    private Optional<Notice> due(Watch watch) {
        return home.isLost() || watch.mustWait()
                ? Optional.empty()
                : Planner.plan(watch.subscription, watch.delivery(), home.version(), node.now());
    }

    private void send(Watch watch, Notice notice, String hop) {
        long sentVersion = home.version();
        CompletionStage<NotifyOutcome> sent;
        try {
            String contentType = watch.subscription.contentType();
            sent = node.dialogs().send(watch.subscription.dialog(), new Notify(watch.nextCSeq, watch.subscription.event(), notice.subscriptionState(),
                    ContactUser.of(home.presentity()), contentType, home.state().body(contentType)));
        } catch (RuntimeException bug) {
            node.window().leave(hop);
            throw bug;
        }
        watch.nextCSeq++;
        watch.answerOwed = false;
        watch.inFlight = true;
        sent.whenComplete((outcome, bug) -> mailbox.submit(() -> {
            node.window().leave(hop);
            watch.inFlight = false;
            told(watch, notice, sentVersion, bug == null ? outcome : NotifyOutcome.unreachable());
        }));
    }

    private void told(Watch watch, Notice notice, long sentVersion, NotifyOutcome outcome) {
        node.notified(home.presentity(), watch.subscription, notice, outcome);
        boolean unheard = watch.sentUnheard;
        watch.sentUnheard = false;
        if (outcome.isSuccess()) {
            done(watch, notice, sentVersion);
        } else if (outcome.status() == GONE && unheard) {
            // The NOTIFY may have overtaken its 200: many agents then know no dialog yet. Once more, and once only.
            watch.answerOwed = true;
            deliver(watch);
        } else {
            failed(watch, notice, sentVersion, outcome);
        }
    }

    private void done(Watch watch, Notice notice, long sentVersion) {
        watch.toldVersion = sentVersion;
        watch.failures = 0;
        watch.finished = notice.terminal();
        deliver(watch);
    }

    private void failed(Watch watch, Notice notice, long sentVersion, NotifyOutcome outcome) {
        FailedNotify policy = notice.terminal() ? FailedNotify.KEEP : FailedNotify.on(outcome);
        switch (policy) {
            case KEEP -> keep(watch, notice, sentVersion);
            case REMOVE -> {
                watch.finished = true;
                home.gone(watch);
            }
            case RETRY_LATER -> retryLater(watch, outcome.retryAfter().orElseThrow());
        }
    }

    /**
     * The next change is sent as usual. A watcher that none comes for is not left with an old state: the NOTIFY is sent again a few times, at growing distance.
     */
    private void keep(Watch watch, Notice notice, long sentVersion) {
        watch.toldVersion = sentVersion;
        watch.finished = notice.terminal();
        if (!watch.finished && watch.failures < PAUSES.length) {
            int failure = ++watch.failures;
            node.after(PAUSES[failure - 1], () -> mailbox.submit(() -> {
                if (watch.failures == failure) {
                    watch.answerOwed = true;
                    deliver(watch);
                }
            }));
        }
        deliver(watch);
    }

    private void retryLater(Watch watch, int retryAfter) {
        watch.answerOwed = true;
        watch.awaitsRetry = true;
        int answers = watch.answers;
        node.after(pause(watch, retryAfter), () -> mailbox.submit(() -> {
            if (watch.awaitsRetry && watch.answers == answers) {
                watch.awaitsRetry = false;
                deliver(watch);
            }
        }));
    }

    /** Milliseconds of Retry-After: no less than a second, and no longer than the subscription lives, whose end is told in any case. */
    private long pause(Watch watch, int retryAfter) {
        long remaining = watch.subscription.expiresAt() - node.now();
        return Math.max(SHORTEST_PAUSE, Math.min(retryAfter * 1000L, remaining));
    }

    /** A task of its own, because it holds the queue until the write is done. */
    private void reserve(Watch watch) {
        if (home.isLost()) {
            return;
        }
        if (watch.ending != null) {
            // It has ended while the task waited; its last NOTIFY needs no reservation, for nobody takes it over.
            reserved(watch, watch.subscription);
            return;
        }
        Subscription extended = watch.subscription.reserving(watch.nextCSeq + Subscription.CSEQ_BLOCK - 1);
        mailbox.hold(node.storeSubscription(home.presentity(), watch.id, extended), (stored, problem) -> {
            if (problem == null) {
                reserved(watch, extended);
            } else {
                node.report("reserve sequence numbers", home.presentity(), problem);
                node.after(RETRY_RESERVATION_AFTER, () -> mailbox.submit(() -> reserve(watch)));
            }
        });
    }

    private void reserved(Watch watch, Subscription subscription) {
        watch.subscription = subscription;
        watch.awaitsReservation = false;
        deliver(watch);
    }
}
