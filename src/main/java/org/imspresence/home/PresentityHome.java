package org.imspresence.home;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.imspresence.cluster.NotHomeException;
import org.imspresence.event.EventPackage;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.subscription.Subscription;

/**
 * The home of one presentity: the only writer of its subscriptions and publications, and the only sender of its NOTIFYs.
 *
 * <p>All its work runs in its {@link Mailbox}, one task after the other, so nothing in here is locked. The order of a command is always the same: decide (a pure
 * function), store on two nodes, take the result into the hot copy, answer, tell the watchers. A command whose write fails changes nothing and is
 * answered 500 with Retry-After.
 *
 * <p>The subscriptions are in {@link Subscriptions}, the publications and the state of each event package in its {@link Topic}; what is guaranteed of NOTIFYs is said in {@link Notifier}. Here is the way of a command, and
 * how a home comes and goes.
 */
final class PresentityHome {

    private static final int RETRY_AFTER_SECONDS = 2;
    /** How long a hand-over waits for the answers to NOTIFYs under way, milliseconds. */
    private static final long PATIENCE_WITH_NOTIFIES = 500;
    private static final int BAD_EVENT = 489;

    private final String presentity;
    private final HomeNode node;
    private final Mailbox mailbox;
    private final Notifier notifier;
    private final Rules rules;
    private final Subscriptions subscriptions;
    /** One for each event package that is in use here: rarely more than one. */
    private List<Topic> topics = List.of();
    /** Set at once, before what waits in the mailbox is over: none of that may send any more. */
    private volatile boolean lost;
    /** What has been taken over waits until it is known who may be told what. */
    private boolean adopting;
    /** Completes when the next home may begin; null before the loss and after the hand-over. */
    private CompletableFuture<Void> handedOver;

    PresentityHome(String presentity, HomeNode node) {
        this.presentity = presentity;
        this.node = node;
        this.mailbox = new Mailbox(node.threads());
        this.notifier = new Notifier(this, node, mailbox);
        this.rules = new Rules(this, node, mailbox);
        this.subscriptions = new Subscriptions(this, node, mailbox, notifier);
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
        return mailbox.isIdle() && subscriptions.live().size() == 0 && topics.stream().noneMatch(Topic::isNeeded) && !notifier.owesAnswers() && notifier.endings().isEmpty() && subscriptions.past().isEmpty();
    }

    /** Live subscriptions; as {@link #publicationCount()}. */
    int subscriptionCount() {
        return subscriptions.live().size();
    }

