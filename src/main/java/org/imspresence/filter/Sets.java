package org.imspresence.filter;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Lists in which order says nothing. */
final class Sets {

    private Sets() {
    }

    /** The different elements in an order of their own: equal sets are equal lists, on every node. */
    static <T> List<T> sorted(Collection<T> elements) {
        return elements.stream().distinct().sorted(Comparator.comparing(T::toString)).toList();
    }
}
