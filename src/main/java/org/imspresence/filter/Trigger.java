package org.imspresence.filter;

import java.util.List;
import java.util.stream.Stream;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** RFC 4661 s3.6: what has to happen, all of it at once, so that it is told. */
record Trigger(List<Change> changed, List<Selector> added, List<Selector> removed) {

    Trigger {
        changed = Sets.sorted(changed);
        added = Sets.sorted(added);
        removed = Sets.sorted(removed);
    }

    boolean isEmpty() {
        return selectors().findAny().isEmpty();
    }

    Stream<Selector> selectors() {
        return Stream.of(changed.stream().map(Change::selector), added.stream(), removed.stream()).flatMap(selectors -> selectors);
    }

    boolean fires(Document before, Document after, Counterparts counterparts, Effort effort) {
        return changed.stream().allMatch(change -> change.isIn(after, counterparts, effort))
                && added.stream().allMatch(selector -> selector.select(after, effort).stream().anyMatch(node -> node instanceof Attr attribute
                        ? counterparts.before(attribute).isEmpty() : counterparts.before((Element) node).isEmpty()))
                && removed.stream().allMatch(selector -> selector.select(before, effort).stream().anyMatch(node -> node instanceof Attr attribute
                        ? counterparts.after(attribute).isEmpty() : counterparts.after((Element) node).isEmpty()));
    }
}
