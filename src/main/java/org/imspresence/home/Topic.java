package org.imspresence.home;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.imspresence.event.EventPackage;
import org.imspresence.event.EventState;
import org.imspresence.event.StateTooLargeException;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublicationRules;
import org.imspresence.publication.PublishDecision;
import org.imspresence.publication.PublishRequest;

/**
 * One resource in one event package: the publications for it, and how far their watchers have been told. What they lead to is in its {@link Views}. Part of its {@link PresentityHome}: it runs in the same mailbox.
 */
final class Topic {

    private static final int TOO_LARGE = 413;
    /** Odd and large: spreads the bits of what is added up. */
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final PresentityHome home;
    private final HomeNode node;
    private final EventPackage eventPackage;
    /** By id. */
    private Map<String, Published> publications = Map.of();
    private final Views views;
    /** Publications that were removed lately, for repeats of their last requests. */
    private List<Publication> removed = List.of();
    /** Null until it is needed. */
    private Deliveries deliveries;
    /** How many {@link Watches} there are of it. */
    int watches;

    Topic(PresentityHome home, HomeNode node, EventPackage eventPackage) {
        this.home = home;
        this.node = node;
        this.eventPackage = eventPackage;
        this.views = new Views(home, node, this);
    }

    EventPackage eventPackage() {
        return eventPackage;
    }

    Views views() {
        return views;
    }

    /** True while there is something to be home of. */
    boolean isNeeded() {
        forgetRemoved();
        return !publications.isEmpty() || !removed.isEmpty() || deliveries != null && deliveries.isBusy();
    }

    int publicationCount() {
        return publications.size();
    }

    // ---- Commands ------------------------------------------------------------------------------------------------------------------------

    void handle(PublicationRules rules, PublishRequest request, CompletableFuture<Reply> reply) {
        forgetRemoved();
        List<Publication> known = live();
        known.addAll(removed);
        PublishDecision decision = rules.decide(known, request, modified -> eventPackage.content(request, modified), node.now());
        if (decision instanceof PublishDecision.Refuse refuse) {
            reply.complete(Reply.refused(refuse.status(), refuse.reason(), refuse.minExpires()));
        } else if (decision instanceof PublishDecision.Repeat repeat) {
            reply.complete(Reply.published(repeat.answer().expires(), repeat.answer().entityTag()));
        } else if (decision instanceof PublishDecision.Store store) {
            handle(store, reply);
        } else if (decision instanceof PublishDecision.Renew renew) {
            afterWrite(renew.publication(), reply, () -> {
                take(renew.publication());
                reply.complete(Reply.published(renew.expires(), renew.publication().entityTag()));
            });
        } else if (decision instanceof PublishDecision.Remove remove) {
            Publication rest = remove.publication();
            afterWrite(rest, reply, () ->
                    views.change(() -> remember(rest), views.tellable(without(rest)), () -> reply.complete(Reply.published(0, rest.entityTag()))));
        }
    }

    private void afterWrite(Publication publication, CompletableFuture<Reply> reply, Runnable then) {
        home.afterWrite(home.write(() -> node.records().store(home.presentity(), publication)), () -> node.records().has(home.presentity(), publication), reply, then);
    }

    private void remember(Publication rest) {
        drop(rest.id());
        List<Publication> all = new ArrayList<>(removed);
        all.add(rest);
        removed = all;
    }

    private void forgetRemoved() {
        if (!removed.isEmpty()) {
            removed = removed.stream().filter(rest -> rest.isRepeatable(node.now())).toList();
        }
    }

    private void handle(PublishDecision.Store store, CompletableFuture<Reply> reply) {
        Publication publication = store.publication();
        EventState after;
        try {
            after = views.composed(with(publication));
        } catch (StateTooLargeException e) {
            reply.complete(Reply.refused(TOO_LARGE, e.getMessage(), 0));
            return;
        }
        afterWrite(publication, reply, () ->
                views.change(() -> take(publication), after, () -> reply.complete(Reply.published(store.expires(), publication.entityTag()))));
    }

