package org.imspresence.home;

import java.util.ArrayList;
import java.util.List;

import org.imspresence.journal.Journal;

/**
 * What the homes of a bench have measured and told, in the order in which it happened: see {@link Recorders}.
 *
 * @param told of the journal, with its kind first
 */
record Measured(List<Long> notifyLatency, List<Long> expiryLag, List<Long> routes, List<Long> takeover, List<String> told) {

    Measured() {
        this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    Recorders recorders() {
        return new Recorders(notifyLatency::add, expiryLag::add, routes::add, takeover::add);
    }

    Journal journal() {
        return (kind, entry) -> told.add(kind + " " + entry.get().text());
    }
}
