package org.imspresence.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/** Trees as the data model of XPath 1.0 s5 has them: no text next to a text, no empty text, a CDATA section is text, declarations are no attributes. */
final class Trees {

    private Trees() {}

    /** A copy in which texts are joined, to be changed at will. Names that have been checked once are not checked again, which takes longer than all else. */
    static Document copy(Document original) {
        Document copy = original.getImplementation().createDocument(null, null, null);
        copy.setStrictErrorChecking(false);
        for (Node child = original.getFirstChild(); child != null; child = child.getNextSibling()) {
            copy.appendChild(copy.importNode(child, true));
        }
        copy.setStrictErrorChecking(true);
        Node node = copy;
        while (node != null) {
            Node next = following(node, copy);
            if (node instanceof Text text) {
                next = joined(text, copy);
            }
            node = next;
        }
        return copy;
    }

    /** The tree itself if its texts are joined already, else such a copy. To be read, never changed. */
    static Document joined(Document document) {
        for (Node node = document; node != null; node = following(node, document)) {
            if (node instanceof Text text && (text.getNodeType() == Node.CDATA_SECTION_NODE || text.getLength() == 0 || text.getNextSibling() instanceof Text)) {
                return copy(document);
            }
        }
        return document;
    }

    private static Node joined(Text first, Document top) {
        StringBuilder data = new StringBuilder(first.getData());
        while (first.getNextSibling() instanceof Text more) {
            data.append(more.getData());
            first.getParentNode().removeChild(more);
        }
        Node next = following(first, top);
        if (data.isEmpty()) {
            first.getParentNode().removeChild(first);
        } else if (first.getNodeType() == Node.CDATA_SECTION_NODE) {
            first.getParentNode().replaceChild(top.createTextNode(data.toString()), first);
        } else if (data.length() > first.getLength()) {
            first.setData(data.toString());
        }
        return next;
    }

    /** How many levels of elements there are, the node's own included. Finds out without going down the stack. */
    static int depth(Node top) {
        int level = top instanceof Document ? 0 : 1;
        int deepest = top instanceof Element ? 1 : 0;
        Node node = top;
        while (true) {
            if (node.getFirstChild() != null) {
                node = node.getFirstChild();
                level++;
            } else {
                for (; node != top && node.getNextSibling() == null; node = node.getParentNode()) {
                    level--;
                }
                if (node == top) {
                    return deepest;
                }
                node = node.getNextSibling();
            }
            deepest = node instanceof Element ? Math.max(deepest, level) : deepest;
        }
    }

    /** The next node in document order below {@code top}; null after the last. */
    static Node following(Node node, Node top) {
        return node.getFirstChild() != null ? node.getFirstChild() : followingOutside(node, top);
    }

    /** The next node in document order that is not in {@code node}. */
    static Node followingOutside(Node node, Node top) {
        Node at = node;
        while (at != top && at.getNextSibling() == null) {
            at = at.getParentNode();
        }
        return at == top ? null : at.getNextSibling();
    }

    static List<Node> children(Node parent) {
        List<Node> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            children.add(node);
        }
        return children;
    }

    static QName name(Node node) {
        return new QName(namespace(node), node.getLocalName());
    }

    static boolean hasName(Node node, QName name) {
        return name.getLocalPart().equals(node.getLocalName()) && name.getNamespaceURI().equals(namespace(node));
    }

    /** Empty if it has none. */
    static String namespace(Node node) {
        return node.getNamespaceURI() == null ? "" : node.getNamespaceURI();
    }

    /** Empty if it has none. */
    static String prefix(Node node) {
        return node.getPrefix() == null ? "" : node.getPrefix();
    }

    static List<Attr> attributes(Element element) {
        List<Attr> attributes = attributesAndDeclarations(element);
        attributes.removeIf(Trees::isDeclaration);
        return attributes;
    }

    /** What each prefix means that this very element declares; the default namespace has the empty prefix. */
    static TreeMap<String, String> declarations(Element element) {
        TreeMap<String, String> declarations = new TreeMap<>();
        for (Attr attribute : attributesAndDeclarations(element)) {
            if (isDeclaration(attribute)) {
                declarations.put(attribute.getName().equals(XMLConstants.XMLNS_ATTRIBUTE) ? "" : attribute.getLocalName(), attribute.getValue());
            }
        }
        return declarations;
    }

    static List<Attr> attributesAndDeclarations(Element element) {
        if (!element.hasAttributes()) {
            return new ArrayList<>(0);
        }
        NamedNodeMap map = element.getAttributes();
        List<Attr> attributes = new ArrayList<>(map.getLength());
        for (int i = 0; i < map.getLength(); i++) {
            attributes.add((Attr) map.item(i));
        }
        return attributes;
    }

    static boolean isDeclaration(Attr attribute) {
        return XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI());
    }

    static void declare(Element element, String prefix, String namespace) {
        String name = prefix.isEmpty() ? XMLConstants.XMLNS_ATTRIBUTE : XMLConstants.XMLNS_ATTRIBUTE + ":" + prefix;
        element.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, name, namespace);
    }

    /** What each prefix means in an element, its own declarations included. In a document, outside of all elements, it is only {@code xml} that means something. */
    static TreeMap<String, String> scope(Node node) {
        TreeMap<String, String> scope = new TreeMap<>();
        for (Node at = node; at instanceof Element element; at = at.getParentNode()) {
            declarations(element).forEach(scope::putIfAbsent);
        }
        scope.put(XMLConstants.XML_NS_PREFIX, XMLConstants.XML_NS_URI);
        return scope;
    }

    static Map<String, String> within(Map<String, String> scope, Map<String, String> declarations) {
        if (declarations.isEmpty()) {
            return scope;
        }
        Map<String, String> joined = new TreeMap<>(scope);
        joined.putAll(declarations);
        return joined;
    }

    static String qualified(String prefix, String localName) {
        return prefix.isEmpty() ? localName : prefix + ":" + localName;
    }

    static boolean isWhite(Node node) {
        return node instanceof Text text && !text.getData().isEmpty() && isWhite(text.getData());
    }

    /** XML 1.0 s2.3. */
    static boolean isWhite(String text) {
        return text.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r' || c == '\n');
    }

    /** Puts nodes before another, or at the end if that is null, and joins texts that meet. */
    static void insert(Node parent, List<Node> nodes, Node before) {
        for (Node node : nodes) {
            parent.insertBefore(node, before);
        }
        if (!nodes.isEmpty()) {
            joinWithPrevious(before);
            joinWithPrevious(nodes.get(0));
        }
    }

    /** Takes a node away and joins the texts that meet. */
    static void remove(Node node) {
        Node next = node.getNextSibling();
        node.getParentNode().removeChild(node);
        joinWithPrevious(next);
    }

    private static void joinWithPrevious(Node node) {
        if (node instanceof Text text && text.getPreviousSibling() instanceof Text previous) {
            previous.appendData(text.getData());
            text.getParentNode().removeChild(text);
        }
    }
}
