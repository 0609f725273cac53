package org.imspresence.authorization;

import java.util.Optional;
import java.util.function.Predicate;
import javax.xml.XMLConstants;
import org.imspresence.document.Declarations;
import org.imspresence.document.Dom;
import org.imspresence.document.Namespaces;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * Takes from a presence document what is not granted. Whatever is not known to be granted goes: comments, attributes that RFC 3863 and RFC 4479 do not define, text between elements, and declarations of what is
 * there no more, all of which would tell that there was something. What is granted keeps all that it contains.
 */
final class Cut {

    private final Grants grants;

    Cut(Grants grants) {
        this.grants = grants;
    }

    /** Of a document of which nothing is left, not even the form in which its entity was published tells that there was something: it is as if nothing had ever been published. */
    void apply(Document document) {
        keepChildren(document, child -> true);
        Element presence = document.getDocumentElement();
        keepChildren(presence, this::isLeftOf);
        if (presence.getFirstChild() == null) {
            Element empty = document.createElementNS(Namespaces.PIDF, "presence");
            String entity = presence.getAttribute("entity");
            empty.setAttribute("entity", Identity.canonical(entity).orElse(entity));
            document.replaceChild(empty, presence);
        } else {
            tidy(presence, "entity");
        }
    }

    /** Decides on a child of {@code presence}, and cuts what is inside it. */
    private boolean isLeftOf(Element child) {
        Optional<Component> component = Component.of(child);
        if (component.isEmpty()) {
            return isTold(child);
        }
        if (!grants.select(component.get(), child)) {
            return false;
        }
        if (!grants.allAttributes()) {
            cut(component.get(), child, "id");
        }
        return true;
    }

    private void cut(Component component, Element element, String ownAttribute) {
        keepChildren(element, child -> {
            if (component == Component.SERVICE && Dom.is(child, Namespaces.PIDF, "status")) {
                cut(component, child, "");
                return true;
            }
            return component.alwaysTells(Xml.name(child)) || isTold(child);
        });
        tidy(element, ownAttribute);
    }

    private boolean isTold(Element attribute) {
        if (!grants.tell(Xml.name(attribute))) {
            return false;
        }
        if (UserInput.is(Xml.name(attribute))) {
            grants.userInput().trim(attribute);
        }
        return true;
    }

    /** @param own the attribute that belongs to the element; none if it is empty */
    private void tidy(Element element, String own) {
        if (!grants.allAttributes()) {
            keepAttributes(element, attribute -> attribute.getNamespaceURI() == null && attribute.getLocalName().equals(own));
        }
        Declarations.dropUnmentioned(element);
    }

    /** Keeps elements only, and of those the ones that are wanted. */
    private static void keepChildren(Node parent, Predicate<Element> wanted) {
        Node next;
        for (Node node = parent.getFirstChild(); node != null; node = next) {
            next = node.getNextSibling();
            if (!(node instanceof Element element) || !wanted.test(element)) {
                parent.removeChild(node);
            }
        }
    }

    /** Removes attributes that are not wanted. Declarations, {@code xml:lang} and its like stay: what is granted may depend on them. */
    static void keepAttributes(Element element, Predicate<Attr> wanted) {
        NamedNodeMap attributes = element.getAttributes();
        for (int i = attributes.getLength() - 1; i >= 0; i--) {
            Attr attribute = (Attr) attributes.item(i);
            boolean isInherited = XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI()) || XMLConstants.XML_NS_URI.equals(attribute.getNamespaceURI());
            if (!isInherited && !wanted.test(attribute)) {
                element.removeAttributeNode(attribute);
            }
        }
    }
}
