package org.imspresence.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/** Changes a few things in a document, as devices and people do, and as nobody does. What comes out can be written and read again and is the same. */
final class TreeMutator {

    private static final String[] TEXTS = {"open", "closed", "1", " ", "\n  ", "it's", "\"so\" it's", "a]]>b", "&<\r\n\t", "\ud83d\ude00", "x:t"};
    private static final String[] NAMESPACES = {"urn:ietf:params:xml:ns:pidf", "urn:ietf:params:xml:ns:pidf:rpid", "u:1", "u:2", "u:9"};
    private static final String[] PREFIXES = {"x", "y", "p", "new", "r"};
    private static final String[] NAMES = {"hat", "note", "basic", "in", "tuple"};

    private final Random random;
    private final Document document;

    TreeMutator(Random random, Document document) {
        this.random = random;
        this.document = document;
    }

    void mutate(int times) {
        for (int i = 0; i < times; i++) {
            Element element = oneOf(elements());
            switch (random.nextInt(13)) {
                case 0, 1 -> changeText(element);
                case 2 -> setAttribute(element);
                case 3 -> removeAttribute(element);
                case 4, 5 -> insert(element);
                case 6 -> remove(element);
                case 7 -> move(element);
                case 8 -> element.insertBefore(element.cloneNode(true), element.getFirstChild());
                case 9 -> declare(element);
                case 10 -> undeclare(element);
                case 11 -> aroundRoot();
                default -> shuffleIds(element);
            }
        }
        document.normalize();
        declareWhatIsUsed(document.getDocumentElement(), Trees.scope(document));
    }

    private static void declareWhatIsUsed(Element element, Map<String, String> around) {
        Map<String, String> scope = Trees.within(around, Trees.declarations(element));
        if (!Trees.namespace(element).equals(scope.getOrDefault(Trees.prefix(element), ""))) {
            scope = declared(element, Trees.prefix(element), Trees.namespace(element), scope);
        }
        for (Attr attribute : Trees.attributes(element)) {
            if (attribute.getPrefix() != null && !scope.containsKey(attribute.getPrefix())) {
                scope = declared(element, attribute.getPrefix(), attribute.getNamespaceURI(), scope);
            } else if (attribute.getPrefix() != null && !attribute.getNamespaceURI().equals(scope.get(attribute.getPrefix()))) {
                element.removeAttributeNode(attribute);
            }
        }
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                declareWhatIsUsed(child, scope);
            }
        }
    }

    private static Map<String, String> declared(Element element, String prefix, String namespace, Map<String, String> scope) {
        Trees.declare(element, prefix, namespace);
        return Trees.within(scope, Map.of(prefix, namespace));
    }

    private void changeText(Element element) {
        for (Node node : Trees.children(element)) {
            if (node instanceof Text) {
                node.setNodeValue(oneOf(TEXTS));
                return;
            }
        }
        element.appendChild(document.createTextNode(oneOf(TEXTS)));
    }

    private void setAttribute(Element element) {
        switch (random.nextInt(4)) {
            case 0 -> element.setAttributeNS("http://www.w3.org/XML/1998/namespace", "xml:lang", oneOf("en", "de", ""));
            case 1 -> element.setAttributeNS(oneOf("u:1", "u:2"), oneOf(PREFIXES) + ":" + oneOf(NAMES), oneOf(TEXTS));
            default -> element.setAttributeNS(null, oneOf("a", "id", "priority"), oneOf("", "1", "2", "it's", "\n"));
        }
    }

    private void removeAttribute(Element element) {
        List<Attr> attributes = Trees.attributes(element);
        if (!attributes.isEmpty()) {
            element.removeAttributeNode(oneOf(attributes));
        }
    }

    private void insert(Element element) {
        List<Node> children = Trees.children(element);
        element.insertBefore(node(), children.isEmpty() || random.nextInt(3) == 0 ? null : oneOf(children));
    }

    private Node node() {
        return switch (random.nextInt(6)) {
            case 0 -> document.createComment(oneOf(" c ", "d"));
            case 1 -> document.createProcessingInstruction(oneOf("pi", "qi"), oneOf("", "data"));
            case 2 -> document.createTextNode(oneOf(TEXTS));
            case 3 -> document.createElementNS(null, oneOf(NAMES));
            default -> element();
        };
    }

    private Element element() {
        String prefix = random.nextBoolean() ? "" : oneOf(PREFIXES) + ":";
        Element element = document.createElementNS(oneOf(NAMESPACES), prefix + oneOf(NAMES));
        if (random.nextBoolean()) {
            element.setAttributeNS(null, "id", oneOf("1", "2", "m", "new"));
        }
        if (random.nextBoolean()) {
            element.appendChild(document.createTextNode(oneOf(TEXTS)));
        }
        return element;
    }

    private void remove(Element element) {
        if (element != document.getDocumentElement()) {
            element.getParentNode().removeChild(element);
        }
    }

    private void move(Element element) {
        Element place = oneOf(elements());
        if (element != document.getDocumentElement() && (element.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_CONTAINED_BY) == 0 && place != element) {
            place.insertBefore(element, place.getFirstChild());
        }
    }

    private void declare(Element element) {
        Trees.declare(element, oneOf(PREFIXES), oneOf(NAMESPACES));
    }

    private void undeclare(Element element) {
        List<String> prefixes = new ArrayList<>(Trees.declarations(element).keySet());
        if (!prefixes.isEmpty()) {
            String prefix = oneOf(prefixes);
            element.removeAttribute(prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix);
        }
    }

    private void aroundRoot() {
        Node node = random.nextBoolean() ? document.createComment(oneOf("c", "d")) : document.createProcessingInstruction("pi", oneOf("a", "b"));
        document.insertBefore(node, random.nextBoolean() ? document.getFirstChild() : null);
    }

    private void shuffleIds(Element element) {
        for (Node node : Trees.children(element)) {
            if (node instanceof Element child && child.hasAttribute("id")) {
                child.setAttribute("id", oneOf("1", "2", "m", "1.b"));
            }
        }
    }

    private List<Element> elements() {
        List<Element> elements = new ArrayList<>();
        for (Node node = document; node != null; node = Trees.following(node, document)) {
            if (node instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
