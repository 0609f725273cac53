package org.imspresence.filter;

import java.util.List;
import java.util.stream.Stream;

/**
 * RFC 4661 s3.5: what of a document is told. The order in which a filter lists things makes no difference, so equal ones are alike.
 *
 * @param includes what is told; empty for all
 * @param excludes what of that is not told
 */
record What(List<Selection> includes, List<Selection> excludes) {

    static final What EVERYTHING = new What(List.of(), List.of());

    What {
        includes = Sets.sorted(includes);
        excludes = Sets.sorted(excludes);
    }

    Stream<Selector> selectors() {
        return Stream.concat(includes.stream(), excludes.stream()).filter(Selection.Items.class::isInstance).map(items -> ((Selection.Items) items).selector());
    }

    int size() {
        return includes.size() + excludes.size();
    }
}
