package org.imspresence.home;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

import org.imspresence.authorization.Decision;
import org.imspresence.authorization.Permissions;
import org.imspresence.authorization.SubHandling;
import org.imspresence.event.EventState;
import org.imspresence.filter.Filter;

/**
 * What the rules come to for some of a {@link Topic}'s watchers who have equal filters: they share what there is to tell, so each state is made once for all of them. It has a version of its own, for what one of them does not see
 * has not happened for it. Part of a {@link PresentityHome}: it runs in the same mailbox.
 *
 * <p>Rules come first, and the filter is applied to what they let through (RFC 4660 s5.3.1), so it shows nothing that they withhold: what is told of one who hides, or who has not decided, is the same for all before the filter.
 */
final class Outcome {

    private final Views views;
    /** Null while it is not known. */
    private final SubHandling handling;
    private final Permissions permissions;
    private final Filter filter;
    /** What the rules come to for the same watchers without a filter: this one, when they have none. */
    private final Outcome unfiltered;
    /** Unique among the outcomes of the topic, so that a watcher who comes from another one is told. */
    private long version;
    /** When that came about, by {@link HomeNode#elapsed}. */
    private long changedAt;
    /** What there was to tell before, by its digest, and its version; null when there was nothing else. */
    private String before;
    private long versionBefore;
    private EventState whole;
    private EventState seen;
    /** The state that triggers have looked at last; null for none. */
    private EventState judgedLast;
    /** Whether they tell of it, by what was told before; both as they are before the filter. */
    private Map<EventState, Boolean> news = Map.of();

    private Outcome(Views views, SubHandling handling, Permissions permissions, Outcome unfiltered, Filter filter, long version) {
        this.views = views;
        this.handling = handling;
        this.permissions = permissions;
        this.unfiltered = unfiltered == null ? this : unfiltered;
        this.filter = filter;
        this.version = version;
    }

    static Outcome of(Views views, Decision decision, long version) {
        return new Outcome(views, decision.handling(), decision.permissions(), null, Filter.NONE, version);
    }

    /** Until the rules are known. */
    static Outcome notKnown(Views views, long version) {
        return new Outcome(views, null, Permissions.NONE, null, Filter.NONE, version);
    }

    /** The same for watchers with this filter. */
    Outcome by(Filter newFilter, long newVersion) {
        return new Outcome(views, handling, permissions, unfiltered, newFilter, newVersion);
    }

    boolean isNotKnown() {
        return handling == null;
    }

    /** Empty while it is not known. */
    Optional<SubHandling> handling() {
        return Optional.ofNullable(handling);
    }

    /** Without a filter. */
    boolean isOf(Decision decision) {
        return unfiltered == this && handling == decision.handling() && permissions.equals(decision.permissions());
    }

    boolean isFiltered(Outcome of, Filter by) {
        return unfiltered == of && filter.equals(by);
    }

    /** True when the presentity has not decided yet: nothing is told. */
    boolean isPending() {
        return handling == SubHandling.CONFIRM || isNotKnown();
    }

    Filter filter() {
        return filter;
    }

    /** The same without the filter; this one, if it has none. */
    Outcome unfiltered() {
        return unfiltered;
    }

    boolean hasTriggers() {
        return !filter.triggers().isEmpty();
    }

    /** Changes with every change of {@link #judged} that makes a difference. */
    long version() {
        return version;
    }

    /** When the last change came about, by {@link HomeNode#elapsed}; of no meaning before the first. */
    long changedAt() {
        return changedAt;
    }

    void changed(long newVersion) {
        before = null;
        version = newVersion;
        changedAt = views.elapsed();
    }

    /** As {@link #changed(long)}. A change that takes the one before it back leads back to its version: who has not been told of either need not be. */
    void changed(long newVersion, EventState old) {
        long now = judged().digest().equals(before) ? versionBefore : newVersion;
        before = old.digest();
        versionBefore = version;
        version = now;
        changedAt = views.elapsed();
    }

    /** What its watchers are told; empty for nothing. */
    Optional<EventState> told() {
        if (isPending()) {
            return views.pending().map(state -> state.filtered(filter));
        }
        return handling == SubHandling.BLOCK ? Optional.empty() : Optional.of(state());
    }

    /** What that is before the filter; empty for what will not be compared with anything: the presentity's word, when it comes, is followed by all of the state. */
    Optional<EventState> toldBeforeFilter() {
        return isPending() || handling == SubHandling.BLOCK ? Optional.empty() : Optional.of(unfiltered.state());
    }

    /** What there is to tell to watchers that are let in: for those who are hidden from what there is of one who is not there. For all others, too, that never changes. */
    EventState state() {
        return unfiltered == this ? seen() : filtered(unfiltered.state());
    }

    /** What a change is judged by: the state before the filter when there are triggers, which look at that; else what is told, for what a filter hides has not happened. */
    EventState judged() {
        return hasTriggers() ? unfiltered.state() : state();
    }

    /**
     * Whether there is anything to tell to a watcher.
     *
     * @param known what it was told last
     */
    boolean isNewsTo(EventState known) {
        if (!hasTriggers()) {
            return !known.isSameAs(state());
        }
        return views.beforeFilter(known).map(before -> isNewsSince(before, unfiltered.state())).orElse(true);
    }

    private boolean isNewsSince(EventState before, EventState now) {
        if (judgedLast != now) {
            judgedLast = now;
            news = new IdentityHashMap<>();
        }
        return news.computeIfAbsent(before, state -> now.isToldBy(filter.triggers(), state));
    }

    private EventState seen() {
        if (handling != SubHandling.ALLOW) {
            if (seen == null) {
                seen = views.nothing();
            }
            return seen;
        }
        EventState now = views.state();
        if (seen == null || whole != now) {
            whole = now;
            seen = now.seenWith(permissions);
            views.viewed();
        }
        return seen;
    }

    private EventState filtered(EventState now) {
        if (seen == null || whole != now) {
            whole = now;
            seen = now.filtered(filter);
            views.filtered();
        }
        return seen;
    }

    /** Keeps no state that the topic does not keep. */
    void forget() {
        whole = null;
        seen = null;
        judgedLast = null;
        news = Map.of();
    }
}
