package org.imspresence.patch;

import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import org.imspresence.patch.PatchException.Condition;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** RFC 5261 s4.3.3, s4.4.3, s4.5.3: declarations of prefixes, added, replaced and removed. The default namespace cannot be reached by these. */
final class NamespaceNodes {

    private final Work work;

    NamespaceNodes(Work work) {
        this.work = work;
    }

    /** @throws PatchException if the element declares the prefix already, or something within uses it for another namespace */
    void add(Element element, String prefix, String namespace) {
        check(prefix, namespace);
        if (Trees.declarations(element).containsKey(prefix)) {
            throw new PatchException(Condition.INVALID_NAMESPACE_PREFIX, "the element declares the prefix " + prefix + " already");
        }
        if (users(element, prefix).stream().anyMatch(user -> !Trees.namespace(user).equals(namespace))) {
            throw new PatchException(Condition.INVALID_NAMESPACE_PREFIX, "the prefix " + prefix + " is in use for another namespace");
        }
        Trees.declare(element, prefix, namespace);
    }

    /** The names that have the prefix from this declaration follow it, as they do when the text of a document is changed. */
    void replace(Attr declaration, String namespace) {
        Element element = declaration.getOwnerElement();
        String prefix = declaration.getLocalName();
        check(prefix, namespace);
        for (Node user : users(element, prefix)) {
            if (user instanceof Attr attribute && attribute.getOwnerElement().hasAttributeNS(namespace, attribute.getLocalName())) {
                throw new PatchException(Condition.INVALID_NAMESPACE_URI, "two attributes would have one name");
            }
            element.getOwnerDocument().renameNode(user, namespace, user.getNodeName());
        }
        Trees.declare(element, prefix, namespace);
    }

    /** @throws PatchException if a name has the prefix from this declaration */
    void remove(Attr declaration) {
        if (!users(declaration.getOwnerElement(), declaration.getLocalName()).isEmpty()) {
            throw new PatchException(Condition.INVALID_NAMESPACE_PREFIX, "the prefix " + declaration.getLocalName() + " is in use");
        }
        declaration.getOwnerElement().removeAttributeNode(declaration);
    }

    private static void check(String prefix, String namespace) {
        if (prefix.startsWith(XMLConstants.XML_NS_PREFIX) && (prefix.equals(XMLConstants.XML_NS_PREFIX) || prefix.equals(XMLConstants.XMLNS_ATTRIBUTE))) {
            throw new PatchException(Condition.INVALID_NAMESPACE_PREFIX, "the prefix " + prefix + " cannot be declared");
        }
        if (namespace.isEmpty() || namespace.equals(XMLConstants.XML_NS_URI) || namespace.equals(XMLConstants.XMLNS_ATTRIBUTE_NS_URI)) {
            throw new PatchException(Condition.INVALID_NAMESPACE_URI, "no prefix can be declared for this namespace");
        }
    }

    /** The elements and attributes whose prefix would get its meaning from a declaration at this element. */
    private List<Node> users(Element top, String prefix) {
        List<Node> users = new ArrayList<>();
        Node node = top;
        while (node != null) {
            work.spend(1);
            boolean shadowed = node != top && node instanceof Element element && element.hasAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, prefix);
            if (!shadowed && node instanceof Element element) {
                if (prefix.equals(element.getPrefix())) {
                    users.add(element);
                }
                Trees.attributes(element).stream().filter(attribute -> prefix.equals(attribute.getPrefix())).forEach(users::add);
            }
            node = shadowed ? Trees.followingOutside(node, top) : Trees.following(node, top);
        }
        return users;
    }
}
