package org.imspresence.home;

import java.util.Optional;

import org.imspresence.authorization.Decision;
import org.imspresence.authorization.Permissions;
import org.imspresence.authorization.SubHandling;
import org.imspresence.event.EventState;

/**
 * What the rules come to for some of a {@link Topic}'s watchers: they share what there is to tell, so each state is made once for all of them. It has a version of its own, for what one of them does not see has not happened for it. Part of a
 * {@link PresentityHome}: it runs in the same mailbox.
 */
final class Outcome {

    private final Views views;
    /** Null while it is not known. */
    private final SubHandling handling;
    private final Permissions permissions;
    /** Unique among the outcomes of the topic, so that a watcher who comes from another one is told. */
    private long version;
    /** What there was to tell before, by its digest, and its version; null when there was nothing else. */
    private String before;
    private long versionBefore;
    private EventState whole;
    private EventState seen;

    Outcome(Views views, SubHandling handling, Permissions permissions, long version) {
        this.views = views;
        this.handling = handling;
        this.permissions = permissions;
        this.version = version;
    }

    /** Until the rules are known. */
    static Outcome notKnown(Views views, long version) {
        return new Outcome(views, null, Permissions.NONE, version);
    }

    boolean isNotKnown() {
        return handling == null;
    }

    boolean isOf(Decision decision) {
        return handling == decision.handling() && permissions.equals(decision.permissions());
    }

    /** True when the presentity has not decided yet: nothing is told. */
    boolean isPending() {
        return handling == SubHandling.CONFIRM || isNotKnown();
    }

    /** Changes with every change of {@link #state} that makes a difference. */
    long version() {
        return version;
    }

    void changed(long newVersion) {
        before = null;
        version = newVersion;
    }

    /** As {@link #changed(long)}. A change that takes the one before it back leads back to its version: who has not been told of either need not be. */
    void changed(long newVersion, EventState old) {
        long now = state().digest().equals(before) ? versionBefore : newVersion;
        before = old.digest();
        versionBefore = version;
        version = now;
    }

    /** What its watchers are told; empty for nothing. */
    Optional<EventState> told() {
        if (isPending()) {
            return views.pending();
        }
        return handling == SubHandling.BLOCK ? Optional.empty() : Optional.of(state());
    }

    /** What there is to tell to watchers that are let in: for those who are hidden from what there is of one who is not there. For all others, too, that never changes. */
    EventState state() {
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

    /** Keeps no state that the topic does not keep. */
    void forget() {
        whole = null;
        seen = null;
    }
}
