package org.imspresence.xcap;

import java.util.List;
import java.util.Optional;
import javax.xml.namespace.QName;

/**
 * RFC 4825 s6.3: what follows {@code /~~/}.
 *
 * @param steps  from the root element to the element; at least one
 * @param target what of that element is meant
 */
record NodeSelector(List<Step> steps, Target target) {

    enum Kind { ELEMENT, ATTRIBUTE, NAMESPACES }

    /**
     * @param attribute its name, if it is one
     * @param prefix    of that name in the URI; empty when it has none
     */
    record Target(Kind kind, Optional<QName> attribute, String prefix) {

        static final Target ELEMENT = new Target(Kind.ELEMENT, Optional.empty(), "");
        static final Target NAMESPACES = new Target(Kind.NAMESPACES, Optional.empty(), "");
    }

    NodeSelector {
        steps = List.copyOf(steps);
    }

    List<Step> parents() {
        return steps.subList(0, steps.size() - 1);
    }

    Step last() {
        return steps.get(steps.size() - 1);
    }
}
