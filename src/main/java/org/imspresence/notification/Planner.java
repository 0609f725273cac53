package org.imspresence.notification;

import java.time.Duration;
import java.util.Optional;

import org.imspresence.notification.Notice.Purpose;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState;
import org.imspresence.subscription.SubscriptionState.Reason;

/**
 * What to tell one watcher, as a pure function. Changes that arrive while a NOTIFY is under way are not queued: the next plan compares what
 * the watcher knows with what is true by then, so they coalesce into the latest state.
 *
 * <p>What answers a SUBSCRIBE, tells that the subscription's own state has changed, or ends it is never paced. A change waits until the package's pacing (RFC 3856 s6.10) has passed since the last NOTIFY, whatever that
 * one was sent for. To a watcher whose subscription is quenched (RFC 5839 s5.2) changes of the presentity's state are not due.
 */
public final class Planner {

    private Planner() {}

    /**
     * @param version the presentity's state now
     * @param now     milliseconds since the epoch
     * @param pacing  the least time from one NOTIFY to the next that tells of a change
     * @return the NOTIFY that is due, now or after its pause; empty when the watcher knows all it is owed
     */
    public static Optional<Notice> plan(Subscription subscription, Delivery delivery, long version, long now, Duration pacing) {
        if (delivery.ending().isPresent()) {
            Reason reason = delivery.ending().get();
            return Optional.of(new Notice(SubscriptionState.terminated(reason), Purpose.END, 0, "ends: " + reason));
        }
        long remaining = subscription.remainingSeconds(now);
        if (remaining == 0) {
            return Optional.empty(); // It has run out: its end is about to be told, and with it the state.
        }
        if (delivery.answerOwed()) {
            return Optional.of(new Notice(state(delivery, remaining), Purpose.ANSWER, 0, "answers a SUBSCRIBE, or tells the subscription's new state"));
        }
        boolean isQuenched = subscription.terms().quenched() && delivery.toldVersion() != Delivery.NOTHING;
        if (delivery.toldVersion() == version || isQuenched) {
            return Optional.empty();
        }
        long pause = Math.max(0, pacing.toMillis() - delivery.sinceLast());
        return Optional.of(new Notice(state(delivery, remaining), Purpose.CHANGE, pause, "state changed"));
    }

    private static String state(Delivery delivery, long remaining) {
        return delivery.pending() ? SubscriptionState.pending(remaining) : SubscriptionState.active(remaining);
    }
}
