package org.imspresence.home;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.imspresence.authorization.Decision;
import org.imspresence.authorization.Requester;
import org.imspresence.authorization.SubHandling;
import org.imspresence.event.EventPackage;
import org.imspresence.event.Watching.Event;
import org.imspresence.filter.Filter;
import org.imspresence.filter.FilterException;
import org.imspresence.home.Watch.Obstacle;
import org.imspresence.notification.Delivery;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState.Reason;

/** Has the presentity's {@link Rules} decide about its watchers, and carries out what they come to. Part of a {@link PresentityHome}: it runs in the same mailbox. */
final class Judge {

    /** Why a subscription ends by the presentity's word, or for its filter. */
    private static final Set<Reason> TURNED_AWAY = EnumSet.of(Reason.REJECTED, Reason.DEACTIVATED, Reason.BADFILTER);
    /** Watchers that are judged in one task; between two such tasks commands get their turn. */
    private static final int CHUNK = 64;

    private static final String BY_THE_RULES = "the rules";

    private final PresentityHome home;
    private final HomeNode node;
    private final Mailbox mailbox;
    private final Subscriptions subscriptions;

    Judge(PresentityHome home, HomeNode node, Mailbox mailbox, Subscriptions subscriptions) {
        this.home = home;
        this.node = node;
        this.mailbox = mailbox;
        this.subscriptions = subscriptions;
    }

    /** RFC 5025 s3.2.1: goes on with what the rules come to, unless that is to block. */
    void letIn(Topic topic, Subscription asked, CompletableFuture<Reply> reply, BiConsumer<Outcome, CompletableFuture<Reply>> then) {
        Decision decision = home.rules().decide(topic, asked.requester());
        node.tallies().decided(decision.handling());
        if (decision.handling() == SubHandling.BLOCK) {
            reply.complete(forbidden(decision));
        } else {
            then.accept(topic.views().outcome(decision), explained(reply, decision));
        }
    }

    /** Completes a reply, and adds what the rules have come to. */
    private static CompletableFuture<Reply> explained(CompletableFuture<Reply> reply, Decision decision) {
        CompletableFuture<Reply> plain = new CompletableFuture<>();
        plain.whenComplete((answer, bug) -> {
            if (bug == null) {
                reply.complete(answer.by(decision.handling(), decision.reason()));
            } else {
                reply.completeExceptionally(bug);
            }
        });
        return plain;
    }

    /** What a watcher that is shut out is answered, whatever else is wrong with its SUBSCRIBE; empty for any other. */
    Optional<Reply> shutOut(Topic topic, Requester watcher) {
        return Optional.of(home.rules().decide(topic, watcher)).filter(decision -> decision.handling() == SubHandling.BLOCK).map(Judge::forbidden);
    }

    private static Reply forbidden(Decision decision) {
        return Reply.refused(403, "Forbidden", 0).by(decision.handling(), decision.reason());
    }

    /** Looks again at what the rules say about each watcher of a topic, and tells those for whom it makes a difference. Until then nobody is told anything. */
    void judgeAll(Topic topic) {
        judgeEnded(subscriptions.ending(topic));
        List<Watch> all = subscriptions.live().of(topic).toList();
        all.forEach(watch -> watch.waitFor(Obstacle.VERDICT));
        judge(topic, all, 0);
    }

    /** The same for watchers that have been taken over: they are told nothing here, but in their turn. */
    void judgeAdopted(Topic topic) {
        WatcherFilters filters = topic.views().filters();
        subscriptions.live().of(topic).forEach(watch -> judge(topic, watch, filters));
        topic.views().retain(subscriptions.live().outcomes(topic));
    }

    private void judge(Topic topic, List<Watch> all, int from) {
        int to = Math.min(all.size(), from + CHUNK);
        List<Watch> chunk = all.subList(from, to).stream().filter(subscriptions.live()::has).toList();
        WatcherFilters filters = topic.views().filters();
        List<Watch> moved = chunk.stream().filter(watch -> judge(topic, watch, filters)).toList();
        if (!moved.isEmpty()) {
            home.subscriptionsChanged();
        }
        // Between two chunks something may have happened that those who were not judged yet have not been told.
        subscriptions.fanOut(from == 0 ? moved : chunk);
        if (to < all.size()) {
            mailbox.submit(() -> judge(topic, all, to));
        } else {
            topic.views().retain(subscriptions.live().outcomes(topic));
        }
    }

    private boolean judge(Topic topic, Watch watch, WatcherFilters filters) {
        Decision decision = home.rules().decide(topic, watch.subscription.requester());
        if (isTurnedAwayBy(decision, watch)) {
            mailbox.submit(() -> turnAway(watch));
            return false;
        }
        Optional<Filter> filter = filter(watch, filters);
        if (filter.isEmpty()) {
            mailbox.submit(() -> endForItsFilter(watch));
            return false;
        }
        watch.clear(Obstacle.VERDICT);
        boolean moves = moves(watch, topic.views().filtered(topic.views().outcome(decision), filter.get()));
        node.tallies().census().isLive(watch);
        if (moves) {
            node.journal().decidedAnew(home.presentity(), watch, decision);
            watch.answerOwed = true;
        }
        return moves;
    }

