package org.imspresence.patch;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * RFC 5261 s4.2.3: brings new content into a document. What the content declares itself is copied unaltered; for what the patch declares around it, the prefixes of
 * the document are used. Where the document has none for a namespace, the declaration comes along with the element that needs it.
 */
final class Mangling {

    private final Document document;
    private final TreeMap<String, String> context;
    private final String contextPrefix;
    private final Work work;

    /** @param context the evaluation context node: the element that gets the content, or the document */
    Mangling(Document document, Node context, Work work) {
        this.document = document;
        this.context = Trees.scope(context);
        this.contextPrefix = Trees.prefix(context);
        this.work = work;
    }

    Node imported(Node content) {
        return content instanceof Element element ? imported(element, context, Set.of()) : document.importNode(content, true);
    }

    /**
     * @param scope what prefixes mean in the document where the element is going to stand
     * @param local those of them that the new content declares itself
     */
    private Element imported(Element original, Map<String, String> scope, Set<String> local) {
        work.spend(1);
        TreeMap<String, String> declarations = Trees.declarations(original);
        Set<String> localHere = local;
        if (!declarations.isEmpty()) {
            localHere = new HashSet<>(local);
            localHere.addAll(declarations.keySet());
        }
        Names names = new Names(Trees.within(scope, declarations), localHere, declarations);
        Element copy = document.createElementNS(original.getNamespaceURI(), Trees.qualified(names.prefix(original, true), original.getLocalName()));
        for (Attr attribute : Trees.attributes(original)) {
            copy.setAttributeNS(attribute.getNamespaceURI(), Trees.qualified(names.prefix(attribute, false), attribute.getLocalName()), attribute.getValue());
        }
        declarations.forEach((prefix, namespace) -> Trees.declare(copy, prefix, namespace));
        for (Node node = original.getFirstChild(); node != null; node = node.getNextSibling()) {
            copy.appendChild(node instanceof Element child ? imported(child, names.scope, localHere) : document.importNode(node, true));
        }
        return copy;
    }

    /** The prefix that an attribute gets which an operation adds to an element; what has to be declared for it is declared there. */
    String prefixForNew(String prefix, String namespace, Element owner) {
        TreeMap<String, String> declarations = new TreeMap<>();
        Names names = new Names(context, Set.of(), declarations);
        names.taken.addAll(Trees.declarations(owner).keySet());
        names.taken.add(Trees.prefix(owner));
        Trees.attributes(owner).forEach(attribute -> names.taken.add(Trees.prefix(attribute)));
        String chosen = names.prefix(prefix, namespace, false);
        declarations.forEach((declared, meaning) -> Trees.declare(owner, declared, meaning));
        return chosen;
    }

    /** The names of one element and its attributes. */
    private final class Names {

        private Map<String, String> scope;
        private final Set<String> local;
        private final TreeMap<String, String> declarations;
        private final Set<String> taken = new HashSet<>();

        Names(Map<String, String> scope, Set<String> local, TreeMap<String, String> declarations) {
            this.scope = scope;
            this.local = local;
            this.declarations = declarations;
        }

        String prefix(Node node, boolean ofElement) {
            return prefix(Trees.prefix(node), Trees.namespace(node), ofElement);
        }

        private String prefix(String prefix, String namespace, boolean ofElement) {
            String chosen = namespace.isEmpty() && !ofElement || local.contains(prefix) && means(prefix, namespace) ? prefix : fitting(prefix, namespace, ofElement);
            taken.add(chosen);
            return chosen;
        }

        private String fitting(String prefix, String namespace, boolean ofElement) {
            if (namespace.equals(XMLConstants.XML_NS_URI)) {
                return XMLConstants.XML_NS_PREFIX;
            }
            if (fits(prefix, namespace, ofElement)) {
                return prefix;
            }
            if (fits(contextPrefix, namespace, ofElement)) {
                return contextPrefix;
            }
            TreeMap<String, String> candidates = new TreeMap<>(context);
            candidates.keySet().removeIf(candidate -> !fits(candidate, namespace, ofElement));
            if (!candidates.isEmpty()) {
                String before = candidates.lowerKey(prefix);
                return before == null ? candidates.firstKey() : before;
            }
            return declared(prefix, namespace);
        }

        private boolean fits(String prefix, String namespace, boolean ofElement) {
            return means(prefix, namespace) && (ofElement || !prefix.isEmpty());
        }

        private boolean means(String prefix, String namespace) {
            return scope.getOrDefault(prefix, "").equals(namespace) && (prefix.isEmpty() || scope.containsKey(prefix));
        }

        private String declared(String prefix, String namespace) {
            String free = prefix;
            for (int i = 1; taken.contains(free); i++) {
                free = "ns" + i;
            }
            declarations.put(free, namespace);
            scope = Trees.within(scope, Map.of(free, namespace));
            return free;
        }
    }
}
