package org.imspresence.home;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import org.imspresence.cluster.GroupedKey;
import org.imspresence.cluster.Store;
import org.imspresence.dialog.Dialogs;
import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.event.EventPackages;
import org.imspresence.notification.FailurePolicy;
import org.imspresence.notification.Notice;
import org.imspresence.publication.Publication;
import org.imspresence.subscription.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the homes of one node share: its threads, its wheel, its caches, its way out.
 *
 * @param clock      what the time is, for expiries, which other nodes read too
 * @param elapsed    milliseconds that pass whatever is done to the clock, for the wheel
 * @param queueLimit commands that may wait for one presentity
 * @param grace      how long an entry outlives its expiry in the cache
 */
record HomeNode(
        Executor threads,
        TimerWheel wheel,
        ExpiryPace expiries,
        Clock clock,
        LongSupplier elapsed,
        EventPackages packages,
        Store<Subscription> subscriptions,
        Store<Publication> publications,
        Dialogs dialogs,
        SendWindow window,
        FailurePolicy failurePolicy,
        int queueLimit,
        Duration grace) {

    private static final Logger LOG = LoggerFactory.getLogger(HomeNode.class);

    /** Milliseconds since the epoch. */
    long now() {
        return clock.millis();
    }

    void after(long milliseconds, Runnable task) {
        wheel.schedule(new TimerWheel.Timer() {
            @Override
            void fire() {
                task.run();
            }
        }, elapsed.getAsLong() + milliseconds);
    }

    /** @param expiresAt milliseconds since the epoch */
    void scheduleExpiry(TimerWheel.Timer timer, long expiresAt) {
        wheel.schedule(timer, elapsed.getAsLong() + expiresAt - now());
    }

    CompletionStage<Void> storeSubscription(String presentity, String dialogId, Subscription subscription) {
        return subscriptions.put(new GroupedKey(presentity, dialogId), subscription, lifespan(subscription.expiresAt()));
    }

    CompletionStage<Void> removeSubscription(String presentity, String dialogId) {
        return subscriptions.remove(new GroupedKey(presentity, dialogId));
    }

    CompletionStage<Void> storePublication(String presentity, Publication publication) {
        return publications.put(key(presentity, publication), publication, lifespan(publication.expiresAt()));
    }

    CompletionStage<Void> removePublication(String presentity, Publication publication) {
        return publications.remove(key(presentity, publication));
    }

    private static GroupedKey key(String presentity, Publication publication) {
        return new GroupedKey(presentity, publication.key());
    }

    private Duration lifespan(long expiresAt) {
        return Duration.ofMillis(Math.max(0, expiresAt - now())).plus(grace);
    }

    /** One line for each NOTIFY that was answered, or not. */
    void notified(String presentity, Subscription subscription, Notice notice, NotifyOutcome outcome) {
        if (outcome.isSuccess()) {
            LOG.debug("NOTIFY presentity={} watcher={} call-id={} ({}): {}", presentity, subscription.watcher(),
                    subscription.dialog().callId(), notice.why(), outcome.status());
        } else {
            LOG.info("NOTIFY failed: presentity={} watcher={} call-id={} ({}): {}", presentity, subscription.watcher(),
                    subscription.dialog().callId(), notice.why(), outcome.status());
        }
    }

    void report(String what, String presentity, Throwable problem) {
        LOG.warn("could not {} for {}: {}", what, presentity, problem.toString());
    }
}
