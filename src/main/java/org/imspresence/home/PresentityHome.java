package org.imspresence.home;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.imspresence.event.EventPackage;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.SubscribeDecision;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionRules;
import org.imspresence.subscription.SubscriptionState.Reason;

/**
 * The home of one presentity: the only writer of its subscriptions and publications, and the only sender of its NOTIFYs.
 *
 * <p>All its work runs in its {@link Mailbox}, one task after the other, so nothing in here is locked. The order of a command is always the same: decide (a pure
 * function), store on two nodes, take the result into the hot copy, answer, tell the watchers. A command whose write fails changes nothing and is
 * answered 500 with Retry-After.
 *
 * <p>The subscriptions are here, the publications and the state of each event package in its {@link Topic}; what is guaranteed of NOTIFYs is said in {@link Notifier}.
 */
final class PresentityHome {

    /** Watchers that are told in one task; between two such tasks commands get their turn. */
    private static final int FAN_OUT_CHUNK = 64;

    private static final int RETRY_AFTER_SECONDS = 2;
    private static final int BAD_EVENT = 489;

    private final String presentity;
    private final HomeNode node;
    private final Mailbox mailbox;
    private final Notifier notifier;
    /** By id. */
    private Map<String, Watch> watches = Map.of();
    /** One for each event package that is in use here: rarely more than one. */
    private List<Topic> topics = List.of();
    private boolean lost;

    PresentityHome(String presentity, HomeNode node) {
        this.presentity = presentity;
        this.node = node;
        this.mailbox = new Mailbox(node.threads());
        this.notifier = new Notifier(this, node, mailbox);
    }

    String presentity() {
        return presentity;
    }

    /** True when another node has become the home. */
    boolean isLost() {
        return lost;
    }

    /** True when there is nothing to be home of. To be asked where no command can slip in. */
    boolean isVacant() {
        return mailbox.isIdle() && watches.isEmpty() && topics.stream().noneMatch(Topic::hasPublications) && !notifier.owesAnswers();
    }

    private Topic topic(EventPackage eventPackage) {
        for (Topic topic : topics) {
            if (topic.eventPackage() == eventPackage) {
                return topic;
            }
        }
        Topic topic = new Topic(this, node, eventPackage);
        List<Topic> more = new ArrayList<>(topics);
        more.add(topic);
        topics = List.copyOf(more);
        return topic;
    }

    // ---- Commands ----------------------------------------------------------------------------------------------------------------------

    CompletionStage<Reply> subscribe(SubscribeRequest request) {
        return command(request.eventPackage(), (eventPackage, reply) -> handle(eventPackage, request, reply));
    }

    CompletionStage<Reply> publish(PublishRequest request) {
        return command(request.eventPackage(), (eventPackage, reply) -> eventPackage.publications().ifPresentOrElse(
                rules -> topic(eventPackage).handle(rules, request, reply),
                () -> reply.complete(Reply.refused(BAD_EVENT, "Bad Event", 0))));
    }

    void answered(String localTag) {
        mailbox.submit(() -> notifier.answered(localTag));
    }

