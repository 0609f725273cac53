package org.imspresence.home;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import org.imspresence.cluster.Standing;
import org.imspresence.notification.Delivery;
import org.imspresence.subscription.SubscribeDecision;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionRules;
import org.imspresence.subscription.SubscriptionState.Reason;

/**
 * The live subscriptions to one home.presentity(), of all event packages: how they open, are refreshed and end, and who of them is to be told. Part of a {@link PresentityHome}: it runs in the same mailbox.
 */
final class Subscriptions {

    /** Watchers that are told in one task; between two such tasks commands get their turn. */
    private static final int FAN_OUT_CHUNK = 64;
    /** Milliseconds after which an end that may not be told is looked at again. */
    private static final long LOOK_AGAIN_AFTER = 1000;

    private final PresentityHome home;
    private final HomeNode node;
    private final Mailbox mailbox;
    private final Notifier notifier;
    /** By id. */
    private Map<String, Watch> watches = Map.of();

    Subscriptions(PresentityHome home, HomeNode node, Mailbox mailbox, Notifier notifier) {
        this.home = home;
        this.node = node;
        this.mailbox = mailbox;
        this.notifier = notifier;
    }

    /** For onlookers on any thread, too, who may see what was true a moment ago. */
    int size() {
        return watches.size();
    }

    private Stream<Watch> of(Topic topic) {
        return watches.values().stream().filter(watch -> watch.topic == topic);
    }

    // ---- Commands ----------------------------------------------------------------------------------------------------------------------

    void handle(Topic topic, SubscribeRequest request, CompletableFuture<Reply> reply) {
        String id = request.dialog().id();
        Optional<Watch> watch = Optional.ofNullable(watches.get(id));
        Optional<Subscription> known = watch.map(w -> w.subscription).or(() -> node.records().ended(home.presentity(), id));
        SubscribeDecision decision = topic.eventPackage().subscriptions().decide(known, siblings(topic), request, node.now());
        if (decision instanceof SubscribeDecision.Refuse refuse) {
            reply.complete(Reply.refused(refuse.status(), refuse.reason(), refuse.minExpires()));
        } else if (decision instanceof SubscribeDecision.Repeat repeat) {
            reply.complete(Reply.subscribed(repeat.expires(), repeat.subscription().dialog().localTag()));
        } else if (decision instanceof SubscribeDecision.Fetch fetch) {
            Watch once = new Watch(this, topic, id, fetch.subscription(), Subscription.FIRST_CSEQ);
            once.fetch = true;
            afterWrite(id, fetch.subscription(), home.write(() -> node.records().storeBriefly(home.presentity(), id, fetch.subscription())), reply, () -> {
                opened(once);
                notifier.end(once, Reason.TIMEOUT);
                answer(once, reply, 0);
            });
        } else if (decision instanceof SubscribeDecision.Open open) {
            Watch opened = new Watch(this, topic, id, open.subscription(), Subscription.FIRST_CSEQ);
            afterWrite(id, open.subscription(), home.write(() -> node.records().store(home.presentity(), id, open.subscription())), reply, () -> {
                opened(opened);
                watches = Few.with(watches, opened.id, opened);
                node.scheduleExpiry(opened, opened.subscription.expiresAt());
                answer(opened, reply, open.expires());
                open.inPlaceOf().ifPresent(this::supersede);
                home.subscriptionsChanged();
                topic.recordSoon();
            });
        } else if (decision instanceof SubscribeDecision.Refresh refresh) {
            Watch refreshed = watch.orElseThrow();
            // Every write of a subscription extends its block of sequence numbers.
            Subscription renewed = refresh.subscription().reserving(refreshed.nextCSeq + Subscription.CSEQ_BLOCK - 1);
            afterWrite(id, renewed, home.write(() -> node.records().store(home.presentity(), id, renewed)), reply, () -> {
                refreshed.subscription = renewed;
                node.scheduleExpiry(refreshed, renewed.expiresAt());
                answer(refreshed, reply, refresh.expires());
                home.subscriptionsChanged();
            });
        } else if (decision instanceof SubscribeDecision.Close close) {
            Watch closed = watch.orElseThrow();
            afterWrite(id, close.subscription(), home.write(() -> node.records().store(home.presentity(), closed.id, close.subscription())), reply, () -> {
                closed.subscription = close.subscription();
                end(closed, Reason.TIMEOUT);
                answer(closed, reply, 0);
            });
        }
    }

    private void opened(Watch watch) {
        watch.openedApart = node.standing().get() == Standing.HOLDING;
    }

    private SubscriptionRules.Siblings siblings(Topic topic) {
        return new SubscriptionRules.Siblings() {
            @Override
            public int count() {
                return home.hasOneTopic() ? watches.size() : (int) Subscriptions.this.of(topic).count();
            }

            @Override
            public List<Subscription> of(String watcher) {
                return Subscriptions.this.of(topic).map(w -> w.subscription).filter(s -> s.watcher().equals(watcher)).toList();
            }
        };
    }

    /** All of them, as they are now. */
    Collection<Subscription> records() {
        return watches.values().stream().map(watch -> watch.subscription).toList();
    }

    private void answer(Watch watch, CompletableFuture<Reply> reply, int expires) {
        notifier.answering(watch);
        reply.complete(Reply.subscribed(expires, watch.subscription.dialog().localTag()));
    }

    /** Takes the subscription out of the hot copy; what is left of it is its last NOTIFY. */
    private void end(Watch watch, Reason reason) {
        watches = Few.without(watches, watch.id);
        node.wheel().cancel(watch);
        notifier.end(watch, reason);
        home.subscriptionsChanged();
    }

