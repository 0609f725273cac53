package org.imspresence.dialog;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.imspresence.journal.Entry;
import org.imspresence.journal.Journal;
import org.imspresence.journal.Kind;

/** What an adapter refuses before the application sees it: counted, and told to the journal. For any thread. */
public final class Refusals {

    /** Why. */
    public enum Cause {
        /** The node has too much to do. */
        OVERLOAD,
        /** The node is about to go. */
        CLOSED,
        /** It cannot be read, or is incomplete. */
        UNREADABLE,
        /** It belongs to a dialog or a transaction of a kind that the server never has. */
        FOREIGN,
        /** The branch of its topmost Via is of the days of RFC 2543. */
        BRANCH;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Journal journal;
    private final Map<Cause, LongAdder> counts = new EnumMap<>(Cause.class);

    public Refusals(Journal journal) {
        this.journal = journal;
        for (Cause cause : Cause.values()) {
            counts.put(cause, new LongAdder());
        }
    }

    /** @param entry what is known of the request */
    public void refused(Cause cause, Supplier<Entry> entry) {
        counts.get(cause).increment();
        journal.tell(Kind.FAILURE, () -> entry.get().with("cause", cause.label()));
    }

    /** What has been counted, by series. */
    public Map<String, LongSupplier> counters() {
        Map<String, LongSupplier> counters = new TreeMap<>();
        counts.forEach((cause, count) -> counters.put("presence_requests_refused_total{cause=\"" + cause.label() + "\"}", count::sum));
        return counters;
    }
}
