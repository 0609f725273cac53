package org.imspresence.notification;

import java.time.Duration;
import java.util.Optional;

import org.imspresence.notification.Notice.Purpose;
import org.imspresence.subscription.Rates;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState;
import org.imspresence.subscription.SubscriptionState.Reason;

/**
 * What to tell one watcher, as a pure function. Changes that arrive while a NOTIFY is under way are not queued: the next plan compares what
 * the watcher knows with what is true by then, so they coalesce into the latest state.
 *
 * <p>What answers a SUBSCRIBE, tells that the subscription's own state has changed, or ends it is never paced. A change waits until the package's pacing (RFC 3856 s6.10) has passed since the last NOTIFY, whatever that
 * one was sent for, and so does a reminder. To a watcher whose subscription is quenched (RFC 5839 s5.2) changes of the presentity's state are not due, and no reminders.
 *
 * <p>A watcher may ask for less, or for more (RFC 6446). Its maximum rate holds back all but what s5.2 excepts: the answer to a SUBSCRIBE, the word that it is let in, and the end. With a minimum rate, adaptive or not, it is reminded of
 * what it knows when it has been told nothing for as long as that allows.
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
        if (subscription.remainingSeconds(now) == 0) {
            return Optional.empty(); // It has run out: its end is about to be told, and with it the state.
        }
        Rates rates = subscription.terms().rates();
        long told = subscription.toldSeconds(now);
        String state = delivery.pending() ? SubscriptionState.pending(told, rates) : SubscriptionState.active(told, rates);
        if (delivery.answerOwed()) {
            long pause = delivery.prompt() ? 0 : left(rates.shortestPause(), delivery);
            return Optional.of(new Notice(state, Purpose.ANSWER, pause, "answers a SUBSCRIBE, or tells the subscription's new state"));
        }
        if (subscription.terms().quenched() && delivery.toldVersion() != Delivery.NOTHING) {
            return Optional.empty();
        }
        long shortest = Math.max(pacing.toMillis(), rates.shortestPause());
        if (delivery.toldVersion() != version) {
            return Optional.of(new Notice(state, Purpose.CHANGE, left(shortest, delivery), "state changed"));
        }
        return rates.wantsReminders()
                ? Optional.of(new Notice(state, Purpose.REMINDER, left(Math.max(shortest, longest(rates, delivery.recent())), delivery), "minimum rate"))
                : Optional.empty();
    }

    /** Of a pause that began with the last NOTIFY. */
    private static long left(long pause, Delivery delivery) {
        return Math.max(0, pause - delivery.sinceLast());
    }

    /** Milliseconds after a NOTIFY when the next one is due in any case. */
    private static long longest(Rates rates, int recent) {
        return rates.adaptiveMin() == 0 ? rates.longestPause() : Math.min(rates.longestPause(), timeout(rates.adaptiveMin(), recent));
    }

    /** RFC 6446 s7.4, equation 1: the more NOTIFYs there were lately, the longer. */
    private static long timeout(double rate, int recent) {
        return Math.round(1000 * recent / (rate * rate * RecentNotifies.period(rate)));
    }
}