    /**
     * A newer subscription takes its place. "Rejected" is the one reason by which its watcher, should it live after all, does not come back at once (RFC 6665 s4.1.3) and push out
     * another one of its own.
     */
    private void supersede(Subscription old) {
        Watch watch = watches.get(old.dialog().id());
        endAndTell(watch, Reason.REJECTED);
    }

    /** Called by the wheel. */
    void expire(Watch watch) {
        node.expiries().add(() -> mailbox.submit(() -> {
            if (watches.get(watch.id) != watch) {
                return;
            }
            if (watch.subscription.expiresAt() > node.now()) {
                // Refreshed, or the clock has been set back, since the timer fired.
                node.scheduleExpiry(watch, watch.subscription.expiresAt());
            } else if (notifier.maySend(watch)) {
                endAndTell(watch, Reason.TIMEOUT);
            } else {
                // Whoever may send in its dialog now knows whether it has been refreshed.
                node.wheel().schedule(watch, node.elapsed().getAsLong() + LOOK_AGAIN_AFTER);
            }
        }));
    }

    /** Stored first: its last NOTIFY may take a sequence number that is not reserved, which nobody may find a live record below. */
    private void endAndTell(Watch watch, Reason reason) {
        end(watch, reason);
        watch.subscription = watch.subscription.ended(reason, node.now());
        mailbox.hold(home.write(() -> node.records().store(home.presentity(), watch.id, watch.subscription)), (done, problem) -> {
            home.reportEnd(problem);
            notifier.deliver(watch);
        });
    }

    /** Its last NOTIFY has been answered, or given up: no successor owes it any more. To be called as the last act of a task. */
    void toldTheEnd(Watch watch) {
        if (node.hasSuccessors().getAsBoolean() && !watches.containsKey(watch.id)) {
            Subscription told = watch.subscription.gone(watch.subscription.changedAt());
            home.endQuietly(home.write(() -> watch.fetch ? node.records().storeBriefly(home.presentity(), watch.id, told) : node.records().store(home.presentity(), watch.id, told)));
        }
    }

    /** The watcher's side has no such subscription any more. To be called as the last act of a task. */
    void gone(Watch watch) {
        if (watches.get(watch.id) == watch) {
            end(watch, Reason.NORESOURCE);
            notifier.over(watch);
            Subscription gone = watch.subscription.gone(node.now());
            home.endQuietly(home.write(() -> node.records().store(home.presentity(), watch.id, gone)));
        }
    }

    // ---- Telling the watchers ----------------------------------------------------------------------------------------------------------

    boolean isWatched(Topic topic) {
        return of(topic).findAny().isPresent();
    }

    /** Tells the watchers of a topic what is new. */
    void fanOut(Topic topic) {
        fanOut(of(topic).toList(), 0);
    }

    private void fanOut(List<Watch> all, int from) {
        int to = Math.min(all.size(), from + FAN_OUT_CHUNK);
        all.subList(from, to).forEach(watch -> {
            try {
                notifier.deliver(watch);
            } catch (RuntimeException bug) {
                // It stops neither the other watchers nor the home.
                node.report("notify " + watch.subscription.watcher(), home.presentity(), bug);
            }
        });
        if (to < all.size()) {
            mailbox.submit(() -> fanOut(all, to));
        }
    }

    /** Sends what was held back while this node was not to send; stops what it must not send any more. */
    void standingChanged() {
        notifier.abandon(watch -> !notifier.maySend(watch));
        fanOut(Stream.concat(watches.values().stream(), notifier.endings().stream()).toList(), 0);
    }

    /** Ids of the subscriptions of a topic whose watchers are owed something, the ended ones among them. */
    List<String> pending(Topic topic) {
        return Stream.concat(watches.values().stream().filter(watch -> !watch.isTold()), notifier.endings().stream())
                .filter(watch -> watch.topic == topic).map(watch -> watch.id).toList();
    }

    /** Whether a subscription to the topic has been opened, refreshed or ended since then. */
    boolean hasChangedSince(Topic topic, long time) {
        return Stream.concat(watches.values().stream(), notifier.endings().stream()).anyMatch(watch -> watch.topic == topic && watch.subscription.changedAt() >= time);
    }

    private void afterWrite(String id, Subscription subscription, CompletionStage<?> write, CompletableFuture<Reply> reply, Runnable then) {
        home.afterWrite(write, () -> node.records().has(home.presentity(), id, subscription), reply, then);
    }

    // ---- Coming and going --------------------------------------------------------------------------------------------------------------

    /** Takes over a record of the last home. The sequence goes on above all that was used there. */
    void adopt(Topic topic, String id, Subscription subscription) {
        if (watches.containsKey(id)) {
            return;
        }
        Watch watch = new Watch(this, topic, id, subscription, subscription.reservedCSeq() + 1);
        watch.toldVersion = topic.version();
        watch.answerOwed = topic.deliveries().owes(id, subscription);
        if (!subscription.isEnded()) {
            watches = Few.with(watches, id, watch);
            node.scheduleExpiry(watch, subscription.expiresAt());
        } else if (watch.answerOwed) {
            subscription.ending().ifPresent(reason -> notifier.end(watch, reason));
        }
    }

    /** It is not known who of a topic's watchers has been told. */
    void tellAll(Topic topic) {
        of(topic).forEach(watch -> watch.toldVersion = Delivery.NOTHING);
    }

    /** Tells those that the last home is not known to have told, in their turn. */
    void tellAgain() {
        Stream.concat(watches.values().stream().filter(watch -> !watch.isTold()), notifier.endings().stream())
                .forEach(watch -> node.repeats().add(() -> mailbox.submit(() -> notifier.deliver(watch))));
    }

    /** Stops the timers. */
    void disarm() {
        watches.values().forEach(node.wheel()::cancel);
    }

    void lose() {
        watches = Map.of();
    }
}