    /** Called by the wheel. RFC 3903 s6: the end of a publication is a change of state. */
    void expire(Published published) {
        node.expiries().add(() -> home.queue(() -> {
            Publication publication = published.publication;
            if (publications.get(publication.id()) != published) {
                return;
            }
            if (publication.expiresAt() > node.now()) {
                // Refreshed, or the clock has been set back, since the timer fired.
                node.scheduleExpiry(published, publication.expiresAt());
                return;
            }
            node.ranOut(publication.expiresAt());
            views.change(() -> drop(publication.id()), views.tellable(without(publication)), () -> { });
            home.endQuietly(home.write(() -> node.records().remove(home.presentity(), publication)));
        }));
    }

    private void take(Publication publication) {
        Published published = publications.get(publication.id());
        if (published == null) {
            published = new Published(this);
            publications = Few.with(publications, publication.id(), published);
        }
        published.publication = publication;
        node.scheduleExpiry(published, publication.expiresAt());
    }

    private void drop(String id) {
        node.wheel().cancel(publications.get(id));
        publications = Few.without(publications, id);
    }

    /** All of them, in any order. */
    List<Publication> live() {
        List<Publication> live = new ArrayList<>(publications.size() + 1);
        publications.values().forEach(published -> live.add(published.publication));
        return live;
    }

    private List<Publication> with(Publication added) {
        List<Publication> with = live();
        with.removeIf(one -> one.id().equals(added.id()));
        with.add(added);
        return with;
    }

    private List<Publication> without(Publication removed) {
        List<Publication> rest = live();
        rest.removeIf(one -> one.id().equals(removed.id()));
        return rest;
    }

    // ---- How far the watchers have been told -----------------------------------------------------------------------------------------------

    /**
     * Names what there is to tell and to whom, by the ids, order and bodies of the publications, and the tags of what the presentity has stored: every node comes to the same number, whoever has composed what of them. 0 when there are none.
     */
    long fingerprint() {
        long sum = publications.values().stream().mapToLong(published -> fingerprint(published.publication)).sum();
        sum += home.rules().fingerprint();
        return eventPackage.followsSubscriptions() ? sum + home.subscriptions().live().records().stream().mapToLong(s -> s.dialog().id().hashCode()).sum() : sum;
    }

    private static long fingerprint(Publication publication) {
        long hash = publication.id().hashCode();
        hash = MIX * hash + publication.order();
        hash = MIX * hash + publication.contentType().hashCode();
        hash = MIX * hash + Arrays.hashCode(publication.body());
        return hash * MIX;
    }

    /** Made when there is something to record; a node that is alone, or a resource that nobody watches, does without. */
    Deliveries deliveries() {
        if (deliveries == null) {
            deliveries = new Deliveries(home, this, node);
        }
        return deliveries;
    }

    /** Whom the state has reached is to be recorded. A node that nobody would take over from saves itself the trouble. */
    void recordSoon() {
        if (node.hasSuccessors().getAsBoolean() && home.subscriptions().live().isWatched(this)) {
            deliveries().recordSoon();
        }
    }

    // ---- Coming and going ----------------------------------------------------------------------------------------------------------------

    void adopt(Publication publication) {
        if (publication.removed()) {
            removed = Stream.concat(removed.stream(), Stream.of(publication)).toList();
        } else if (!publications.containsKey(publication.id())) {
            take(publication);
            views.forget();
        }
    }

    /** Stops the timers. */
    void disarm() {
        publications.values().forEach(node.wheel()::cancel);
    }

    /** Nobody watches and nothing is published any more. */
    void vacate() {
        if (deliveries != null) {
            deliveries.forget();
        }
    }

    void lose() {
        publications = Map.of();
        views.lose();
    }
}