    private CompletionStage<Reply> command(String packageName, BiConsumer<EventPackage, CompletableFuture<Reply>> task) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        Optional<EventPackage> eventPackage = node.packages().named(packageName);
        if (eventPackage.isEmpty()) {
            // The node that took the request serves a package that this one does not know yet.
            reply.complete(Reply.refused(BAD_EVENT, "Bad Event", 0));
        } else if (!mailbox.offer(() -> carryOut(() -> task.accept(eventPackage.get(), reply), reply), node.queueLimit())) {
            reply.complete(Reply.busy("Too many requests for this presentity", RETRY_AFTER_SECONDS));
        }
        return reply;
    }

    /** No command stays without an answer, whatever the bug; the mailbox reports it. */
    private static void carryOut(Runnable task, CompletableFuture<Reply> reply) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            reply.complete(Reply.busy("Internal error", RETRY_AFTER_SECONDS));
            throw bug;
        }
    }

    /** Queues a task that nobody waits for. */
    void queue(Runnable task) {
        mailbox.submit(task);
    }

    void afterWrite(CompletionStage<?> write, CompletableFuture<Reply> reply, Runnable then) {
        mailbox.hold(write, (done, problem) -> {
            if (problem == null) {
                then.run();
            } else {
                node.report("store", presentity, problem);
                reply.complete(Reply.busy("The result could not be stored", RETRY_AFTER_SECONDS));
            }
        });
    }

    /** Lets nothing overtake a removal. When it fails, the entry's own lifespan ends it. */
    void forget(CompletionStage<Void> removal) {
        mailbox.hold(removal, (done, problem) -> reportRemoval(problem));
    }

    private void reportRemoval(Throwable problem) {
        if (problem != null) {
            node.report("remove an entry", presentity, problem);
        }
    }

    // ---- Subscriptions -----------------------------------------------------------------------------------------------------------------

    private void handle(EventPackage eventPackage, SubscribeRequest request, CompletableFuture<Reply> reply) {
        String id = request.dialog().id();
        Optional<Watch> watch = Optional.ofNullable(watches.get(id));
        Topic topic = topic(eventPackage);
        SubscribeDecision decision = eventPackage.subscriptions().decide(watch.map(w -> w.subscription), siblings(topic), request, node.now());
        if (decision instanceof SubscribeDecision.Refuse refuse) {
            reply.complete(Reply.refused(refuse.status(), refuse.reason(), refuse.minExpires()));
        } else if (decision instanceof SubscribeDecision.Repeat repeat) {
            reply.complete(Reply.subscribed(repeat.expires(), repeat.subscription().dialog().localTag()));
        } else if (decision instanceof SubscribeDecision.Fetch fetch) {
            Watch once = new Watch(this, topic, id, fetch.subscription(), Subscription.FIRST_CSEQ);
            once.ending = Reason.TIMEOUT;
            answer(once, reply, 0);
        } else if (decision instanceof SubscribeDecision.Open open) {
            Watch opened = new Watch(this, topic, id, open.subscription(), Subscription.FIRST_CSEQ);
            afterWrite(node.storeSubscription(presentity, id, open.subscription()), reply, () -> {
                watches = Few.with(watches, opened.id, opened);
                node.scheduleExpiry(opened, opened.subscription.expiresAt());
                answer(opened, reply, open.expires());
                open.inPlaceOf().ifPresent(this::supersede);
                subscriptionsChanged();
            });
        } else if (decision instanceof SubscribeDecision.Refresh refresh) {
            Watch refreshed = watch.orElseThrow();
            // Every write of a subscription extends its block of sequence numbers.
            Subscription renewed = refresh.subscription().reserving(refreshed.nextCSeq + Subscription.CSEQ_BLOCK - 1);
            afterWrite(node.storeSubscription(presentity, id, renewed), reply, () -> {
                refreshed.subscription = renewed;
                node.scheduleExpiry(refreshed, renewed.expiresAt());
                answer(refreshed, reply, refresh.expires());
                subscriptionsChanged();
            });
        } else if (decision instanceof SubscribeDecision.Close close) {
            Watch closed = watch.orElseThrow();
            afterWrite(node.removeSubscription(presentity, closed.id), reply, () -> {
                closed.subscription = close.subscription();
                end(closed, Reason.TIMEOUT);
                answer(closed, reply, 0);
            });
        }
    }

    private SubscriptionRules.Siblings siblings(Topic topic) {
        return new SubscriptionRules.Siblings() {
            @Override
            public int count() {
                return topics.size() == 1 ? watches.size() : (int) watches.values().stream().filter(w -> w.topic == topic).count();
            }

            @Override
            public List<Subscription> of(String watcher) {
                return watches.values().stream().filter(w -> w.topic == topic).map(w -> w.subscription).filter(s -> s.watcher().equals(watcher)).toList();
            }
        };
    }

    /** All of them, as they are now. */
    Collection<Subscription> subscriptions() {
        return watches.values().stream().map(watch -> watch.subscription).toList();
    }

    private void subscriptionsChanged() {
        topics.forEach(Topic::subscriptionsChanged);
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
        subscriptionsChanged();
    }

    /**
     * A newer subscription takes its place. "Rejected" is the one reason by which its watcher, should it live after all, does not come back at once (RFC 6665 s4.1.3) and push out
     * another one of its own.
     */
    private void supersede(Subscription old) {
        Watch watch = watches.get(old.dialog().id());
        end(watch, Reason.REJECTED);
        removeAndTell(watch);
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
                return;
            }
            end(watch, Reason.TIMEOUT);
            removeAndTell(watch);
        }));
    }

    /** Removed first: its last NOTIFY may take a sequence number that is not reserved, which nobody may find a record below. */
    private void removeAndTell(Watch ended) {
        mailbox.hold(node.removeSubscription(presentity, ended.id), (done, problem) -> {
            reportRemoval(problem);
            notifier.deliver(ended);
        });
    }

    /** The watcher's side has no such subscription any more. To be called as the last act of a task. */
    void gone(Watch watch) {
        if (watches.get(watch.id) == watch) {
            end(watch, Reason.NORESOURCE);
            forget(node.removeSubscription(presentity, watch.id));
        }
    }

    // ---- Telling the watchers ----------------------------------------------------------------------------------------------------------

    boolean isWatched(Topic topic) {
        return watches.values().stream().anyMatch(watch -> watch.topic == topic);
    }

    /** Tells the watchers of a topic what is new. */
    void fanOut(Topic topic) {
        fanOut(watches.values().stream().filter(watch -> watch.topic == topic).toList(), 0);
    }

    private void fanOut(List<Watch> all, int from) {
        int to = Math.min(all.size(), from + FAN_OUT_CHUNK);
        all.subList(from, to).forEach(watch -> {
            try {
                notifier.deliver(watch);
            } catch (RuntimeException bug) {
                // It stops neither the other watchers nor the home.
                node.report("notify " + watch.subscription.watcher(), presentity, bug);
            }
        });
        if (to < all.size()) {
            mailbox.submit(() -> fanOut(all, to));
        }
    }

    // ---- Coming and going --------------------------------------------------------------------------------------------------------------

    /** This node has become the home: takes a stored subscription over. Its sequence goes on above all that its last home may have used. */
    void adopt(String id, Subscription subscription) {
        ofKnownPackage(subscription.eventPackage(), topic -> {
            Watch watch = new Watch(this, topic, id, subscription, subscription.reservedCSeq() + 1);
            watch.toldVersion = topic.version();
            if (!watches.containsKey(id)) {
                watches = Few.with(watches, id, watch);
                node.scheduleExpiry(watch, subscription.expiresAt());
            }
        });
    }

    /** This node has become the home: takes a stored publication over. */
    void adopt(Publication publication) {
        ofKnownPackage(publication.eventPackage(), topic -> topic.adopt(publication));
    }

    /** What is stored for a package that this node does not serve is left alone: another node, or a newer version, may. */
    private void ofKnownPackage(String packageName, Consumer<Topic> task) {
        mailbox.submit(() -> node.packages().named(packageName).ifPresent(eventPackage -> task.accept(topic(eventPackage))));
    }

    /** Another node becomes the home: when the returned stage is complete, nothing is under way to the caches, and nothing more is sent. */
    CompletionStage<Void> lose() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        mailbox.submit(() -> {
            lost = true;
            watches.values().forEach(node.wheel()::cancel);
            watches = Map.of();
            topics.forEach(Topic::lose);
            drained.complete(null);
        });
        return drained;
    }
}
