package org.imspresence.home;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.imspresence.authorization.Decision;
import org.imspresence.event.EventPackage;
import org.imspresence.event.EventState;
import org.imspresence.event.Resource;
import org.imspresence.event.StateTooLargeException;
import org.imspresence.event.Watching;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublicationRules;
import org.imspresence.publication.PublishDecision;
import org.imspresence.publication.PublishRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One resource in one event package: the publications for it and the state that they lead to. Part of its {@link PresentityHome}: it runs in the same mailbox.
 */
final class Topic {

    private static final Logger LOG = LoggerFactory.getLogger(Topic.class);
    private static final int TOO_LARGE = 413;
    /** Odd and large: spreads the bits of what is added up. */
    private static final long MIX = 0x9E3779B97F4A7C15L;

    /** The resource as its package sees it. */
    private record View(PresentityHome home, Collection<Publication> publications) implements Resource {

        @Override
        public String address() {
            return home.presentity();
        }

        @Override
        public Collection<Watching> subscriptions() {
            return home.subscriptions().watchings();
        }

        @Override
        public Optional<byte[]> permanent() {
            return home.rules().permanent();
        }

        @Override
        public long now() {
            return home.now();
        }
    }

    /** A resource that has published nothing, stored nothing, and is watched by nobody. */
    private record Nothing(String address, long now) implements Resource {

        @Override
        public Collection<Publication> publications() {
            return List.of();
        }

        @Override
        public Collection<Watching> subscriptions() {
            return List.of();
        }

        @Override
        public Optional<byte[]> permanent() {
            return Optional.empty();
        }
    }

    private final PresentityHome home;
    private final HomeNode node;
    private final EventPackage eventPackage;
    /** By id. */
    private Map<String, Published> publications = Map.of();
    /** Numbers the states of all {@link #outcomes}. */
    private long version;
    /** One for each that the rules come to for at least one watcher. */
    private List<Outcome> outcomes = List.of();
    /** Null until it is needed. */
    private Outcome notKnown;
    /** Publications that were removed lately, for repeats of their last requests. */
    private List<Publication> removed = List.of();
    /** Null until it is needed. */
    private Deliveries deliveries;
    /** What there is to tell; null until somebody has to be told, and again when there are no publications. */
    private EventState state;
    /** When that was put together. */
    private long stateAt;

    Topic(PresentityHome home, HomeNode node, EventPackage eventPackage) {
        this.home = home;
        this.node = node;
        this.eventPackage = eventPackage;
    }

    EventPackage eventPackage() {
        return eventPackage;
    }

    /** What a decision leads to. Watchers for whom it is the same have the same. */
    Outcome outcome(Decision decision) {
        for (Outcome outcome : outcomes) {
            if (outcome.isOf(decision)) {
                return outcome;
            }
        }
        Outcome outcome = new Outcome(this, decision.handling(), decision.permissions(), ++version);
        outcomes = Stream.concat(outcomes.stream(), Stream.of(outcome)).toList();
        return outcome;
    }

    /** What holds for watchers of which nothing has been found out yet: they are taken over from another home. */
    Outcome notKnown() {
        if (notKnown == null) {
            notKnown = Outcome.notKnown(this, ++version);
        }
        return notKnown;
    }

    /** Lets go of what no watcher has come to any more. */
    void retain(Set<Outcome> inUse) {
        outcomes = outcomes.stream().filter(inUse::contains).toList();
    }

