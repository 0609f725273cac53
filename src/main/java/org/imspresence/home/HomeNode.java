package org.imspresence.home;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.imspresence.cluster.Standing;
import org.imspresence.dialog.Dialogs;
import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.documents.Documents;
import org.imspresence.event.EventPackages;
import org.imspresence.notification.FailurePolicy;
import org.imspresence.notification.Notice;
import org.imspresence.subscription.Subscription;
import org.imspresence.timer.TimerWheel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the homes of one node share: its threads, its wheel, its records, its way out.
 *
 * @param repeats       what is told again after a take-over, at its pace
 * @param clock         what the time is, for expiries, which other nodes read too
 * @param elapsed       milliseconds that pass whatever is done to the clock, for the wheel
 * @param standing      what this node may send at present
 * @param hasSuccessors whether another node may ever take over: one that is by itself at present, too, may be a part of a split cluster
 * @param isHome        whether this node is the home of a presentity, as far as it has been told
 * @param documents     what presentities have stored by XCAP
 * @param watchers      what holds for watchers
 * @param writer        writes NOTIFYs
 * @param journal       is told what becomes of subscriptions
 * @param queueLimit    commands that may wait for one presentity
 */
record HomeNode(
        Executor threads,
        TimerWheel wheel,
        Pace expiries,
        Pace repeats,
        Clock clock,
        LongSupplier elapsed,
        EventPackages packages,
        Records records,
        Dialogs dialogs,
        SendWindow window,
        FailurePolicy failurePolicy,
        Supplier<Standing> standing,
        BooleanSupplier hasSuccessors,
        Predicate<String> isHome,
        Documents documents,
        WatcherSettings watchers,
        Tallies tallies,
        NotifyWriter writer,
        HomeJournal journal,
        int queueLimit) {

    private static final Logger LOG = LoggerFactory.getLogger(HomeNode.class);

    /** Whether this node decides for a presentity: it is the home, and no other can have become it without this node's knowledge. */
    boolean decidesFor(String presentity) {
        return isHome.test(presentity) && standing.get() != Standing.SUSPENDED;
    }

    /** Milliseconds since the epoch. */
    long now() {
        return clock.millis();
    }

    /** @return for whoever may have to cancel it */
    TimerWheel.Timer after(long milliseconds, Runnable task) {
        TimerWheel.Timer timer = new TimerWheel.Timer() {
            @Override
            protected void fire() {
                task.run();
            }
        };
        wheel.schedule(timer, elapsed.getAsLong() + milliseconds);
        return timer;
    }

    /** @param expiresAt milliseconds since the epoch */
    void scheduleExpiry(TimerWheel.Timer timer, long expiresAt) {
        wheel.schedule(timer, elapsed.getAsLong() + expiresAt - now());
    }

    /** An entry that ran out is carried to its end. */
    void ranOut(long expiresAt) {
        tallies.recorders().expiryLag().accept(Math.max(0, now() - expiresAt));
    }

    /** A NOTIFY was answered, or not. */
    void notified(String presentity, Watch watch, Notifier.Sent what, NotifyOutcome outcome) {
        NotifyResult result = NotifyResult.of(outcome, failurePolicy);
        tallies.notified(result);
        if (outcome.isSuccess()) {
            what.changedAt().ifPresent(changedAt -> tallies.recorders().notifyLatency().accept(elapsed.getAsLong() - changedAt));
        }
        journal.notified(presentity, watch, what, outcome, result, elapsed.getAsLong());
    }

    void report(String what, String presentity, Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        LOG.warn("could not {} for {}: {}", what, presentity, cause.toString());
    }
}
