package org.imspresence.patch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.ProcessingInstruction;

/**
 * Gives equal subtrees of any number of documents the same number, prefixes and declarations included, so that comparing two of them costs nothing. The order of
 * attributes does not count. The numbers are those of the trees as they were when read.
 */
final class Forms {

    private record Form(int number, int size) {}

    private final Map<List<Object>, Integer> numbers = new HashMap<>();
    private final Map<Node, Form> forms = new IdentityHashMap<>();

    /** Reads a node and all it contains. */
    void read(Node node) {
        List<Object> key = new ArrayList<>();
        key.add(node.getNodeType());
        key.add(node.getNodeName());
        int size = 0;
        if (node instanceof Element element) {
            key.add(Trees.namespace(node));
            size = 2 * node.getNodeName().length() + 5;
            List<Attr> attributes = Trees.attributesAndDeclarations(element);
            attributes.sort(Comparator.comparing(Attr::getName));
            for (Attr attribute : attributes) {
                key.add(attribute.getName());
                key.add(attribute.getValue());
                size += attribute.getName().length() + attribute.getValue().length() + 4;
            }
            key.add(attributes.size());
        } else if (node.getNodeType() != Node.DOCUMENT_NODE) {
            key.add(node.getNodeValue());
            size = node.getNodeValue().length() + (node.getNodeType() == Node.TEXT_NODE ? 0 : 7);
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            read(child);
            key.add(number(child));
            size += size(child);
        }
        Integer number = numbers.putIfAbsent(key, numbers.size());
        forms.put(node, new Form(number == null ? numbers.size() - 1 : number, size));
    }

    private int number(Node node) {
        return forms.get(node).number();
    }

    boolean same(Node one, Node other) {
        return number(one) == number(other);
    }

    /** How many characters it takes to write, roughly. */
    int size(Node node) {
        return forms.get(node).size();
    }

    /** Whether one node can take the other's place by a replace operation. */
    static boolean sameKind(Node one, Node other) {
        return one.getNodeType() == other.getNodeType()
                && !(one instanceof ProcessingInstruction instruction && !instruction.getTarget().equals(((ProcessingInstruction) other).getTarget()));
    }
}