    /** Live publications. For onlookers on any thread, who may see what was true a moment ago. */
    int publicationCount() {
        return topics.stream().mapToInt(Topic::publicationCount).sum();
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    long now() {
        return node.now();
    }

    Rules rules() {
        return rules;
    }

    /** For an operator. */
    Inspector inspector() {
        return new Inspector(this, node, mailbox, subscriptions, () -> topics);
    }

    /** Somebody watches who watches. */
    boolean isFollowed() {
        return topics.stream().anyMatch(topic -> topic.eventPackage().followsSubscriptions() && subscriptions.live().isWatched(topic));
    }

    /** What the presentity has stored is known, and may be other than it was, or time has passed: all that follows from it is looked at again. */
    void rulesChanged() {
        if (adopting) {
            tellAdopted();
        }
        for (Topic topic : topics) {
            subscriptions.judge().judgeAll(topic);
            topic.recordSoon();
        }
        subscriptions.judge().judgeWaiting(this::topic);
    }

    /** Makes a change by which all topics may have something else to tell than by their publications. */
    void whileStateChanges(Runnable change) {
        if (adopting) {
            // What its watchers know is in the records of the last home, not in what this one has put together so far.
            change.run();
            topics.forEach(topic -> topic.views().forget());
            return;
        }
        topics.forEach(topic -> topic.views().stateChanges());
        change.run();
        topics.forEach(topic -> topic.views().stateChanged());
    }

    void subscriptionsChanged() {
        topics.forEach(topic -> topic.views().subscriptionsChanged());
    }

    /** What this node may send has changed. */
    void standingChanged() {
        mailbox.submit(subscriptions::standingChanged);
    }

    /** There is nothing left to be home of. */
    void vacate() {
        rules.disarm();
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
        return command(request.eventPackage(), (eventPackage, reply) -> rules.whenKnown(() -> carryOut(() -> {
            subscriptions.handle(topic(eventPackage), request, reply);
            rules.refresh();
        }, reply)));
    }

    CompletionStage<Reply> publish(PublishRequest request) {
        return command(request.eventPackage(), (eventPackage, reply) -> eventPackage.publications().ifPresentOrElse(
                rules -> topic(eventPackage).handle(rules, request, reply),
                () -> reply.complete(Reply.refused(BAD_EVENT, "Bad Event", 0))));
    }

    /** A home that has not read anything yet has nothing to read again. */
    CompletionStage<Reply> documentsChanged() {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        mailbox.submit(() -> carryOut(() -> {
            if (rules.areAskedFor()) {
                rules.readAgain(() -> reply.complete(Reply.done()));
            } else {
                reply.complete(Reply.done());
            }
        }, reply));
        return reply;
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
        if (!decides()) {
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

    /** This very home, for this node may have lost it and found it again, with another one in between. */
    boolean decides() {
        return !lost && node.decidesFor(presentity);
    }

    /**
     * Writes, and writes once more if that fails: when the node that had the second copy is lost at that moment, another one has it by then. What a home that is lost has to write is history.
     *
     * @return fails with what went wrong the last time
     */
    CompletionStage<Void> write(Supplier<CompletionStage<Void>> write) {
        return lost
                ? CompletableFuture.failedFuture(noHome())
                : write.get().exceptionallyCompose(problem -> lost ? CompletableFuture.failedFuture(problem) : write.get());
    }

    NotHomeException noHome() {
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
            if (!decides()) {
                reply.completeExceptionally(noHome());
                return;
            }
            reply.complete(Reply.busy("The result could not be stored", RETRY_AFTER_SECONDS));
            if (isStored.getAsBoolean()) {
                then.run();
            }
        });
    }

    /** Lets nothing overtake the end of an entry. When that cannot be stored, the entry's own lifespan ends it. */
    void endQuietly(CompletionStage<Void> write) {
        mailbox.hold(write, (done, problem) -> reportEnd(problem));
    }

    void reportEnd(Throwable problem) {
        if (problem != null) {
            node.report("store the end of an entry", presentity, problem);
        }
    }

    // ---- Coming and going --------------------------------------------------------------------------------------------------------------

    /** This node has become the home: learns how far the last home had told the watchers. Before the other words about its predecessor's records. */
    void adopt(String packageName, Delivered delivered) {
        ofKnownPackage(packageName, topic -> topic.deliveries().adopt(delivered));
    }

    /** This node has become the home: takes a stored subscription over. Its sequence goes on above all that its last home may have used. */
    void adopt(String id, Subscription subscription) {
        ofKnownPackage(subscription.eventPackage(), topic -> subscriptions.adopt(topic, id, subscription));
    }

    /** This node has become the home: takes a stored publication over. */
    void adopt(Publication publication) {
        ofKnownPackage(publication.eventPackage(), topic -> topic.adopt(publication));
    }

    /**
     * This node has taken all over that is stored for the presentity: what the last home is not known to have told is told again, in its turn.
     *
     * @param decides called when this home decides by the presentity's rules, or by the default while they cannot be read
     */
    void adopted(Runnable decides) {
        mailbox.submit(() -> {
            adopting = true;
            rules.whenKnown(() -> {
                if (rules.areKnown()) {
                    tellAdopted();
                }
                decides.run();
            });
        });
    }

    /** Once it is known who may be told what. */
    private void tellAdopted() {
        adopting = false;
        for (Topic topic : topics) {
            if (!topic.deliveries().isRecorded()) {
                subscriptions.tellAll(topic);
                topic.recordSoon();
            }
            subscriptions.judge().judgeAdopted(topic);
        }
        subscriptions.judge().judgeEnded(notifier.endings());
        subscriptions.judge().judgeWaiting(this::topic);
        subscriptions.tellAgain();
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
        lost = true;
        CompletableFuture<Void> drained = new CompletableFuture<>();
        mailbox.submit(() -> {
            disarm();
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
        lost = true;
        CompletableFuture<Void> drained = new CompletableFuture<>();
        mailbox.submit(() -> {
            disarm();
            forget();
            drained.complete(null);
        });
        return drained;
    }

    private void disarm() {
        rules.disarm();
        subscriptions.disarm();
        topics.forEach(Topic::disarm);
    }

    private void forget() {
        notifier.abandon(watch -> true);
        subscriptions.lose();
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
                .filter(topic -> subscriptions.live().isWatched(topic) || !subscriptions.pending(topic).isEmpty())
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
