package org.imspresence.filter;

import java.util.Collection;

/** RFC 4660 s8: how many and how large the filters of one subscription may be, in one SUBSCRIBE and in what several have come to. What it costs to apply them is bounded by {@link Effort}. */
final class FilterLimits {

    /** Size of a body, and of what is stored of all that holds. */
    static final int BYTES = 16384;
    static final int FILTERS = 16;
    /** {@code include}, {@code exclude}, {@code changed}, {@code added} and {@code removed} together; the number is the RFC's. */
    static final int SELECTORS = 40;
    /** In square brackets, in all selectors together. */
    static final int COMPARISONS = 40;
    /** Of a selector, of a path in a comparison. */
    static final int STEPS = 16;
    /** Characters of a selector, a compared value, an id, a URI, a name of a namespace. */
    static final int CHARACTERS = 1024;
    static final int BINDINGS = 26;

    private FilterLimits() {
    }

    /** @throws FilterException if they are more than may be */
    static void check(Collection<Filter> filters) {
        refuseAbove(FILTERS, filters.size(), "filters");
        refuseAbove(SELECTORS, filters.stream().mapToInt(Filter::selectors).sum(), "selectors");
        refuseAbove(COMPARISONS, filters.stream().mapToInt(Filter::comparisons).sum(), "comparisons");
    }

    static void refuseAbove(int limit, int number, String what) {
        if (number > limit) {
            throw new FilterException("more than " + limit + " " + what);
        }
    }
}
