package org.imspresence.document;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/** Walks over a tree without ever changing it. What other rooms need of it is public. */
public final class Dom {

    /** XML 1.0 s2.10 and s2.12, XML Base: these hold for what the element contains, too; {@code xml:id} does not. */
    private static final String BASE = "xml:base";
    private static final Set<String> INHERITED = Set.of("xml:lang", "xml:space", BASE);

    private Dom() {
    }

    /** The elements right below, in their order. */
    public static List<Element> children(Node parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    /** Those of them with that name. */
    public static List<Element> children(Element parent, String namespace, String localName) {
        return children(parent).stream().filter(child -> is(child, namespace, localName)).toList();
    }

    /** @param namespace not null: an element without one is none of these */
    public static boolean is(Element element, String namespace, String localName) {
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

    /** Whether the attribute of an element also holds for what the element contains: declarations, xml:lang and its like. */
    static boolean isInherited(Attr attribute) {
        return isDeclaration(attribute.getName()) || INHERITED.contains(attribute.getName());
    }

    /**
     * What the ancestors of an element say for it, by the attribute's name, the nearest first: all that is inherited, except what
     * the element says itself. Its base is there in any case, resolved against theirs.
     */
    static Map<String, String> inherited(Element element) {
        Map<String, String> inherited = new LinkedHashMap<>();
        String base = element.getAttribute(BASE);
        for (Node node = element.getParentNode(); node instanceof Element ancestor; node = node.getParentNode()) {
            for (Attr attribute : attributes(ancestor)) {
                if (attribute.getName().equals(BASE)) {
                    base = resolved(attribute.getValue(), base);
                } else if (isInherited(attribute) && !element.hasAttribute(attribute.getName())) {
                    inherited.putIfAbsent(attribute.getName(), attribute.getValue());
                }
            }
        }
        if (!base.isEmpty()) {
            inherited.put(BASE, base);
        }
        return inherited;
    }

    private static String resolved(String base, String reference) {
        try {
            return reference.isEmpty() ? base : URI.create(base).resolve(reference).toString();
        } catch (IllegalArgumentException notUris) {
            return reference;
        }
    }

    static String namespaceOfInherited(String name) {
        return isDeclaration(name) ? XMLConstants.XMLNS_ATTRIBUTE_NS_URI : XMLConstants.XML_NS_URI;
    }
}
