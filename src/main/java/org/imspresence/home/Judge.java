package org.imspresence.home;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

import org.imspresence.authorization.Decision;
import org.imspresence.authorization.SubHandling;
import org.imspresence.event.EventPackage;
import org.imspresence.event.Watching.Event;
import org.imspresence.notification.Delivery;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState.Reason;

/** Has the presentity's {@link Rules} decide about its watchers, and carries out what they come to. Part of a {@link PresentityHome}: it runs in the same mailbox. */
final class Judge {

    private static final int FORBIDDEN = 403;

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
    void letIn(Topic topic, Subscription asked, CompletableFuture<Reply> reply, Consumer<Outcome> then) {
        Decision decision = home.rules().decide(topic, asked.requester());
        node.decided(home.presentity(), asked, decision);
        if (decision.handling() == SubHandling.BLOCK) {
            reply.complete(Reply.refused(FORBIDDEN, "Forbidden", 0));
        } else {
            then.accept(topic.views().outcome(decision));
        }
    }

    /** Looks again at what the rules say about each watcher of a topic, and tells those for whom it makes a difference. */
    void judgeAll(Topic topic) {
        List<Watch> changed = new ArrayList<>();
        for (Watch watch : subscriptions.of(topic).toList()) {
            Decision decision = home.rules().decide(topic, watch.subscription.requester());
            if (isTurnedAwayBy(decision, watch)) {
                mailbox.submit(() -> turnAway(watch));
            } else if (moves(watch, topic.views().outcome(decision))) {
                node.decidedAnew(home.presentity(), watch.subscription, decision);
                watch.answerOwed = true;
                changed.add(watch);
            }
        }
        topic.views().retain(subscriptions.outcomes(topic));
        if (!changed.isEmpty()) {
            home.subscriptionsChanged();
            subscriptions.fanOut(changed);
        }
    }

    /** @return whether that makes a difference to its watcher */
    private static boolean moves(Watch watch, Outcome outcome) {
        Outcome before = watch.outcome;
        if (before == outcome) {
            return false;
        }
        watch.outcome = outcome;
        boolean isUpToDate = watch.toldVersion == before.version();
        boolean isAdopted = before.isNotKnown() && watch.isNew();
        if (isAdopted || before.isPending() == outcome.isPending() && isUpToDate && before.state().isSameAs(outcome.state())) {
            watch.toldVersion = isUpToDate ? outcome.version() : Delivery.NOTHING;
            return false;
        }
        watch.approved = before.isPending();
        return true;
    }

    /** There is no way back from active to pending (RFC 6665 s4.1.2, RFC 3857 s4.7.1): who is to wait again has to subscribe again. */
    private static boolean isTurnedAwayBy(Decision decision, Watch watch) {
        return decision.handling() == SubHandling.BLOCK || decision.handling() == SubHandling.CONFIRM && !watch.outcome.isPending();
    }

    private void turnAway(Watch watch) {
        Decision decision = home.rules().decide(watch.topic, watch.subscription.requester());
        if (!subscriptions.isLive(watch) || !isTurnedAwayBy(decision, watch) || home.isLost()) {
            return;
        }
        node.decidedAnew(home.presentity(), watch.subscription, decision);
        if (decision.handling() == SubHandling.BLOCK) {
            watch.outcome = watch.topic.views().outcome(decision);
            subscriptions.endAndTell(watch, Reason.REJECTED, Event.REJECTED);
        } else {
            watch.outcome = watch.topic.views().outcome(decision.blocking());
            subscriptions.endAndTell(watch, Reason.DEACTIVATED, Event.DEACTIVATED);
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