    /** The filter of a watcher; empty when it cannot be applied: another node, or an older version, has taken it. */
    private Optional<Filter> filter(Watch watch, WatcherFilters filters) {
        if (!watch.outcome.isNotKnown()) {
            return Optional.of(watch.outcome.filter());
        }
        try {
            return Optional.of(filters.ofAdopted(watch.subscription));
        } catch (FilterException e) {
            node.report("apply the filter of " + watch.subscription.watcher(), home.presentity(), e);
            return Optional.empty();
        }
    }

    /** Those that have ended with the last NOTIFY still owed, here or at the last home: what it may tell by now. Who was turned away is told nothing, whatever the rules say since. */
    void judgeEnded(Collection<Watch> ended) {
        ended.forEach(watch -> {
            Views views = watch.topic.views();
            Decision decision = home.rules().decide(watch.topic, watch.subscription.requester());
            boolean isTurnedAway = TURNED_AWAY.contains(watch.ending) || isTurnedAwayBy(decision, watch) && !watch.outcome.isNotKnown();
            watch.comesTo(filter(watch, views.filters()).filter(filter -> !isTurnedAway).map(filter -> views.filteredOnce(views.outcome(decision), filter)).orElseGet(() -> views.outcome(decision.blocking())));
        });
    }

    /** @return whether that makes a difference to its watcher */
    private static boolean moves(Watch watch, Outcome outcome) {
        Outcome before = watch.outcome;
        if (before == outcome) {
            return false;
        }
        watch.comesTo(outcome);
        boolean isUpToDate = watch.toldVersion == before.version() || watch.isQuenched() && watch.toldVersion != Delivery.NOTHING;
        boolean isAdopted = before.isNotKnown() && watch.isNew();
        if (isAdopted || before.isPending() == outcome.isPending() && isUpToDate && (watch.isQuenched() || before.state().isSameAs(outcome.state()))) {
            watch.toldVersion = isUpToDate ? outcome.version() : Delivery.NOTHING;
            return false;
        }
        watch.prompt |= before.isPending() && !outcome.isPending();
        watch.approved = !outcome.isPending() && (before.isPending() || watch.approved);
        return true;
    }

    /** There is no way back from active to pending (RFC 6665 s4.1.2, RFC 3857 s4.7.1): who is to wait again has to subscribe again. */
    private static boolean isTurnedAwayBy(Decision decision, Watch watch) {
        return decision.handling() == SubHandling.BLOCK || decision.handling() == SubHandling.CONFIRM && !watch.outcome.isPending();
    }

    private void turnAway(Watch watch) {
        watch.clear(Obstacle.VERDICT);
        Decision decision = home.rules().decide(watch.topic, watch.subscription.requester());
        if (!subscriptions.live().has(watch) || !isTurnedAwayBy(decision, watch) || home.isLost()) {
            subscriptions.fanOut(List.of(watch));
            return;
        }
        node.journal().decidedAnew(home.presentity(), watch, decision);
        if (decision.handling() == SubHandling.BLOCK) {
            watch.comesTo(watch.topic.views().outcome(decision));
            subscriptions.endAndTell(watch, Reason.REJECTED, Event.REJECTED, BY_THE_RULES);
        } else {
            watch.comesTo(watch.topic.views().outcome(decision.blocking()));
            subscriptions.endAndTell(watch, Reason.DEACTIVATED, Event.DEACTIVATED, BY_THE_RULES);
        }
    }

    /** RFC 4660 s5.4. */
    private void endForItsFilter(Watch watch) {
        watch.clear(Obstacle.VERDICT);
        if (subscriptions.live().has(watch) && watch.outcome.isNotKnown() && !home.isLost()) {
            watch.comesTo(watch.topic.views().outcome(home.rules().decide(watch.topic, watch.subscription.requester()).blocking()));
            subscriptions.endAndTell(watch, Reason.BADFILTER, Event.DEACTIVATED, "its filter cannot be applied");
        } else {
            subscriptions.fanOut(List.of(watch));
        }
    }

    /** Those that wait for the presentity's word: it may have come. */
    void judgeWaiting(Function<EventPackage, Topic> topics) {
        Function<Subscription, SubHandling> handling = subscription -> node.packages().named(subscription.eventPackage())
                .map(eventPackage -> home.rules().decide(topics.apply(eventPackage), subscription.requester()).handling())
                .orElse(SubHandling.CONFIRM);
        if (subscriptions.past().judge(handling)) {
            home.subscriptionsChanged();
        }
    }
}
