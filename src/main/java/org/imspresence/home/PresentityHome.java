package org.imspresence.home;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.imspresence.cluster.NotHomeException;
import org.imspresence.cluster.Standing;
import org.imspresence.event.EventPackage;
import org.imspresence.notification.Delivery;
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
    /** Milliseconds after which an end that may not be told is looked at again. */
    private static final long LOOK_AGAIN_AFTER = 1000;
    /** How long a hand-over waits for the answers to NOTIFYs under way, milliseconds. */
    private static final long PATIENCE_WITH_NOTIFIES = 500;
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
    /** Completes when the next home may begin; null before the loss and after the hand-over. */
    private CompletableFuture<Void> handedOver;

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
        return mailbox.isIdle() && watches.isEmpty() && topics.stream().noneMatch(Topic::isNeeded) && !notifier.owesAnswers() && notifier.endings().isEmpty();
    }

    /** Live subscriptions. For onlookers on any thread, who may see what was true a moment ago. */
    int subscriptionCount() {
        return watches.size();
    }

    /** Live publications; as {@link #subscriptionCount()}. */
    int publicationCount() {
        return topics.stream().mapToInt(Topic::publicationCount).sum();
    }

    /** There is nothing left to be home of. */
    void vacate() {
        topics.forEach(Topic::vacate);
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

    /** No command stays without an answer, whatever the bug; the mailbox reports it. What this home is not to decide is for the next one; until there is one, the command waits where it came from. */
    private void carryOut(Runnable task, CompletableFuture<Reply> reply) {
        if (!node.decidesFor(presentity)) {
            reply.completeExceptionally(noHome());
            return;
        }
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            reply.complete(Reply.busy("Internal error", RETRY_AFTER_SECONDS));
            throw bug;
        }
    }

    private NotHomeException noHome() {
        return new NotHomeException("no longer the home of " + presentity);
    }

    /** Queues a task that nobody waits for. */
    void queue(Runnable task) {
        mailbox.submit(task);
    }

    /**
     * Goes on when the write is done. A write that failed is answered 500, or, if this is not the home any more, carried out by the next one. It may have been stored here all the same, and not on a second node: then the next
     * command has to find what it says, and so does a repeat of this one.
     */
    void afterWrite(CompletionStage<?> write, BooleanSupplier isStored, CompletableFuture<Reply> reply, Runnable then) {
        mailbox.hold(write, (done, problem) -> {
            if (problem == null) {
                then.run();
                return;
            }
            node.report("store", presentity, problem);
            if (!node.decidesFor(presentity)) {
                reply.completeExceptionally(noHome());
                return;
            }
            reply.complete(Reply.busy("The result could not be stored", RETRY_AFTER_SECONDS));
            if (isStored.getAsBoolean()) {
                then.run();
            }
        });
    }

    private void afterWrite(String id, Subscription subscription, CompletionStage<?> write, CompletableFuture<Reply> reply, Runnable then) {
        afterWrite(write, () -> node.records().has(presentity, id, subscription), reply, then);
    }

    /** Lets nothing overtake the end of an entry. When that cannot be stored, the entry's own lifespan ends it. */
    void endQuietly(CompletionStage<Void> write) {
        mailbox.hold(write, (done, problem) -> reportEnd(problem));
    }

    private void reportEnd(Throwable problem) {
        if (problem != null) {
            node.report("store the end of an entry", presentity, problem);
        }
    }

    // ---- Subscriptions -----------------------------------------------------------------------------------------------------------------

    private void handle(EventPackage eventPackage, SubscribeRequest request, CompletableFuture<Reply> reply) {
        String id = request.dialog().id();
        Optional<Watch> watch = Optional.ofNullable(watches.get(id));
        Topic topic = topic(eventPackage);
        Optional<Subscription> known = watch.map(w -> w.subscription).or(() -> node.records().ended(presentity, id));
        SubscribeDecision decision = eventPackage.subscriptions().decide(known, siblings(topic), request, node.now());
        if (decision instanceof SubscribeDecision.Refuse refuse) {
            reply.complete(Reply.refused(refuse.status(), refuse.reason(), refuse.minExpires()));
        } else if (decision instanceof SubscribeDecision.Repeat repeat) {
            reply.complete(Reply.subscribed(repeat.expires(), repeat.subscription().dialog().localTag()));
        } else if (decision instanceof SubscribeDecision.Fetch fetch) {
            Watch once = new Watch(this, topic, id, fetch.subscription(), Subscription.FIRST_CSEQ);
            afterWrite(id, fetch.subscription(), node.records().storeBriefly(presentity, id, fetch.subscription()), reply, () -> {
                opened(once);
                notifier.end(once, Reason.TIMEOUT);
                answer(once, reply, 0);
            });
        } else if (decision instanceof SubscribeDecision.Open open) {
            Watch opened = new Watch(this, topic, id, open.subscription(), Subscription.FIRST_CSEQ);
            afterWrite(id, open.subscription(), node.records().store(presentity, id, open.subscription()), reply, () -> {
                opened(opened);
                watches = Few.with(watches, opened.id, opened);
                node.scheduleExpiry(opened, opened.subscription.expiresAt());
                answer(opened, reply, open.expires());
                open.inPlaceOf().ifPresent(this::supersede);
                subscriptionsChanged();
                topic.recordSoon();
            });
        } else if (decision instanceof SubscribeDecision.Refresh refresh) {
            Watch refreshed = watch.orElseThrow();
            // Every write of a subscription extends its block of sequence numbers.
            Subscription renewed = refresh.subscription().reserving(refreshed.nextCSeq + Subscription.CSEQ_BLOCK - 1);
            afterWrite(id, renewed, node.records().store(presentity, id, renewed), reply, () -> {
                refreshed.subscription = renewed;
                node.scheduleExpiry(refreshed, renewed.expiresAt());
                answer(refreshed, reply, refresh.expires());
                subscriptionsChanged();
            });
        } else if (decision instanceof SubscribeDecision.Close close) {
            Watch closed = watch.orElseThrow();
            afterWrite(id, close.subscription(), node.records().store(presentity, closed.id, close.subscription()), reply, () -> {
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
        mailbox.hold(node.records().store(presentity, watch.id, watch.subscription), (done, problem) -> {
            reportEnd(problem);
            notifier.deliver(watch);
        });
    }

    /** The watcher's side has no such subscription any more. To be called as the last act of a task. */
    void gone(Watch watch) {
        if (watches.get(watch.id) == watch) {
            end(watch, Reason.NORESOURCE);
            notifier.over(watch);
            endQuietly(node.records().store(presentity, watch.id, watch.subscription.gone(node.now())));
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

    /** Sends what was held back while this node was not to send; stops what it must not send any more. */
    void standingChanged() {
        mailbox.submit(() -> {
            notifier.abandon(watch -> !notifier.maySend(watch));
            List<Watch> all = new ArrayList<>(watches.values());
            all.addAll(notifier.endings());
            fanOut(all, 0);
        });
    }

    /** Ids of the subscriptions of a topic whose watchers are owed something, the ended ones among them. */
    List<String> pending(Topic topic) {
        return Stream.concat(watches.values().stream().filter(watch -> !watch.isTold()), notifier.endings().stream())
                .filter(watch -> watch.topic == topic).map(watch -> watch.id).toList();
    }

    /** Whether a subscription to the topic has been opened, refreshed or ended since then. */
    boolean hasChangedSince(Topic topic, long time) {
        return Stream.concat(watches.values().stream(), notifier.endings().stream()).anyMatch(watch -> watch.topic == topic && watch.subscription.changedAt() > time);
    }

    // ---- Coming and going --------------------------------------------------------------------------------------------------------------

    /** This node has become the home: learns how far the last home had told the watchers. Before the other words about its predecessor's records. */
    void adopt(String packageName, Delivered delivered) {
        ofKnownPackage(packageName, topic -> topic.deliveries().adopt(delivered));
    }

    /** This node has become the home: takes a stored subscription over. Its sequence goes on above all that its last home may have used. */
    void adopt(String id, Subscription subscription) {
        ofKnownPackage(subscription.eventPackage(), topic -> {
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
        });
    }

    /** This node has become the home: takes a stored publication over. */
    void adopt(Publication publication) {
        ofKnownPackage(publication.eventPackage(), topic -> topic.adopt(publication));
    }

    /** This node has taken all over that is stored for the presentity: what the last home is not known to have told is told again, in its turn. */
    void adopted() {
        mailbox.submit(() -> {
            for (Topic topic : topics) {
                if (!topic.deliveries().isRecorded()) {
                    watches.values().stream().filter(watch -> watch.topic == topic).forEach(watch -> watch.toldVersion = Delivery.NOTHING);
                    topic.recordSoon();
                }
            }
            Stream.concat(watches.values().stream().filter(watch -> !watch.isTold()), notifier.endings().stream())
                    .forEach(watch -> node.repeats().add(() -> mailbox.submit(() -> notifier.deliver(watch))));
        });
    }

    /** What is stored for a package that this node does not serve is left alone: another node, or a newer version, may. */
    private void ofKnownPackage(String packageName, Consumer<Topic> task) {
        mailbox.submit(() -> node.packages().named(packageName).ifPresent(eventPackage -> task.accept(topic(eventPackage))));
    }

    /**
     * Another node becomes the home. From now on nothing new is sent; the answers to what is under way are waited for a little. When the returned stage is complete, it is recorded whom the next home has to tell,
     * nothing is under way to the caches, and nothing is sent again.
     */
    CompletionStage<Void> lose() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        mailbox.submit(() -> {
            stop();
            handedOver = drained;
            if (notifier.isIdle()) {
                handOver();
            } else {
                node.after(PATIENCE_WITH_NOTIFIES, () -> mailbox.submit(this::handOver));
            }
        });
        return drained;
    }

    /** As {@link #lose}, but another node has been the home, too: whom this one has told says nothing of whom the next has to tell. */
    CompletionStage<Void> loseToMerge() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        mailbox.submit(() -> {
            stop();
            forget();
            drained.complete(null);
        });
        return drained;
    }

    private void stop() {
        lost = true;
        watches.values().forEach(node.wheel()::cancel);
        topics.forEach(Topic::disarm);
    }

    private void forget() {
        notifier.abandon(watch -> true);
        watches = Map.of();
        topics.forEach(Topic::lose);
    }

    /** A NOTIFY has been answered that this home had still sent. */
    void answeredAfterLoss() {
        if (notifier.isIdle()) {
            handOver();
        }
    }

    private void handOver() {
        CompletableFuture<Void> drained = handedOver;
        if (drained == null) {
            return;
        }
        handedOver = null;
        CompletableFuture<?>[] written = topics.stream()
                .filter(topic -> isWatched(topic) || !pending(topic).isEmpty())
                .map(topic -> topic.deliveries().handOver())
                .toArray(CompletableFuture[]::new);
        forget();
        CompletableFuture.allOf(written).whenComplete((done, problem) -> {
            if (problem != null) {
                node.report("record whom the next home has to tell", presentity, problem);
            }
            drained.complete(null);
        });
    }
}
