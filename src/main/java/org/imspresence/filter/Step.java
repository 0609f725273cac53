package org.imspresence.filter;

import java.util.List;
import java.util.Optional;
import javax.xml.namespace.QName;
import org.w3c.dom.Element;

/**
 * RFC 4661 s5: one step of a path to elements.
 *
 * @param anywhere  {@code //}: at any depth below, not only among the children
 * @param name      empty for {@code *}
 * @param condition all comparisons of one of these lists have to be true; empty for no condition
 */
record Step(boolean anywhere, Optional<QName> name, List<List<Comparison>> condition) {

    Step {
        condition = condition.stream().map(List::copyOf).toList();
    }

    boolean matches(Element element, Effort effort) {
        return (name.isEmpty() || Xml.is(element, name.get()))
                && (condition.isEmpty() || condition.stream().anyMatch(all -> all.stream().allMatch(comparison -> comparison.isTrueFor(element, effort))));
    }
}
