package org.imspresence.home;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import org.imspresence.cluster.Standing;
import org.imspresence.event.Watching;
import org.imspresence.event.Watching.Event;
import org.imspresence.filter.Filter;
import org.imspresence.notification.Delivery;
import org.imspresence.notification.Suppression;
import org.imspresence.subscription.SubscribeDecision;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState.Reason;

/**
 * The live subscriptions to one presentity, of all event packages: how they open, are refreshed and end, and who of them is to be told. Part of a {@link PresentityHome}: it runs in the same mailbox.
 */
final class Subscriptions {

    private static final Reply TOO_MANY_FILTERS = Reply.refused(488, "Too many different filters of the watchers of this presentity", 0);
    /** Milliseconds after which an end that may not be told is looked at again. */
    private static final long LOOK_AGAIN_AFTER = 1000;

    private final PresentityHome home;
    private final HomeNode node;
    private final Mailbox mailbox;
    private final Notifier notifier;
    private final PastWatchers past;
    private final Watches live;

    Subscriptions(PresentityHome home, HomeNode node, Mailbox mailbox, Notifier notifier) {
        this.home = home;
        this.node = node;
        this.mailbox = mailbox;
        this.notifier = notifier;
        this.past = new PastWatchers(home, node);
        this.live = new Watches(node.tallies().census());
    }

    PastWatchers past() {
        return past;
    }

    /** Made for each use, as are others that remember nothing: there are as many homes as presentities. */
    Judge judge() {
        return new Judge(home, node, mailbox, this);
    }

    Watches live() {
        return live;
    }

    // ---- Commands ----------------------------------------------------------------------------------------------------------------------

    void handle(Topic topic, SubscribeRequest request, CompletableFuture<Reply> reply) {
        String id = request.dialog().id();
        Optional<Watch> watch = live.of(id);
        Optional<Subscription> known = watch.map(w -> w.subscription).or(() -> node.records().ended(home.presentity(), id));
        SubscribeDecision decision = topic.eventPackage().subscriptions().decide(known, new TopicSiblings(live, topic), request, node.now());
        if (decision instanceof SubscribeDecision.Refuse refuse) {
            // Who is shut out is not to learn from the reason how many are let in.
            Optional<Reply> forbidden = request.inDialog() ? Optional.empty() : judge().shutOut(topic, request.requester());
            reply.complete(forbidden.orElseGet(() -> Reply.refused(refuse.status(), refuse.reason(), refuse.minExpires())));
        } else if (decision instanceof SubscribeDecision.Repeat repeat) {
            reply.complete(reply(repeat.subscription(), repeat.expires()));
        } else if (decision instanceof SubscribeDecision.Fetch fetch) {
            judge().letIn(topic, fetch.subscription(), reply, (outcome, answer) -> fetch(topic, id, fetch.subscription(), outcome, request, answer));
        } else if (decision instanceof SubscribeDecision.Open open) {
            judge().letIn(topic, open.subscription(), reply, (outcome, answer) -> open(topic, id, open, outcome, request, answer));
        } else if (decision instanceof SubscribeDecision.Refresh refresh) {
            refresh(watch.orElseThrow(), refresh, request, reply);
        } else if (decision instanceof SubscribeDecision.Close close) {
            close(watch.orElseThrow(), close.subscription(), request, reply);
        }
    }

    private void refresh(Watch refreshed, SubscribeDecision.Refresh refresh, SubscribeRequest request, CompletableFuture<Reply> reply) {
        Optional<Filter> filter = otherFilter(refreshed, refresh.subscription());
        if (filter.isPresent() && !refreshed.topic.views().filters().mayHave(filter.get(), refreshed.subscription.watcher(), other -> other != refreshed)) {
            reply.complete(TOO_MANY_FILTERS);
            return;
        }
        Outcome outcome = filter.map(other -> refreshed.topic.views().filtered(refreshed.outcome, other)).orElse(refreshed.outcome);
        Suppression suppression = suppression(request, refreshed, outcome);
        // Every write of a subscription extends its block of sequence numbers.
        Subscription extended = SequenceNumbers.reserving(refreshed, refresh.subscription());
        Subscription renewed = suppression == Suppression.NOTIFY ? extended.withoutNotify() : extended;
        afterWrite(refreshed.id, renewed, home.write(() -> node.records().store(home.presentity(), refreshed.id, renewed)), reply, () -> {
            refreshed.renew(renewed);
            refreshed.comesTo(outcome);
            node.scheduleExpiry(refreshed, renewed.expiresAt());
            answer(refreshed, suppression, reply, refresh.expires());
            home.subscriptionsChanged();
        });
    }

