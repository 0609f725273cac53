package org.imspresence.home;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.imspresence.event.EventState;

/**
 * What watchers know by what they were told last, for those that are told changes only (RFC 5263), and for those with triggers, the "previous documents" of RFC 4661 s3.6.1: what they were told, and what that was before their filters.
 * Watchers that were told the same share one, and there are no more than a number of them, for each has to be kept, and compared with each change. Of a watcher whose state is not kept any more it is not known what it knows: it is told of the
 * next change, whatever it is, and all of it. Part of a {@link PresentityHome}: it runs in the same mailbox.
 */
final class PreviousStates {

    private record Previous(EventState told, EventState unfiltered) {}

    private final int most;
    /** The one that was told last is the last. */
    private List<Previous> all = List.of();

    PreviousStates(int most) {
        this.most = most;
    }

    /** What this state was before a filter was applied to it; empty when that is not known any more. */
    Optional<EventState> of(EventState told) {
        return all.stream().filter(previous -> previous.told == told).map(Previous::unfiltered).findFirst();
    }

    void keep(EventState told, EventState unfiltered) {
        List<Previous> more = new ArrayList<>(all);
        more.removeIf(previous -> previous.told == told);
        more.add(new Previous(told, unfiltered));
        all = more;
    }

    boolean areTooMany() {
        return all.size() > most;
    }

    /**
     * Keeps only those that watchers know. If these are too many, the newer half: the watchers of the others are then told the same together, and have one in common from then on.
     *
     * @return those of the known ones that are kept
     */
    Set<EventState> trim(Set<EventState> known) {
        List<Previous> needed = all.stream().filter(previous -> known.contains(previous.told)).toList();
        all = needed.size() <= most ? needed : needed.subList(needed.size() - most / 2, needed.size());
        Set<EventState> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        all.forEach(previous -> kept.add(previous.told));
        return kept;
    }
}
