package org.imspresence.home;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.imspresence.event.EventState;

/**
 * RFC 4661 s3.6.1: the "previous documents": what watchers with triggers were told last, as it was before their filters. Watchers that were told the same share one, and there are no more than a number of them, for each has to be
 * kept, and compared with each change. A watcher whose previous document is not kept any more is told of the next change, whatever it is. Part of a {@link PresentityHome}: it runs in the same mailbox.
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

    /** Keeps only those that watchers know. If these are too many, the newer half: the watchers of the others are then told the same together, and have one in common from then on. */
    void trim(Set<EventState> known) {
        List<Previous> needed = all.stream().filter(previous -> known.contains(previous.told)).toList();
        all = needed.size() <= most ? needed : needed.subList(needed.size() - most / 2, needed.size());
    }
}
