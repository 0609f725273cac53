package org.imspresence.home;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.imspresence.event.EventPackage;
import org.imspresence.event.EventState;
import org.imspresence.event.Resource;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublicationRules;
import org.imspresence.publication.PublishDecision;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.Subscription;

/**
 * One resource as one event package sees it: its publications and the state that they lead to. Part of its {@link PresentityHome}: it runs in the same mailbox.
 */
final class Topic implements Resource {

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

    // ---- As the package sees it ----------------------------------------------------------------------------------------------------------

    @Override
    public String address() {
        return home.presentity();
    }

    @Override
    public Collection<Publication> publications() {
        List<Publication> live = new ArrayList<>(publications.size());
        publications.values().forEach(published -> live.add(published.publication));
        return live;
    }

    @Override
    public Collection<Subscription> subscriptions() {
        return home.subscriptions();
    }

    // ---- Commands ------------------------------------------------------------------------------------------------------------------------

    void handle(PublicationRules rules, PublishRequest request, CompletableFuture<Reply> reply) {
        PublishDecision decision = rules.decide(publications(), request, () -> eventPackage.refusal(request), node.now());
        if (decision instanceof PublishDecision.Refuse refuse) {
            reply.complete(Reply.refused(refuse.status(), refuse.reason(), refuse.minExpires()));
        } else if (decision instanceof PublishDecision.Store store) {
            Publication publication = store.publication();
            home.afterWrite(node.storePublication(address(), publication), reply, () ->
                    change(() -> take(publication), () -> reply.complete(Reply.published(store.expires(), publication.entityTag()))));
        } else if (decision instanceof PublishDecision.Renew renew) {
            home.afterWrite(node.storePublication(address(), renew.publication()), reply, () -> {
                take(renew.publication());
                reply.complete(Reply.published(renew.expires(), renew.publication().entityTag()));
            });
        } else if (decision instanceof PublishDecision.Remove remove) {
            home.afterWrite(node.removePublication(address(), remove.publication()), reply, () ->
                    change(() -> drop(remove.publication().id()), () -> reply.complete(Reply.published(0, remove.entityTag()))));
        }
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
            change(() -> drop(publication.id()), () -> { });
            home.forget(node.removePublication(address(), publication));
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

    // ---- State ---------------------------------------------------------------------------------------------------------------------------

    /** Carries out a change, answers and, if it makes a difference to what there is to tell, tells the watchers. */
    private void change(Runnable change, Runnable answer) {
        EventState before = state();
        change.run();
        state = null;
        answer.run();
        if (!state().isSameAs(before)) {
            version++;
            home.fanOut(this);
        }
    }

    /** The subscriptions to the resource have changed. */
    void subscriptionsChanged() {
        if (eventPackage.followsSubscriptions() && state != null) {
            change(() -> { }, () -> { });
        }
    }

    /** What there is to tell now. */
    EventState state() {
        if (state != null) {
            return state;
        }
        EventState now = eventPackage.state(this);
        // A resource that nothing is published for is as frequent as its state is quick to tell: it keeps none.
        state = publications.isEmpty() && !eventPackage.followsSubscriptions() ? null : now;
        return now;
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
