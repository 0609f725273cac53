package org.imspresence.filter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.namespace.QName;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * RFC 4661 s5: which elements, or which attributes, a filter means. It selects all that fit. Each step looks at an element once.
 *
 * @param steps     from the root to the elements; may be empty only if there is an attribute
 * @param attribute of these elements; empty when the elements themselves are meant
 */
record Selector(List<Step> steps, Optional<AttributeStep> attribute) {

    /** @param anywhere {@code //}: also of all that the elements contain */
    record AttributeStep(boolean anywhere, QName name) {
    }

    Selector {
        steps = List.copyOf(steps);
    }

    /**
     * The elements, or the attributes.
     *
     * @throws Effort.TooMuch if it takes more than is left
     */
    List<Node> select(Document document, Effort effort) {
        List<Node> nodes = List.of(document);
        for (Step step : steps) {
            List<Node> selected = new ArrayList<>();
            for (Element candidate : step.anywhere() ? below(nodes, effort) : children(nodes, effort)) {
                if (step.matches(candidate, effort)) {
                    selected.add(candidate);
                }
            }
            nodes = selected;
        }
        return attribute.isEmpty() ? nodes : attributes(nodes, attribute.get(), effort);
    }

    private static List<Node> attributes(List<Node> nodes, AttributeStep step, Effort effort) {
        Set<Node> owners = Collections.newSetFromMap(new IdentityHashMap<>());
        Stream<Node> candidates = step.anywhere() ? Stream.concat(nodes.stream(), below(nodes, effort).stream()) : nodes.stream();
        return candidates.filter(node -> node instanceof Element && owners.add(node)).flatMap(owner -> Xml.attribute((Element) owner, step.name()).stream()).map(Node.class::cast).toList();
    }

    private static List<Element> children(List<Node> nodes, Effort effort) {
        List<Element> children = new ArrayList<>();
        nodes.forEach(node -> children.addAll(Xml.children(node, effort)));
        return children;
    }

    /** All elements that these contain, each once. */
    private static List<Element> below(List<Node> nodes, Effort effort) {
        List<Element> below = new ArrayList<>();
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        nodes.forEach(node -> addBelow(node, below, seen, effort));
        return below;
    }

    private static void addBelow(Node parent, List<Element> below, Set<Node> seen, Effort effort) {
        for (Element child : Xml.children(parent, effort)) {
            if (seen.add(child)) {
                below.add(child);
                addBelow(child, below, seen, effort);
            }
        }
    }

    /** How many comparisons it makes at most for an element. */
    int comparisons() {
        return steps.stream().flatMap(step -> step.condition().stream()).mapToInt(List::size).sum();
    }
}
