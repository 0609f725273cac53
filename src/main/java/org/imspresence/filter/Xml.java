package org.imspresence.filter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import org.imspresence.document.Dom;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/** Short ways to read a tree, and what of it filters compare. */
final class Xml {

    /** An element that takes more than this to read has no value that is compared; it bounds what a comparison costs. */
    private static final int VALUE_NODES = 16;
    /** XML Schema's decimal, of a length that is fit to reckon with. */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,32}(\\.\\d{0,32})?");

    private Xml() {
    }

    static List<Element> children(Node parent, Effort effort) {
        List<Element> children = Dom.children(parent);
        for (int i = children.size(); i > 0; i--) {
            effort.look();
        }
        return children;
    }

    /** All but the declarations of namespaces. */
    static List<Attr> attributes(Element element) {
        NamedNodeMap map = element.getAttributes();
        List<Attr> attributes = new ArrayList<>(map.getLength());
        for (int i = 0; i < map.getLength(); i++) {
            Attr attribute = (Attr) map.item(i);
            if (!XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI())) {
                attributes.add(attribute);
            }
        }
        return attributes;
    }

    static Optional<Attr> attribute(Element element, QName name) {
        String namespace = name.getNamespaceURI().isEmpty() ? null : name.getNamespaceURI();
        return Optional.ofNullable(element.getAttributeNodeNS(namespace, name.getLocalPart()));
    }

    static boolean is(Node node, QName name) {
        return name.getLocalPart().equals(node.getLocalName()) && name.getNamespaceURI().equals(node.getNamespaceURI() == null ? "" : node.getNamespaceURI());
    }

    static QName name(Node node) {
        return new QName(node.getNamespaceURI(), node.getLocalName());
    }

    /** The text that stands in an element itself, not in what it contains. */
    static String ownText(Element element) {
        StringBuilder text = new StringBuilder();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Text more) {
                text.append(more.getData());
            }
        }
        return text.toString().strip();
    }

    /** What a filter compares: of an attribute its value, of an element the text in it and in all it contains, in either case without the white space around it. */
    static Optional<String> value(Node node) {
        if (node instanceof Attr attribute) {
            return Optional.of(attribute.getValue().strip());
        }
        StringBuilder text = new StringBuilder();
        return append(node, text, VALUE_NODES) < 0 ? Optional.empty() : Optional.of(text.toString().strip());
    }

    /** @return how many of the nodes are left; below 0 when there were not enough */
    private static int append(Node parent, StringBuilder text, int nodes) {
        int left = nodes;
        for (Node node = parent.getFirstChild(); node != null && left >= 0; node = node.getNextSibling()) {
            left--;
            if (node instanceof Text more) {
                text.append(more.getData());
            } else if (node instanceof Element) {
                left = append(node, text, left);
            }
        }
        return left;
    }

    static Optional<BigDecimal> decimal(String text) {
        return DECIMAL.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }
}
