package org.imspresence.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/** Walks over a tree without ever changing it. */
final class Dom {

    private Dom() {
    }

    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    static List<Element> children(Element parent, String namespace, String localName) {
        return children(parent).stream().filter(child -> is(child, namespace, localName)).toList();
    }

    static boolean is(Element element, String namespace, String localName) {
        return localName.equals(element.getLocalName()) && namespace.equals(element.getNamespaceURI());
    }

    /** The text of the first such child, without the white space around it. */
    static Optional<String> childText(Element parent, String namespace, String localName) {
        return children(parent, namespace, localName).stream().findFirst().map(child -> child.getTextContent().strip());
    }

    static List<Attr> attributes(Element element) {
        NamedNodeMap map = element.getAttributes();
        List<Attr> attributes = new ArrayList<>(map.getLength());
        for (int i = 0; i < map.getLength(); i++) {
            attributes.add((Attr) map.item(i));
        }
        return attributes;
    }

    static boolean isDeclaration(String qName) {
        return qName.startsWith(XMLConstants.XMLNS_ATTRIBUTE)
                && (qName.length() == XMLConstants.XMLNS_ATTRIBUTE.length() || qName.charAt(5) == ':');
    }

    /** The prefix that this attribute declares; empty for the default namespace. */
    static String declaredPrefix(String declaration) {
        return declaration.length() == 5 ? "" : declaration.substring(6);
    }

    static String declaration(String prefix) {
        return prefix.isEmpty() ? XMLConstants.XMLNS_ATTRIBUTE : XMLConstants.XMLNS_ATTRIBUTE + ":" + prefix;
    }

    /** A node's namespace, empty if it has none. */
    static String namespace(Node node) {
        return node.getNamespaceURI() == null ? "" : node.getNamespaceURI();
    }
}