    private void close(Watch closed, Subscription asked, SubscribeRequest request, CompletableFuture<Reply> reply) {
        Optional<Filter> filter = otherFilter(closed, asked);
        if (filter.isPresent() && !closed.topic.views().filters().mayHaveOnce(filter.get())) {
            reply.complete(TOO_MANY_FILTERS);
            return;
        }
        Outcome outcome = filter.map(other -> closed.topic.views().filteredOnce(closed.outcome, other)).orElse(closed.outcome);
        Suppression suppression = suppression(request, closed, outcome);
        Subscription told = endOf(outcome, SequenceNumbers.reserving(closed, asked));
        Subscription ended = suppression == Suppression.NOTIFY ? told.withoutNotify() : told;
        afterWrite(closed.id, ended, home.write(() -> node.records().store(home.presentity(), closed.id, ended)), reply, () -> {
            closed.subscription = ended;
            closed.comesTo(outcome);
            end(closed, Reason.TIMEOUT, Event.TIMEOUT, "unsubscribed");
            answer(closed, suppression, reply, 0);
        });
    }

    private void fetch(Topic topic, String id, Subscription asked, Outcome unfiltered, SubscribeRequest request, CompletableFuture<Reply> reply) {
        Filter filter = topic.views().filters().of(asked);
        if (!topic.views().filters().mayHaveOnce(filter)) {
            reply.complete(TOO_MANY_FILTERS);
            return;
        }
        Outcome outcome = topic.views().filteredOnce(unfiltered, filter);
        Subscription fetched = endOf(outcome, asked);
        Watch once = new Watch(this, topic, id, fetched, Subscription.FIRST_CSEQ, outcome);
        once.fetch = true;
        CompletionStage<Void> write = home.write(() -> fetched.isWaiting()
                ? node.records().store(home.presentity(), id, fetched)
                : node.records().storeBriefly(home.presentity(), id, fetched));
        afterWrite(id, fetched, write, reply, () -> {
            opened(once);
            notifier.end(once, Reason.TIMEOUT);
            answer(once, suppression(request, once, outcome), reply, 0);
            waits(once);
        });
    }

    /** What a SUBSCRIBE in the dialog says anew about filters; empty if nothing. */
    private static Optional<Filter> otherFilter(Watch watch, Subscription asked) {
        boolean isSame = asked.terms().filters().equals(watch.subscription.terms().filters());
        return isSame ? Optional.empty() : Optional.of(watch.topic.views().filters().of(asked));
    }

    private void open(Topic topic, String id, SubscribeDecision.Open open, Outcome outcome, SubscribeRequest request, CompletableFuture<Reply> reply) {
        Filter filter = topic.views().filters().of(open.subscription());
        if (!topic.views().filters().mayHave(filter, open.subscription().watcher(), other -> true)) {
            reply.complete(TOO_MANY_FILTERS);
            return;
        }
        Watch opened = new Watch(this, topic, id, open.subscription(), Subscription.FIRST_CSEQ, topic.views().filtered(outcome, filter));
        afterWrite(opened.id, open.subscription(), home.write(() -> node.records().store(home.presentity(), opened.id, open.subscription())), reply, () -> {
            opened(opened);
            live.add(opened);
            node.scheduleExpiry(opened, opened.subscription.expiresAt());
            answer(opened, suppression(request, opened, opened.outcome), reply, open.expires());
            open.inPlaceOf().ifPresent(this::supersede);
            past.back(opened.subscription);
            home.subscriptionsChanged();
            opened.topic.recordSoon();
        });
    }

    /** RFC 3857 s4.7.1: a subscription that runs out before the presentity has decided waits for its decision. */
    private Subscription endOf(Outcome outcome, Subscription ended) {
        return outcome.isPending() && past.mayWait(ended) ? ended.waiting(ended.changedAt()) : ended;
    }

    /** It has ended; what watcher information tells of it from now on. */
    private void waits(Watch watch) {
        if (watch.subscription.isWaiting()) {
            past.waits(watch.id, watch.subscription);
            home.subscriptionsChanged();
        }
    }

    private void opened(Watch watch) {
        watch.openedApart = node.standing().get() == Standing.HOLDING;
        node.tallies().recorders().routes().accept(watch.subscription.dialog().routeSet().routes().size());
    }

