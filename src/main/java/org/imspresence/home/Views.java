package org.imspresence.home;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.imspresence.authorization.Decision;
import org.imspresence.event.EventPackage;
import org.imspresence.event.EventState;
import org.imspresence.event.Resource;
import org.imspresence.event.StateTooLargeException;
import org.imspresence.event.Watching;
import org.imspresence.filter.Filter;
import org.imspresence.publication.Publication;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What there is to tell of a {@link Topic}, and what each of its watchers sees of it: one {@link Outcome} for all whom the rules come to the same for, and who have equal filters. Part of a {@link PresentityHome}: it runs in the same mailbox.
 */
final class Views {

    private static final Logger LOG = LoggerFactory.getLogger(Views.class);
    /** More of what is kept to be found again are not kept without need. */
    private static final int MANY = 64;
    /** Watchers with one filter that were told one after the other need not be told the next time all the same. */
    private static final int PREVIOUS_PER_FILTER = 2;
    /** Nor those without, whose rates differ. */
    private static final int LEAST_PREVIOUS = 32;

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
    private final Topic topic;
    private final EventPackage eventPackage;
    /** Numbers the states of all {@link #outcomes}. */
    private long version;
    /** One for each that the rules come to for at least one watcher. */
    private List<Outcome> outcomes = List.of();
    /** Null until it is needed. */
    private Outcome notKnown;
    /** What watchers were told of which that has to be remembered; null until there are any. */
    private PreviousStates previous;
    /** What there is to tell; null until somebody has to be told, and again when there are no publications. */
    private EventState state;
    /** When that was put together. */
    private long stateAt;
    /** A task will forget it, unless something is published by then. */
    private boolean forgetsSoon;

    Views(PresentityHome home, HomeNode node, Topic topic) {
        this.home = home;
        this.node = node;
        this.topic = topic;
        this.eventPackage = topic.eventPackage();
    }

    /** Made when it is needed: an idle resource pays for none. */
    WatcherFilters filters() {
        return new WatcherFilters(home, node, topic);
    }

    // ---- Outcomes ------------------------------------------------------------------------------------------------------------------------

    /** What a decision leads to for watchers without a filter. For whom it is the same, they have the same. */
    Outcome outcome(Decision decision) {
        return outcomes.stream().filter(outcome -> outcome.isOf(decision)).findFirst().orElseGet(() -> add(Outcome.of(this, decision, ++version)));
    }

    /** The same for watchers with this filter. Until the rules are known there is no difference. */
    Outcome filtered(Outcome outcome, Filter filter) {
        Outcome once = filteredOnce(outcome, filter);
        return outcomes.contains(once) || once.isNotKnown() ? once : add(once);
    }

    /** The same for a single NOTIFY. */
    Outcome filteredOnce(Outcome outcome, Filter filter) {
        Outcome unfiltered = outcome.unfiltered();
        if (filter.equals(Filter.NONE) || unfiltered.isNotKnown()) {
            return unfiltered;
        }
        return outcomes.stream().filter(known -> known.isFiltered(unfiltered, filter)).findFirst().orElseGet(() -> unfiltered.by(filter, ++version));
    }

