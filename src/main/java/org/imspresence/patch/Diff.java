package org.imspresence.patch;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Says what has changed between two documents, as a patch (RFC 5261) that turns the one into the other, prefixes, declarations, comments and white space included:
 * {@code new Patch().apply(before, Diff.between(before, after, root))} is {@code after}, except that CDATA sections have become text.
 *
 * <p>A selector says what it means by names and ids where that is enough, else by position. An element that stands elsewhere is removed and added. A part that takes
 * fewer characters to send again than to change is sent again. The cost is that of reading both documents, and, for each element whose children differ, the product of
 * the numbers of its children that differ, times their attributes. When all that comes to 65,536, what differs beyond is sent again, too.
 */
public final class Diff {

    private static final String PREFIX = "p";

    private final Document document;
    private final Element root;
    private final String prefix;
    private final Map<String, String> scope = new TreeMap<>();

    private Diff(Document like, QName name, String prefix) {
        document = like.getImplementation().createDocument(name.getNamespaceURI(), prefix + ":" + name.getLocalPart(), null);
        root = document.getDocumentElement();
        this.prefix = prefix;
        Trees.declare(root, prefix, name.getNamespaceURI());
    }

    /**
     * A patch whose root has the given name; it has no children if nothing has changed. Neither tree given is changed. Its prefix is one that no document uses.
     *
     * @param root name of the patch's root, and the namespace of the operations; its prefix does not count
     * @throws IllegalArgumentException if the root has no namespace
     */
    public static Document between(Document before, Document after, QName root) {
        if (root.getNamespaceURI().isEmpty()) {
            throw new IllegalArgumentException("the operations of a patch need a namespace");
        }
        Set<String> taken = new TreeSet<>();
        collectPrefixes(before, taken);
        collectPrefixes(after, taken);
        String prefix = PREFIX;
        for (int i = 1; taken.contains(prefix); i++) {
            prefix = PREFIX + i;
        }
        Diff diff = new Diff(after, root, prefix);
        diff.write(Differences.between(before, after));
        return diff.document;
    }

    private static void collectPrefixes(Document document, Set<String> prefixes) {
        for (Node node = document; node != null; node = Trees.following(node, document)) {
            if (node instanceof Element element) {
                prefixes.addAll(Trees.declarations(element).keySet());
            }
        }
    }

    /** What most operations need is declared once, at the root. */
    private void write(List<Edit> edits) {
        edits.forEach(edit -> edit.prefixes().forEach(scope::putIfAbsent));
        scope.remove(XMLConstants.XML_NS_PREFIX);
        scope.forEach((declared, namespace) -> {
            if (!namespace.isEmpty()) {
                Trees.declare(root, declared, namespace);
            }
        });
        document.setStrictErrorChecking(false);
        edits.forEach(this::write);
        document.setStrictErrorChecking(true);
    }

    private void write(Edit edit) {
        Element operation = document.createElementNS(root.getNamespaceURI(), prefix + ":" + edit.name());
        operation.setAttributeNS(null, "sel", edit.selector());
        if (!edit.directive().isEmpty()) {
            operation.setAttributeNS(null, edit.directive(), edit.value());
        }
        edit.prefixes().forEach((declared, namespace) -> {
            if (!namespace.equals(scope.getOrDefault(declared, namespace))) {
                Trees.declare(operation, declared, namespace);
            }
        });
        edit.content().forEach(node -> operation.appendChild(document.importNode(node, true)));
        if (!edit.text().isEmpty()) {
            operation.appendChild(document.createTextNode(edit.text()));
        }
        root.appendChild(operation);
    }
}
