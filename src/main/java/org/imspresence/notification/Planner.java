package org.imspresence.notification;

import java.util.Optional;

import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState;

/**
 * What to tell one watcher, as a pure function. Changes that arrive while a NOTIFY is under way are not queued: the next plan compares what
 * the watcher knows with what is true by then, so they coalesce into the latest state.
 */
public final class Planner {

    private Planner() {}

    /**
     * @param version the presentity's state now
     * @param now     milliseconds since the epoch
     * @return the NOTIFY that is due, or empty when the watcher knows all it is owed
     */
    public static Optional<Notice> plan(Subscription subscription, Delivery delivery, long version, long now) {
        if (delivery.ending().isPresent()) {
            return Optional.of(new Notice(SubscriptionState.terminated(delivery.ending().get()), true, "ends: " + delivery.ending().get()));
        }
        if (delivery.answerOwed()) {
            return active(subscription, now, "answers a SUBSCRIBE");
        }
        if (delivery.toldVersion() != version) {
            return active(subscription, now, "state changed");
        }
        return Optional.empty();
    }

    private static Optional<Notice> active(Subscription subscription, long now, String why) {
        return Optional.of(new Notice(SubscriptionState.active(subscription.remainingSeconds(now)), false, why));
    }
}
