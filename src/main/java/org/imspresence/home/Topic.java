package org.imspresence.home;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.imspresence.event.EventPackage;
import org.imspresence.event.EventState;
import org.imspresence.event.Resource;
import org.imspresence.event.StateTooLargeException;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublicationRules;
import org.imspresence.publication.PublishDecision;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One resource in one event package: the publications for it and the state that they lead to. Part of its {@link PresentityHome}: it runs in the same mailbox.
 */
final class Topic {

    private static final Logger LOG = LoggerFactory.getLogger(Topic.class);
    private static final int TOO_LARGE = 413;

    /** The resource as its package sees it. */
    private record View(PresentityHome home, Collection<Publication> publications) implements Resource {

        @Override
        public String address() {
            return home.presentity();
        }

        @Override
        public Collection<Subscription> subscriptions() {
            return home.subscriptions();
        }
    }

    private final PresentityHome home;
    private final HomeNode node;
    private final EventPackage eventPackage;
    /** By id. */
    private Map<String, Published> publications = Map.of();
    private long version;
    /** What there is to tell; null until somebody has to be told, and again when there are no publications. */
    private EventState state;

    Topic(PresentityHome home, HomeNode node, EventPackage eventPackage) {
        this.home = home;
        this.node = node;
        this.eventPackage = eventPackage;
    }

    EventPackage eventPackage() {
        return eventPackage;
    }

    /** Rises with every change of {@link #state}. */
    long version() {
        return version;
    }

    boolean hasPublications() {
        return !publications.isEmpty();
    }

    // ---- Commands ------------------------------------------------------------------------------------------------------------------------

    void handle(PublicationRules rules, PublishRequest request, CompletableFuture<Reply> reply) {
        PublishDecision decision = rules.decide(live(), request, () -> eventPackage.refusal(request), node.now());
        if (decision instanceof PublishDecision.Refuse refuse) {
            reply.complete(Reply.refused(refuse.status(), refuse.reason(), refuse.minExpires()));
        } else if (decision instanceof PublishDecision.Store store) {
            handle(store, reply);
        } else if (decision instanceof PublishDecision.Renew renew) {
            home.afterWrite(node.storePublication(home.presentity(), renew.publication()), reply, () -> {
                take(renew.publication());
                reply.complete(Reply.published(renew.expires(), renew.publication().entityTag()));
            });
        } else if (decision instanceof PublishDecision.Remove remove) {
            home.afterWrite(node.removePublication(home.presentity(), remove.publication()), reply, () ->
                    change(() -> drop(remove.publication().id()), without(remove.publication()), () -> reply.complete(Reply.published(0, remove.entityTag()))));
        }
    }

    private void handle(PublishDecision.Store store, CompletableFuture<Reply> reply) {
        Publication publication = store.publication();
        EventState after;
        try {
            after = eventPackage.state(new View(home, with(publication)));
        } catch (StateTooLargeException e) {
            reply.complete(Reply.refused(TOO_LARGE, e.getMessage(), 0));
            return;
        }
        home.afterWrite(node.storePublication(home.presentity(), publication), reply, () ->
                change(() -> take(publication), after, () -> reply.complete(Reply.published(store.expires(), publication.entityTag()))));
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
            change(() -> drop(publication.id()), without(publication), () -> { });
            home.forget(node.removePublication(home.presentity(), publication));
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

    private List<Publication> live() {
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

    // ---- State ---------------------------------------------------------------------------------------------------------------------------

    /** Carries out a change, answers and, if it makes a difference to what there is to tell, tells the watchers. */
    private void change(Runnable change, EventState after, Runnable answer) {
        // Nobody has been told anything of a resource that nobody watches.
        boolean isNews = home.isWatched(this) && !after.isSameAs(state());
        change.run();
        keep(after);
        answer.run();
        if (isNews) {
            version++;
            home.fanOut(this);
        }
    }

    private EventState without(Publication removed) {
        List<Publication> rest = live();
        rest.removeIf(one -> one.id().equals(removed.id()));
        return tellable(rest);
    }

    /** The subscriptions to the resource have changed. */
    void subscriptionsChanged() {
        if (eventPackage.followsSubscriptions() && state != null) {
            change(() -> { }, tellable(live()), () -> { });
        }
    }

    /** What there is to tell now. */
    EventState state() {
        if (state != null) {
            return state;
        }
        EventState now = tellable(live());
        keep(now);
        return now;
    }

    /** A resource that nothing is published for is as frequent as its state is quick to tell: it keeps none. */
    private void keep(EventState now) {
        state = publications.isEmpty() && !eventPackage.followsSubscriptions() ? null : now;
    }

    /** Of publications that another node has let in and this one would not, the newest that can be told. */
    private EventState tellable(List<Publication> all) {
        List<Publication> newest = new ArrayList<>(all);
        newest.sort(Comparator.comparingLong(Publication::order).reversed());
        while (true) {
            try {
                return eventPackage.state(new View(home, newest));
            } catch (StateTooLargeException e) {
                if (newest.isEmpty()) {
                    throw new IllegalStateException("the state of nothing is too large", e);
                }
                LOG.warn("left out of the {} of {}, the oldest publication: {}", eventPackage.name(), home.presentity(), e.getMessage());
                newest.remove(newest.size() - 1);
            }
        }
    }

    // ---- Coming and going ----------------------------------------------------------------------------------------------------------------

    void adopt(Publication publication) {
        if (!publications.containsKey(publication.id())) {
            take(publication);
            state = null;
        }
    }

    void lose() {
        publications.values().forEach(node.wheel()::cancel);
        publications = Map.of();
        state = null;
    }
}
