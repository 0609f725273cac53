package org.imspresence.filter;

import java.util.stream.Stream;
import org.imspresence.document.ComposedDocument;

/** RFC 4660 s5.3: what a watcher is told, and when. A value: equal filters tell the same, in whatever order and with whatever prefixes they were written. */
public final class Filter {

    /** Everything is told, and every change. */
    public static final Filter NONE = new Filter(What.EVERYTHING, Triggers.NONE);

    private final What what;
    private final Triggers triggers;
    private final int hash;

    Filter(What what, Triggers triggers) {
        this.what = what;
        this.triggers = triggers;
        this.hash = 31 * what.hashCode() + triggers.hashCode();
    }

    /**
     * What of a document it lets through: a valid presence document, at the least one that says whose it is; the document itself if that is everything, or if it would cost too much to find out.
     *
     * @param document what the watcher may see
     */
    public ComposedDocument of(ComposedDocument document) {
        if (what.equals(What.EVERYTHING)) {
            return document;
        }
        Extract extract = new Extract(what);
        try {
            ComposedDocument left = document.changed(extract::apply);
            return extract.removedAny() ? left : document;
        } catch (Effort.TooMuch e) {
            return document;
        }
    }

    /** When something is told. The first NOTIFY after a SUBSCRIBE is sent whatever they say (RFC 4660 s5.3.1). */
    public Triggers triggers() {
        return triggers;
    }

    What what() {
        return what;
    }

    int selectors() {
        return what.size() + (int) triggers.selectors().count();
    }

    int comparisons() {
        return Stream.concat(what.selectors(), triggers.selectors()).mapToInt(Selector::comparisons).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Filter filter && hash == filter.hash && what.equals(filter.what) && triggers.equals(filter.triggers);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return equals(NONE) ? "none" : what + " when " + triggers;
    }
}
