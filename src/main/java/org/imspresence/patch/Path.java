package org.imspresence.patch;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.ProcessingInstruction;
import org.w3c.dom.Text;

/**
 * Writes the selector of a node: by name and {@code id} where that is enough, so that a document which is not the expected one is noticed, else by position.
 * Names need prefixes; where one is taken already, the name is left out.
 */
final class Path {

    /** A longer one is no name but a burden. */
    private static final int MAX_ID = 100;

    private final TreeMap<String, String> prefixes;

    /** @param prefixes what has its meaning already in the operation; what the selector needs besides is added */
    Path(TreeMap<String, String> prefixes) {
        this.prefixes = prefixes;
    }

    String to(Node node) {
        Node parent = node.getParentNode();
        if (node instanceof Element element) {
            return parent instanceof Document ? "*" : to(parent) + "/" + step(element);
        }
        String test = node instanceof Text ? "text()" : node instanceof ProcessingInstruction instruction
                ? "processing-instruction('" + instruction.getTarget() + "')" : "comment()";
        return (parent instanceof Document ? "" : to(parent) + "/") + test + position(node, other -> Forms.sameKind(node, other));
    }

    /** @throws IllegalArgumentException if its prefix is taken; the caller names it before all others */
    String name(Attr attribute) {
        if (!Trees.prefix(attribute).isEmpty() && !bind(attribute)) {
            throw new IllegalArgumentException("the prefix of " + attribute.getName() + " is taken");
        }
        return "@" + attribute.getName();
    }

    private String step(Element element) {
        if (!bind(element)) {
            return "*" + position(element, Element.class::isInstance);
        }
        String id = element.getAttributeNS(null, "id");
        if (!id.isEmpty() && id.length() <= MAX_ID && (id.indexOf('\'') < 0 || id.indexOf('"') < 0) && isOnly(element, id)) {
            char quote = id.indexOf('\'') < 0 ? '\'' : '"';
            return element.getNodeName() + "[@id=" + quote + id + quote + "]";
        }
        return element.getNodeName() + position(element, other -> isNamedAs(element, other));
    }

    private static boolean isNamedAs(Element element, Node other) {
        return other instanceof Element && element.getLocalName().equals(other.getLocalName()) && Trees.namespace(element).equals(Trees.namespace(other));
    }

    private static boolean isOnly(Element element, String id) {
        for (Node node = element.getParentNode().getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node != element && isNamedAs(element, node) && ((Element) node).getAttributeNS(null, "id").equals(id)) {
                return false;
            }
        }
        return true;
    }

    private boolean bind(Node named) {
        String namespace = Trees.namespace(named);
        String bound = prefixes.putIfAbsent(Trees.prefix(named), namespace);
        return bound == null || bound.equals(namespace);
    }

    /** Empty if it is the only one that counts. */
    private static String position(Node node, Predicate<Node> counts) {
        int position = 0;
        int all = 0;
        for (Node sibling = node.getParentNode().getFirstChild(); sibling != null; sibling = sibling.getNextSibling()) {
            if (counts.test(sibling)) {
                all++;
            }
            if (sibling == node) {
                position = all;
            }
        }
        return all == 1 ? "" : "[" + position + "]";
    }

    /** What the prefixes of names mean that content uses and does not declare itself. */
    static void collect(Node content, Map<String, String> declared, Map<String, String> used) {
        if (!(content instanceof Element element)) {
            return;
        }
        Map<String, String> here = Trees.within(declared, Trees.declarations(element));
        collectName(element, here, used);
        for (Attr attribute : Trees.attributes(element)) {
            if (attribute.getPrefix() != null) {
                collectName(attribute, here, used);
            }
        }
        for (Node node = content.getFirstChild(); node != null; node = node.getNextSibling()) {
            collect(node, here, used);
        }
    }

    private static void collectName(Node named, Map<String, String> declared, Map<String, String> used) {
        if (!declared.containsKey(Trees.prefix(named)) && !"xml".equals(named.getPrefix())) {
            used.put(Trees.prefix(named), Trees.namespace(named));
        }
    }
}