    /** As watcher information tells of them. */
    Collection<Watching> watchings() {
        List<Watching> all = new ArrayList<>(past.all());
        live.all().stream().filter(watch -> !watch.topic.eventPackage().followsSubscriptions()).forEach(watch -> all.add(watch.watching()));
        return all;
    }

    private Suppression suppression(SubscribeRequest request, Watch watch, Outcome outcome) {
        return Conditions.of(request, watch, outcome, notifier.underWay(watch));
    }

    private void answer(Watch watch, Suppression suppression, CompletableFuture<Reply> reply, int expires) {
        watch.matched = suppression != Suppression.NOTHING && !watch.isQuenched();
        if (watch.matched) {
            // Its own word; what is under way tells the same.
            watch.toldVersion = watch.outcome.version();
        }
        if (suppression != Suppression.NOTIFY) {
            notifier.answering(watch);
        } else {
            node.tallies().notified(NotifyResult.SUPPRESSED);
            if (watch.ending != null) {
                notifier.over(watch);
            }
        }
        Reply answer = reply(watch.subscription, expires);
        reply.complete(watch.outcome.handling().map(handling -> answer.by(handling, "")).orElse(answer));
    }

    private static Reply reply(Subscription subscription, int expires) {
        String localTag = subscription.dialog().localTag();
        return subscription.unnotified() ? Reply.withoutNotify(expires, localTag) : Reply.subscribed(expires, localTag);
    }

    /** Takes the subscription out of the hot copy; what is left of it is its last NOTIFY. One that is undecided and may not wait is given up: by a timeout only a decided one ends (RFC 3857 s4.7.1). */
    private void end(Watch watch, Reason reason, Event event, String why) {
        node.journal().ended(home.presentity(), watch, reason, why);
        live.remove(watch);
        node.wheel().cancel(watch);
        notifier.end(watch, reason);
        if (watch.subscription.isWaiting()) {
            past.waits(watch.id, watch.subscription);
        } else if (!watch.topic.eventPackage().followsSubscriptions()) {
            past.gone(watch.subscription, event == Event.TIMEOUT && watch.outcome.isPending() ? Event.GIVEUP : event);
        }
        home.subscriptionsChanged();
    }

    /**
     * A newer subscription takes its place. "Rejected" is the one reason by which its watcher, should it live after all, does not come back at once (RFC 6665 s4.1.3) and push out
     * another one of its own.
     */
    private void supersede(Subscription old) {
        Watch watch = live.of(old.dialog().id()).orElseThrow();
        endAndTell(watch, Reason.REJECTED, Event.TIMEOUT, "a newer one of the same watcher takes its place");
    }

    /** Called by the wheel. */
    void expire(Watch watch) {
        node.expiries().add(() -> mailbox.submit(() -> {
            if (!live.has(watch)) {
                return;
            }
            if (watch.subscription.expiresAt() > node.now()) {
                // Refreshed, or the clock has been set back, since the timer fired.
                node.scheduleExpiry(watch, watch.subscription.expiresAt());
            } else if (notifier.maySend(watch)) {
                node.ranOut(watch.subscription.expiresAt());
                endAndTell(watch, Reason.TIMEOUT, Event.TIMEOUT, "expired");
            } else {
                // Whoever may send in its dialog now knows whether it has been refreshed.
                node.wheel().schedule(watch, node.elapsed().getAsLong() + LOOK_AGAIN_AFTER);
            }
        }));
    }

    /**
     * Stored first: nobody may find a live record after its last NOTIFY, nor begin below the number of that when it is still owed.
     *
     * @param why for operators
     */
    void endAndTell(Watch watch, Reason reason, Event event, String why) {
        Subscription ended = SequenceNumbers.reserving(watch, watch.subscription.ended(reason, node.now()));
        watch.subscription = reason == Reason.TIMEOUT ? endOf(watch.outcome, ended) : ended;
        end(watch, reason, event, why);
        mailbox.hold(home.write(() -> node.records().store(home.presentity(), watch.id, watch.subscription)), (done, problem) -> {
            home.reportEnd(problem);
            notifier.deliver(watch);
        });
    }

    /** Its last NOTIFY has been answered, or given up: no successor owes it any more. To be called as the last act of a task. */
    void toldTheEnd(Watch watch) {
        if (node.hasSuccessors().getAsBoolean() && !live.has(watch.id) && !watch.subscription.isWaiting()) {
            Subscription told = watch.subscription.gone(watch.subscription.changedAt());
            home.endQuietly(home.write(() -> watch.fetch ? node.records().storeBriefly(home.presentity(), watch.id, told) : node.records().store(home.presentity(), watch.id, told)));
        }
    }

