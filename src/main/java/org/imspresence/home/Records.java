package org.imspresence.home;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.imspresence.cluster.Cluster;
import org.imspresence.cluster.GroupedKey;
import org.imspresence.cluster.Store;
import org.imspresence.cluster.UndecodableException;
import org.imspresence.publication.Publication;
import org.imspresence.subscription.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the homes of a node have stored, and for how long.
 *
 * @param clock      what the time is
 * @param grace      how long an entry outlives its expiry
 * @param remembered how long the end of a subscription or publication is remembered
 * @param waiting    how long a subscription that has ended undecided is kept
 */
record Records(Store<Subscription> subscriptions, Store<Publication> publications, Store<Delivered> deliveries, Clock clock, Duration grace, Duration remembered, Duration waiting) {

    private static final Logger LOG = LoggerFactory.getLogger(Records.class);
    /** A request is repeated for 64*T1 at most (RFC 3261 s17.1.2.2), and a little more for clocks that differ. */
    private static final Duration BRIEFLY = Duration.ofSeconds(40);
    /** Longer than any subscription or publication; each change renews it. */
    private static final Duration DELIVERIES = Duration.ofDays(2);

    static Records of(Cluster cluster, Clock clock, Duration grace, Duration remembered, Duration waiting) {
        return new Records(
                cluster.store(Homes.SUBSCRIPTIONS, Subscription.class, Records::merged),
                cluster.store(Homes.PUBLICATIONS, Publication.class, Records::merged),
                cluster.store(Homes.DELIVERIES, Delivered.class, (key, one, other) -> Delivered.merged(one, other)),
                clock, grace, remembered, waiting);
    }

    private static Subscription merged(GroupedKey key, Subscription one, Subscription other) {
        Subscription merged = Subscription.merged(one, other);
        LOG.info("merged after a split: subscription of {} to {}, call-id={}: {} (CSeq from above {}), of {} and {}", merged.watcher(), key.group(), merged.dialog().callId(),
                state(merged), merged.reservedCSeq(), state(one), state(other));
        return merged;
    }

    private static String state(Subscription subscription) {
        return (subscription.isEnded() ? "ended (" + subscription.ended() + ')' : "live") + " at CSeq " + subscription.dialog().remoteCSeq() + " of the watcher";
    }

    private static Publication merged(GroupedKey key, Publication one, Publication other) {
        Publication merged = Publication.merged(one, other);
        Publication dropped = merged.entityTag().equals(one.entityTag()) ? other : one;
        LOG.info("merged after a split: publication {} of {}: kept the {} one of {}, dropped the {} one of {}", merged.id(), key.group(), merged.removed() ? "removed" : "live",
                Instant.ofEpochMilli(merged.changedAt()), dropped.removed() ? "removed" : "live", Instant.ofEpochMilli(dropped.changedAt()));
        return merged;
    }

    CompletionStage<Void> store(String presentity, String dialogId, Subscription subscription) {
        return subscriptions.put(new GroupedKey(presentity, dialogId), subscription, lifespan(subscription));
    }

    private Duration lifespan(Subscription subscription) {
        if (subscription.isWaiting()) {
            return waiting.plus(remembered);
        }
        return subscription.isEnded() ? remembered : lifespan(subscription.expiresAt());
    }

    /** For one that was never more than its own end: a fetch. Only a repeat of its SUBSCRIBE will ask for it. */
    CompletionStage<Void> storeBriefly(String presentity, String dialogId, Subscription subscription) {
        return subscriptions.put(new GroupedKey(presentity, dialogId), subscription, BRIEFLY);
    }

    /** Whether this node, its home, has it so: a write of which no success was heard may have been stored nevertheless. */
    boolean has(String presentity, String dialogId, Subscription subscription) {
        return subscriptions.getIfLocal(new GroupedKey(presentity, dialogId)).filter(subscription::equals).isPresent();
    }

    /** As {@link #has(String, String, Subscription)}. */
    boolean has(String presentity, Publication publication) {
        return publications.getIfLocal(key(presentity, publication)).filter(publication::equals).isPresent();
    }

    /** What is remembered of a subscription that has ended. */
    Optional<Subscription> ended(String presentity, String dialogId) {
        try {
            return subscriptions.getIfLocal(new GroupedKey(presentity, dialogId)).filter(Subscription::isEnded);
        } catch (UndecodableException e) {
            LOG.warn("an entry of {} cannot be read and counts for nothing: {}", presentity, e.getMessage());
            return Optional.empty();
        }
    }

    CompletionStage<Void> store(String presentity, Publication publication) {
        return publications.put(key(presentity, publication), publication, publication.removed() ? remembered : lifespan(publication.expiresAt()));
    }

    CompletionStage<Void> remove(String presentity, Publication publication) {
        return publications.remove(key(presentity, publication));
    }

    CompletionStage<Void> store(String presentity, String packageName, Delivered delivered) {
        return deliveries.put(new GroupedKey(presentity, packageName), delivered, DELIVERIES);
    }

    CompletionStage<Void> removeDeliveries(String presentity, String packageName) {
        return deliveries.remove(new GroupedKey(presentity, packageName));
    }

    private static GroupedKey key(String presentity, Publication publication) {
        return new GroupedKey(presentity, publication.key());
    }

    private Duration lifespan(long expiresAt) {
        return Duration.ofMillis(Math.max(0, expiresAt - clock.millis())).plus(grace);
    }
}
