package org.imspresence.xcap;

import java.util.List;
import java.util.Optional;
import javax.xml.namespace.QName;
import org.imspresence.document.Dom;
import org.imspresence.xcap.Step.AttributeTest;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** RFC 4825 s6.3: which element a selector means. Where several fit, it means none. */
final class Selection {

    private Selection() {}

    static Optional<Element> find(Document document, List<Step> steps) {
        Optional<Node> current = Optional.of(document);
        for (Step step : steps) {
            current = current.flatMap(node -> child(node, step));
        }
        return current.filter(Element.class::isInstance).map(Element.class::cast);
    }

    private static Optional<Node> child(Node parent, Step step) {
        List<Element> found = siblings(parent, step);
        if (step.position().isPresent()) {
            int position = step.position().getAsInt();
            found = position > 0 && position <= found.size() ? found.subList(position - 1, position) : List.of();
        }
        found = found.stream().filter(element -> step.attribute().map(test -> matches(element, test)).orElse(true)).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** The children that a step's name is for. Positions count among these. */
    static List<Element> siblings(Node parent, Step step) {
        return Dom.children(parent).stream().filter(element -> step.name().map(name -> name.equals(nameOf(element))).orElse(true)).toList();
    }

    private static boolean matches(Element element, AttributeTest test) {
        return element.hasAttributeNS(namespace(test.name()), test.name().getLocalPart())
                && element.getAttributeNS(namespace(test.name()), test.name().getLocalPart()).equals(test.value());
    }

    static String namespace(QName name) {
        return name.getNamespaceURI().isEmpty() ? null : name.getNamespaceURI();
    }

    static QName nameOf(Element element) {
        return new QName(element.getNamespaceURI() == null ? "" : element.getNamespaceURI(), element.getLocalName());
    }
}