    /** The watcher's side has no such subscription any more. To be called as the last act of a task. */
    void gone(Watch watch) {
        if (live.has(watch)) {
            watch.subscription = endOf(watch.outcome, watch.subscription.gone(node.now()));
            end(watch, Reason.NORESOURCE, Event.TIMEOUT, "a NOTIFY failed");
            notifier.over(watch);
            home.endQuietly(home.write(() -> node.records().store(home.presentity(), watch.id, watch.subscription)));
        }
    }

    /** Those of a topic that have ended and whose last NOTIFY has not been answered. */
    List<Watch> ending(Topic topic) {
        return notifier.endings().stream().filter(watch -> watch.topic == topic).toList();
    }

    // ---- Telling the watchers ----------------------------------------------------------------------------------------------------------

    /**
     * Tells the watchers of a topic what is new.
     *
     * @param changed for which of them it is
     */
    void fanOut(Topic topic, Set<Outcome> changed) {
        new FanOut(home, node, mailbox, notifier).ofChange(live.of(topic).toList(), changed);
    }

    /** Tells these watchers what they are owed. */
    void fanOut(List<Watch> all) {
        new FanOut(home, node, mailbox, notifier).to(all);
    }

    /** Sends what was held back while this node was not to send; stops what it must not send any more. */
    void standingChanged() {
        notifier.abandon(watch -> !notifier.maySend(watch));
        fanOut(Stream.concat(live.all().stream(), notifier.endings().stream()).toList());
    }

    /** Ids of the subscriptions of a topic whose watchers are owed something, the ended ones among them. */
    List<String> pending(Topic topic) {
        return Stream.concat(live.all().stream().filter(watch -> !watch.isTold()), notifier.endings().stream())
                .filter(watch -> watch.topic == topic).map(watch -> watch.id).toList();
    }

    /** Whether a subscription to the topic has been opened, refreshed or ended since then. */
    boolean hasChangedSince(Topic topic, long time) {
        return Stream.concat(live.all().stream(), notifier.endings().stream()).anyMatch(watch -> watch.topic == topic && watch.subscription.changedAt() >= time);
    }

    private void afterWrite(String id, Subscription subscription, CompletionStage<?> write, CompletableFuture<Reply> reply, Runnable then) {
        home.afterWrite(write, () -> node.records().has(home.presentity(), id, subscription), reply, then);
    }

    // ---- Coming and going --------------------------------------------------------------------------------------------------------------

    /** Takes over a record of the last home. The sequence goes on above all that was used there. */
    void adopt(Topic topic, String id, Subscription subscription) {
        if (live.has(id)) {
            return;
        }
        Watch watch = new Watch(this, topic, id, subscription, subscription.reservedCSeq() + 1, topic.views().notKnown());
        boolean isOwed = topic.deliveries().owes(id, subscription);
        // As for a change: not before it is known what it may be told, for one that has been told that it is active must not hear that it is pending.
        watch.toldVersion = isOwed ? Delivery.NOTHING : watch.outcome.version();
        if (subscription.isWaiting()) {
            past.adopt(id, subscription);
        }
        if (!subscription.isEnded()) {
            live.add(watch);
            node.scheduleExpiry(watch, subscription.expiresAt());
        } else if (isOwed) {
            subscription.ending().ifPresent(reason -> notifier.end(watch, reason));
        }
    }

    /** It is not known who of a topic's watchers has been told. */
    void tellAll(Topic topic) {
        // A quenched one wants to hear nothing of the state; whether it has heard of its subscription is known from its record.
        live.of(topic).filter(watch -> !watch.isQuenched()).forEach(watch -> watch.toldVersion = Delivery.NOTHING);
    }

    /** Tells those that the last home is not known to have told, in their turn, and those that it may have owed a reminder. */
    void tellAgain() {
        Stream.concat(live.all().stream().filter(watch -> !watch.isTold() || watch.wantsReminders()), notifier.endings().stream())
                .forEach(watch -> node.repeats().add(() -> mailbox.submit(() -> notifier.deliver(watch))));
    }

    /** Stops the timers. */
    void disarm() {
        live.all().forEach(watch -> {
            node.wheel().cancel(watch);
            notifier.disarm(watch);
        });
    }

    void lose() {
        live.clear();
        past.lose();
    }
}
