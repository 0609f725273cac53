package org.imspresence.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import org.imspresence.patch.PatchException.Condition;
import org.imspresence.patch.Selector.AttributeIs;
import org.imspresence.patch.Selector.ChildIs;
import org.imspresence.patch.Selector.PositionIs;
import org.imspresence.patch.Selector.Step;
import org.imspresence.patch.Selector.Tail;
import org.imspresence.patch.Selector.Test;
import org.imspresence.patch.Selector.TextIs;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.ProcessingInstruction;
import org.w3c.dom.Text;

/** Finds the one node that a selector means. */
final class Evaluation {

    private static final int CHARACTERS_OF_ONE_NODE = 64;

    private final Document document;
    private final Predicate<Attr> ids;
    private final Work work;

    /** @param ids which attributes are identifiers, for the function {@code id()} */
    Evaluation(Document document, Predicate<Attr> ids, Work work) {
        this.document = document;
        this.ids = ids;
        this.work = work;
    }

    /** @throws PatchException if there is none, or are several, as s4.1 asks for exactly one */
    Node find(Selector selector) {
        List<Node> found = selector.id().isPresent() ? withId(selector.id().get()) : List.of(document);
        for (Step step : selector.steps()) {
            List<Node> next = new ArrayList<>();
            for (Node node : found) {
                next.addAll(children(node, step));
            }
            found = next;
        }
        found = tails(found, selector.tail());
        if (found.isEmpty()) {
            boolean ofNamespace = selector.tail().kind() == Selector.Kind.NAMESPACE;
            throw new PatchException(ofNamespace ? Condition.INVALID_NAMESPACE_URI : Condition.UNLOCATED_NODE, "the selector finds nothing in the document");
        }
        if (found.size() > 1) {
            throw new PatchException(Condition.UNLOCATED_NODE, "the selector finds " + found.size() + " nodes in the document");
        }
        return found.get(0);
    }

    private List<Node> withId(String id) {
        List<Node> found = new ArrayList<>();
        for (Node node = document; node != null; node = Trees.following(node, document)) {
            work.spend(1);
            if (node instanceof Element element && Trees.attributes(element).stream().anyMatch(attribute -> attribute.getValue().equals(id) && ids.test(attribute))) {
                found.add(node);
            }
        }
        return found;
    }

    private List<Node> children(Node parent, Step step) {
        List<Node> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            work.spend(1);
            if (node instanceof Element && (step.name().isEmpty() || Trees.hasName(node, step.name().get()))) {
                found.add(node);
            }
        }
        for (Test test : step.tests()) {
            found = passing(found, test);
        }
        return found;
    }

    private List<Node> passing(List<Node> nodes, Test test) {
        if (test instanceof PositionIs at) {
            return at(nodes, at.position());
        }
        List<Node> passing = new ArrayList<>();
        for (Node node : nodes) {
            work.spend(1);
            if (passes((Element) node, test)) {
                passing.add(node);
            }
        }
        return passing;
    }

    private static List<Node> at(List<Node> nodes, int position) {
        return position >= 1 && position <= nodes.size() ? nodes.subList(position - 1, position) : List.of();
    }

    private boolean passes(Element element, Test test) {
        if (test instanceof AttributeIs attribute) {
            return attribute(element, attribute.name()).map(Attr::getValue).filter(attribute.value()::equals).isPresent();
        }
        if (test instanceof TextIs text) {
            return hasText(element, text.value());
        }
        ChildIs child = (ChildIs) test;
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            work.spend(1);
            if (node instanceof Element && Trees.hasName(node, child.name()) && hasText(node, child.value())) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Attr> attribute(Element element, QName name) {
        String namespace = name.getNamespaceURI().isEmpty() ? null : name.getNamespaceURI();
        return Optional.ofNullable(element.getAttributeNodeNS(namespace, name.getLocalPart()));
    }

    /** XPath 1.0 s5.2: the text of an element is that of all it contains, comments and instructions left out. */
    private boolean hasText(Node element, String value) {
        int at = 0;
        for (Node node = element; node != null; node = Trees.following(node, element)) {
            work.spend(1);
            if (node instanceof Text text) {
                String data = text.getData();
                work.spend(Math.min(data.length(), value.length()) / CHARACTERS_OF_ONE_NODE);
                if (!value.startsWith(data, at)) {
                    return false;
                }
                at += data.length();
            }
        }
        return at == value.length();
    }

    private List<Node> tails(List<Node> nodes, Tail tail) {
        List<Node> found = new ArrayList<>();
        for (Node node : nodes) {
            switch (tail.kind()) {
                case ELEMENT -> found.add(node);
                case ATTRIBUTE -> {
                    if (node instanceof Element element) {
                        attribute(element, tail.attribute().orElseThrow()).ifPresent(found::add);
                    }
                }
                case NAMESPACE -> {
                    if (node instanceof Element element) {
                        Optional.ofNullable(element.getAttributeNodeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, tail.text())).ifPresent(found::add);
                    }
                }
                case TEXT, COMMENT, INSTRUCTION -> found.addAll(childrenOfKind(node, tail));
            }
        }
        return found;
    }

    private List<Node> childrenOfKind(Node parent, Tail tail) {
        List<Node> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            work.spend(1);
            boolean fits = switch (tail.kind()) {
                case TEXT -> node instanceof Text;
                case COMMENT -> node.getNodeType() == Node.COMMENT_NODE;
                default -> node instanceof ProcessingInstruction instruction && (tail.text().isEmpty() || instruction.getTarget().equals(tail.text()));
            };
            if (fits) {
                found.add(node);
            }
        }
        return tail.position().isPresent() ? at(found, tail.position().getAsInt()) : found;
    }
}
