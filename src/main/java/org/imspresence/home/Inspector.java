package org.imspresence.home;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.imspresence.authorization.Decision;
import org.imspresence.event.EventPackage;
import org.imspresence.event.EventState;
import org.imspresence.event.Watching.Event;
import org.imspresence.home.inspection.AskWatchers;
import org.imspresence.home.inspection.EndSubscription;
import org.imspresence.home.inspection.PresentityReport;
import org.imspresence.home.inspection.WatchersReport;
import org.imspresence.home.inspection.WatchersReport.LastNotify;
import org.imspresence.publication.Publication;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState.Reason;

/** Answers an operator's questions about one presentity from the hot copy, and ends its subscriptions. Part of a {@link PresentityHome}: it runs in the same mailbox, where its questions queue with all other commands. */
final class Inspector {

    static final Reply NO_SUCH_SUBSCRIPTION = Reply.refused(404, "No such subscription", 0);

    private final PresentityHome home;
    private final HomeNode node;
    private final Mailbox mailbox;
    private final Subscriptions subscriptions;
    private final Supplier<List<Topic>> topics;

    Inspector(PresentityHome home, HomeNode node, Mailbox mailbox, Subscriptions subscriptions, Supplier<List<Topic>> topics) {
        this.home = home;
        this.node = node;
        this.mailbox = mailbox;
        this.subscriptions = subscriptions;
        this.topics = topics;
    }

    /** @param name of this node */
    CompletionStage<PresentityReport> presentity(String name) {
        return asked(reply -> reply.complete(new PresentityReport(name, !isVacant(), topics.get().stream().map(this::report).toList())));
    }

    /** @param name of this node */
    CompletionStage<WatchersReport> watchers(String name, AskWatchers question) {
        return asked(reply -> {
            List<WatchersReport.Watching> page = subscriptions.live().all().stream()
                    .filter(watch -> question.id().isEmpty() ? watch.id.compareTo(question.after()) > 0 : watch.id.equals(question.id()))
                    .sorted(Comparator.comparing(watch -> watch.id))
                    .limit(question.limit())
                    .map(this::report)
                    .toList();
            reply.complete(new WatchersReport(name, page, subscriptions.live().size()));
        });
    }

    /** A command may be brought here twice: one that has ended has ended. */
    CompletionStage<Reply> end(EndSubscription command) {
        return asked(reply -> {
            Optional<Watch> live = subscriptions.live().of(command.id());
            if (live.isPresent()) {
                end(live.get(), command);
                // Behind the write, which holds the queue.
                mailbox.submit(() -> reply.complete(Reply.done()));
            } else {
                reply.complete(node.records().ended(home.presentity(), command.id()).isPresent() ? Reply.done() : NO_SUCH_SUBSCRIPTION);
            }
        });
    }

    private void end(Watch watch, EndSubscription command) {
        // As of one whom the rules turn away, its last NOTIFY tells nothing of the presentity.
        watch.outcome = watch.topic.views().outcome(decision(watch).blocking());
        subscriptions.endAndTell(watch, command.rejected() ? Reason.REJECTED : Reason.DEACTIVATED, command.rejected() ? Event.REJECTED : Event.DEACTIVATED, "operator " + command.operator());
    }

    private boolean isVacant() {
        return subscriptions.live().size() == 0 && topics.get().stream().allMatch(topic -> topic.publicationCount() == 0);
    }

    /** Once what the presentity has stored is known, as far as it can be. */
    private <T> CompletionStage<T> asked(Consumer<CompletableFuture<T>> question) {
        CompletableFuture<T> reply = new CompletableFuture<>();
        boolean isQueued = mailbox.offer(() -> {
            try {
                home.rules().whenKnown(() -> answer(question, reply));
            } catch (RuntimeException | Error bug) {
                reply.completeExceptionally(bug);
                throw bug;
            }
        }, node.queueLimit());
        if (!isQueued) {
            reply.completeExceptionally(new IllegalStateException("too many requests for " + home.presentity()));
        }
        return reply;
    }

    private <T> void answer(Consumer<CompletableFuture<T>> question, CompletableFuture<T> reply) {
        if (!home.decides()) {
            reply.completeExceptionally(home.noHome());
            return;
        }
        try {
            question.accept(reply);
        } catch (RuntimeException | Error bug) {
            reply.completeExceptionally(bug);
            throw bug;
        }
    }

    private PresentityReport.Topic report(Topic topic) {
        EventPackage eventPackage = topic.eventPackage();
        // Who watches is told by the watchers themselves.
        boolean isState = !eventPackage.followsSubscriptions();
        String format = eventPackage.formats().get(0);
        Optional<EventState> state = isState ? Optional.of(topic.views().state()) : Optional.empty();
        return new PresentityReport.Topic(
                eventPackage.name(),
                isState ? format : "",
                state.map(now -> now.body(format)).orElseGet(() -> new byte[0]),
                state.map(EventState::digest).orElse(""),
                subscriptions.live().count(topic),
                topic.live().stream().sorted(Comparator.comparingLong(Publication::order).reversed()).map(this::report).toList());
    }

    private PresentityReport.Published report(Publication publication) {
        return new PresentityReport.Published(publication.id(), publication.entityTag(), publication.contentType(), publication.body().length,
                publication.remainingSeconds(node.now()), publication.order(), publication.changedAt());
    }

    private WatchersReport.Watching report(Watch watch) {
        Subscription subscription = watch.subscription;
        Decision decision = decision(watch);
        return new WatchersReport.Watching(
                watch.id,
                subscription.watcher(),
                subscription.alias(),
                subscription.anonymous(),
                subscription.event(),
                watch.outcome.isPending() ? "pending" : "active",
                decision.handling().toString(),
                decision.reason(),
                subscription.remainingSeconds(node.now()),
                subscription.openedAt(),
                subscription.changedAt(),
                subscription.terms().contentType(),
                !subscription.terms().filters().isEmpty(),
                subscription.dialog(),
                watch.isTold(),
                lastNotify(watch));
    }

    private Decision decision(Watch watch) {
        return home.rules().decide(watch.topic, watch.subscription.requester());
    }

    private LastNotify lastNotify(Watch watch) {
        return watch.isNew() ? LastNotify.NONE : new LastNotify(watch.nextCSeq - 1, watch.lastStatus, node.now() - (node.elapsed().getAsLong() - watch.lastSentAt));
    }
}