    /** What the watchers know has to be kept: what there is to tell may change without making a difference. */
    boolean remembersWhatIsKnown(String format) {
        return eventPackage.followsSubscriptions() || eventPackage.isNumbered(format);
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
        PublishDecision decision = rules.decide(known, request, () -> eventPackage.refusal(request), node.now());
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
                    change(() -> remember(rest), without(rest), () -> reply.complete(Reply.published(0, rest.entityTag()))));
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
            after = composed(with(publication));
        } catch (StateTooLargeException e) {
            reply.complete(Reply.refused(TOO_LARGE, e.getMessage(), 0));
            return;
        }
        afterWrite(publication, reply, () ->
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

    private void change(Runnable change, EventState after, Runnable answer) {
        change(change, after, answer, false);
    }

    /**
     * Carries out a change, answers and, if it makes a difference to what there is to tell, tells the watchers: nobody before it is known what the rules come to now.
     *
     * @param judges whether the rules may come to something else for another reason than the change
     */
    private void change(Runnable change, EventState after, Runnable answer, boolean judges) {
        // Nobody has been told anything of a resource that nobody watches.
        EventState before = home.subscriptions().isWatched(this) ? state() : after;
        boolean isNews = !after.isSameAs(before);
        boolean mayMove = judges || home.rules().dependOnState() && !after.sphere().equals(before.sphere());
        Map<Outcome, EventState> known = isNews ? seen() : Map.of();
        change.run();
        keep(after);
        answer.run();
        known.forEach((outcome, seen) -> {
            if (outcome.isNotKnown() || !outcome.state().isSameAs(seen)) {
                outcome.changed(++version);
            }
        });
        if (mayMove) {
            home.subscriptions().judge(this);
        }
        if (isNews) {
            home.subscriptions().fanOut(this);
        }
        recordSoon();
    }

    /** What the watchers see, by what the rules have come to for them. */
    private Map<Outcome, EventState> seen() {
        Set<Outcome> inUse = home.subscriptions().outcomes(this);
        retain(inUse);
        Map<Outcome, EventState> seen = new IdentityHashMap<>();
        inUse.forEach(outcome -> seen.put(outcome, outcome.state()));
        return seen;
    }

    private EventState without(Publication removed) {
        List<Publication> rest = live();
        rest.removeIf(one -> one.id().equals(removed.id()));
        return tellable(rest);
    }

    /** The subscriptions to the resource have changed. */
    void subscriptionsChanged() {
        if (eventPackage.followsSubscriptions() && home.subscriptions().isWatched(this)) {
            // Put together when it is told: many may come and go within a pace.
            state = null;
            outcomes.forEach(outcome -> outcome.changed(++version));
            home.subscriptions().fanOut(this);
            recordSoon();
        }
    }

    /** Its state is about to become another one by something else than its publications. What it was is looked at now. */
    void stateChanges() {
        if (home.subscriptions().isWatched(this)) {
            state = state();
            home.subscriptions().outcomes(this).forEach(Outcome::state);
        }
    }

    void forgetState() {
        state = null;
    }

    /** What {@link #stateChanges} has announced has happened; the rules may be others, too. */
    void stateChanged() {
        change(() -> { }, tellable(live()), () -> { }, true);
    }

    /** What there is to tell now. */
    EventState state() {
        // What is told of subscriptions depends on the time.
        if (state != null && (!eventPackage.followsSubscriptions() || stateAt == node.now())) {
            return state;
        }
        stateAt = node.now();
        EventState now = tellable(live());
        keep(now);
        return now;
    }

    /** What there is to tell when there is nothing: of one who hides, as of one who does not exist. */
    EventState nothing() {
        try {
            return eventPackage.state(new Nothing(home.presentity(), home.now()));
        } catch (StateTooLargeException e) {
            throw new IllegalStateException("the state of nothing is too large", e);
        }
    }

    /** A resource that nothing is published for is as frequent as its state is quick to tell: it keeps none. */
    private void keep(EventState now) {
        boolean isQuick = publications.isEmpty() && home.rules().permanent().isEmpty() && !eventPackage.followsSubscriptions();
        state = isQuick ? null : now;
        if (isQuick) {
            outcomes.forEach(Outcome::forget);
        }
    }

    /** What an outcome lets through has been made. */
    void viewed() {
        node.tallies().viewed();
    }

    private EventState composed(Collection<Publication> all) throws StateTooLargeException {
        node.tallies().composed();
        return eventPackage.state(new View(home, all));
    }

    /** Of publications that another node has let in and this one would not, the newest that can be told. */
    private EventState tellable(List<Publication> all) {
        List<Publication> newest = new ArrayList<>(all);
        newest.sort(Comparator.comparingLong(Publication::order).reversed());
        while (true) {
            try {
                return composed(newest);
            } catch (StateTooLargeException e) {
                if (newest.isEmpty()) {
                    throw new IllegalStateException("the state of nothing is too large", e);
                }
                LOG.warn("left out of the {} of {}, the oldest publication: {}", eventPackage.name(), home.presentity(), e.getMessage());
                newest.remove(newest.size() - 1);
            }
        }
    }

    // ---- How far the watchers have been told -----------------------------------------------------------------------------------------------

    /**
     * Names what there is to tell and to whom, by the ids, order and bodies of the publications, and the tags of what the presentity has stored: every node comes to the same number, whoever has composed what of them. 0 when there are none.
     */
    long fingerprint() {
        long sum = publications.values().stream().mapToLong(published -> fingerprint(published.publication)).sum();
        sum += home.rules().fingerprint();
        return eventPackage.followsSubscriptions() ? sum + home.subscriptions().records().stream().mapToLong(s -> s.dialog().id().hashCode()).sum() : sum;
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
        if (node.hasSuccessors().getAsBoolean() && home.subscriptions().isWatched(this)) {
            deliveries().recordSoon();
        }
    }

    // ---- Coming and going ----------------------------------------------------------------------------------------------------------------

    void adopt(Publication publication) {
        if (publication.removed()) {
            removed = Stream.concat(removed.stream(), Stream.of(publication)).toList();
        } else if (!publications.containsKey(publication.id())) {
            take(publication);
            state = null;
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
        outcomes = List.of();
        state = null;
    }
}
