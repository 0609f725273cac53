package org.imspresence.xcap;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.namespace.QName;
import org.imspresence.address.PresenceAddress;
import org.imspresence.document.Dom;
import org.imspresence.xcap.Conflict.Condition;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The constraints of the application usages. */
final class Constraints {

    /** RFC 4826 s3.4.5: by element, the attribute that is unique among its like in one list. */
    private static final Map<QName, String> OF_LISTS = Map.of(list("list"), "name", list("entry"), "uri", list("entry-ref"), "ref", list("external"), "anchor");

    private Constraints() {}

    private static QName list(String name) {
        return new QName(Usages.RESOURCE_LISTS, name);
    }

    /** The value of this attribute is unique among the children of one parent that have this name, wherever they are. */
    static Constraint unique(QName element, String attribute) {
        return (document, owner, defaultNamespace) -> checkUnique(document, Map.of(element, attribute), defaultNamespace);
    }

    /** RFC 4826 s3.4.5: names and URIs are unique among siblings; a reference is relative, an anchor is an HTTP URI. */
    static Constraint lists() {
        return (document, owner, defaultNamespace) -> {
            checkUnique(document, OF_LISTS, defaultNamespace);
            checkReferences(document.getDocumentElement());
        };
    }

    /**
     * RFC 4826 s4.4.5: a service names a list of the user whose service it is.
     *
     * @param root the XCAP root as clients know it; empty when that is not known
     */
    static Constraint servicesOfOwnLists(String root) {
        return (document, owner, defaultNamespace) -> Dom.children(document.getDocumentElement()).stream()
                .flatMap(service -> Dom.children(service, Usages.RLS_SERVICES, "resource-list").stream()).map(list -> list.getTextContent().strip())
                .filter(list -> !ListUri.isOf(list, root, owner)).findFirst().ifPresent(list -> {
                    throw new Conflict(Condition.CONSTRAINT_FAILURE, "the resource-list of a service is an HTTP URI of an element in " + Usages.RESOURCE_LISTS_AUID + "/users/" + owner + " here: " + list);
                });
    }

    /** RFC 4827 s7, RFC 3863 s4.1.1: the permanent state is about the user whose tree it is in. */
    static Constraint entityIsOwner() {
        return (document, owner, defaultNamespace) -> {
            String entity = document.getDocumentElement().getAttribute("entity");
            if (!denotes(entity, owner)) {
                throw new Conflict(Condition.CONSTRAINT_FAILURE, "the entity '" + entity + "' is not the owner of the document, " + owner);
            }
        };
    }

    private static boolean denotes(String entity, String owner) {
        try {
            return PresenceAddress.parse(entity).canonical().equals(owner);
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    private static void checkUnique(Node parent, Map<QName, String> attributes, String defaultNamespace) {
        Map<QName, Set<String>> seen = new HashMap<>();
        List<Element> children = Dom.children(parent);
        for (Element child : children) {
            QName kind = Selection.nameOf(child);
            String attribute = attributes.get(kind);
            if (attribute != null && child.hasAttribute(attribute)) {
                String value = child.getAttribute(attribute);
                if (!seen.computeIfAbsent(kind, name -> new HashSet<>()).add(value)) {
                    throw Conflict.notUnique(Location.of(firstWith(children, kind, attribute, value), attribute, defaultNamespace), value);
                }
            }
            checkUnique(child, attributes, defaultNamespace);
        }
    }

    private static Element firstWith(List<Element> children, QName kind, String attribute, String value) {
        return children.stream().filter(child -> kind.equals(Selection.nameOf(child)) && value.equals(child.getAttribute(attribute))).findFirst().orElseThrow();
    }

    private static void checkReferences(Element element) {
        if (Selection.nameOf(element).equals(list("entry-ref")) && isAbsolute(element.getAttribute("ref"))) {
            throw new Conflict(Condition.CONSTRAINT_FAILURE, "an entry-ref is relative to the XCAP root: " + element.getAttribute("ref"));
        }
        if (Selection.nameOf(element).equals(list("external")) && element.hasAttribute("anchor") && !element.getAttribute("anchor").matches("(?i)https?://.+")) {
            throw new Conflict(Condition.CONSTRAINT_FAILURE, "the anchor of an external list is an HTTP URI: " + element.getAttribute("anchor"));
        }
        Dom.children(element).forEach(Constraints::checkReferences);
    }

    private static boolean isAbsolute(String reference) {
        try {
            return reference.startsWith("/") || new URI(reference).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