    private Outcome add(Outcome outcome) {
        if (outcomes.size() > MANY) {
            Set<Outcome> inUse = home.subscriptions().live().outcomes(topic);
            inUse.add(outcome);
            retain(inUse);
        }
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

    /** Lets go of what no watcher has come to, or knows, any more. */
    void retain(Set<Outcome> inUse) {
        Set<Outcome> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        inUse.forEach(outcome -> {
            needed.add(outcome);
            needed.add(outcome.unfiltered());
        });
        outcomes = outcomes.stream().filter(needed::contains).toList();
        if (previous != null) {
            trim(knownStates());
        }
    }

    /** What this was before a filter with triggers was applied to it; empty when that is not known any more. */
    Optional<EventState> beforeFilter(EventState told) {
        return previous == null ? Optional.empty() : previous.of(told);
    }

    /**
     * What is to be remembered of what a watcher was told: what there is to tell may change without making a difference, and changes are told of something that is known.
     *
     * @param beforeFilter the same before the filter
     * @return null for nothing
     */
    EventState known(Watch watch, Optional<EventState> told, Optional<EventState> beforeFilter) {
        if (eventPackage.followsSubscriptions()) {
            return told.orElse(null);
        }
        // Of a resource without publications each watcher has a state of its own, and changes are no shorter than the first publication.
        boolean isNeeded = watch.outcome.hasTriggers() || eventPackage.isNumbered(watch.subscription.terms().contentType()) && !isQuick();
        if (!isNeeded || told.isEmpty() || beforeFilter.isEmpty() || !home.subscriptions().live().has(watch)) {
            return null;
        }
        if (previous == null) {
            previous = new PreviousStates(Math.max(LEAST_PREVIOUS, PREVIOUS_PER_FILTER * node.watchers().maxFilters()));
        }
        previous.keep(told.get(), beforeFilter.get());
        if (previous.areTooMany()) {
            Set<EventState> known = knownStates();
            known.add(told.get());
            trim(known);
        }
        return told.get();
    }

    private void trim(Set<EventState> known) {
        Set<EventState> kept = previous.trim(known);
        home.subscriptions().live().of(topic).filter(watch -> watch.known != null && !kept.contains(watch.known)).forEach(watch -> watch.known = null);
    }

    private Set<EventState> knownStates() {
        Set<EventState> known = Collections.newSetFromMap(new IdentityHashMap<>());
        home.subscriptions().live().of(topic).filter(watch -> watch.known != null).forEach(watch -> known.add(watch.known));
        return known;
    }

    // ---- Changes -------------------------------------------------------------------------------------------------------------------------

    void change(Runnable change, EventState after, Runnable answer) {
        change(change, after, answer, false);
    }

    /**
     * Carries out a change, answers and, if it makes a difference to what there is to tell, tells the watchers: nobody before it is known what the rules come to now.
     *
     * @param judges whether the rules may come to something else for another reason than the change
     */
    private void change(Runnable change, EventState after, Runnable answer, boolean judges) {
        // Nobody has been told anything of a resource that nobody watches.
        EventState before = home.subscriptions().live().isWatched(topic) ? state() : after;
        boolean isNews = !after.isSameAs(before);
        boolean mayMove = judges || home.rules().dependOnState() && !after.sphere().equals(before.sphere());
        Map<Outcome, EventState> known = isNews ? seen() : Map.of();
        change.run();
        keep(after);
        answer.run();
        Set<Outcome> changed = changed(known);
        if (mayMove) {
            home.subscriptions().judge().judgeAll(topic);
        }
        if (isNews) {
            home.subscriptions().fanOut(topic, changed);
        }
        topic.recordSoon();
    }

    /** Those for whom it makes a difference to what they saw. */
    private Set<Outcome> changed(Map<Outcome, EventState> known) {
        Set<Outcome> changed = Collections.newSetFromMap(new IdentityHashMap<>());
        known.forEach((outcome, seen) -> {
            if (outcome.isNotKnown()) {
                outcome.changed(++version);
                changed.add(outcome);
            } else if (!outcome.judged().isSameAs(seen)) {
                outcome.changed(++version, seen);
                changed.add(outcome);
            }
        });
        return changed;
    }

    /** What the watchers see, by what the rules have come to for them. */
    private Map<Outcome, EventState> seen() {
        Set<Outcome> inUse = home.subscriptions().live().outcomes(topic);
        retain(inUse);
        Map<Outcome, EventState> seen = new IdentityHashMap<>();
        inUse.forEach(outcome -> seen.put(outcome, outcome.judged()));
        return seen;
    }

    /** The subscriptions to the resource have changed. */
    void subscriptionsChanged() {
        if (eventPackage.followsSubscriptions() && home.subscriptions().live().isWatched(topic)) {
            // Put together when it is told: many may come and go within a pace.
            state = null;
            outcomes.forEach(outcome -> outcome.changed(++version));
            home.subscriptions().fanOut(topic, home.subscriptions().live().outcomes(topic));
            topic.recordSoon();
        }
    }

    /** Its state is about to become another one by something else than its publications. What it was is looked at now. */
    void stateChanges() {
        if (home.subscriptions().live().isWatched(topic)) {
            state();
            home.subscriptions().live().outcomes(topic).forEach(Outcome::judged);
        }
    }

    /** It has to be put together anew. */
    void forget() {
        state = null;
    }

    /** What {@link #stateChanges} has announced has happened; the rules may be others, too. */
    void stateChanged() {
        change(() -> { }, tellable(topic.live()), () -> { }, true);
    }

    /** What there is to tell now. */
    EventState state() {
        // What is told of subscriptions depends on the time.
        if (state != null && (!eventPackage.followsSubscriptions() || stateAt == node.now())) {
            return state;
        }
        stateAt = node.now();
        EventState now = tellable(topic.live());
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

    /** What is told while the presentity has not decided; empty for nothing. */
    Optional<EventState> pending() {
        return eventPackage.pending(home.presentity());
    }

    /** A resource that nothing is published for is as frequent as its state is quick to tell: it keeps none for longer than it takes to tell all its watchers. */
    private void keep(EventState now) {
        state = now;
        if (isQuick() && !forgetsSoon) {
            forgetsSoon = true;
            home.queue(() -> {
                forgetsSoon = false;
                if (isQuick()) {
                    state = null;
                    outcomes.forEach(Outcome::forget);
                }
            });
        }
    }

    private boolean isQuick() {
        return topic.publicationCount() == 0 && home.rules().permanent().isEmpty() && !eventPackage.followsSubscriptions();
    }

    /** Milliseconds, by {@link HomeNode#elapsed}. */
    long elapsed() {
        return node.elapsed().getAsLong();
    }

    /** What an outcome lets through has been made. */
    void viewed() {
        node.tallies().viewed();
    }

    /** A filter has been applied. */
    void filtered() {
        node.tallies().filtered();
    }

    /** What there would be to tell with these publications. */
    EventState composed(Collection<Publication> all) throws StateTooLargeException {
        node.tallies().composed();
        return eventPackage.state(new View(home, all));
    }

    /** Of publications that another node has let in and this one would not, the newest that can be told. */
    EventState tellable(List<Publication> all) {
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

    void lose() {
        outcomes = List.of();
        previous = null;
        state = null;
    }
}
