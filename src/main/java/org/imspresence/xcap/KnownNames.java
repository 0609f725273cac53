package org.imspresence.xcap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import org.imspresence.document.Dom;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

/**
 * RFC 4825 s8.2.5: what schemas have names for. Where a schema lets any element in, a validator takes one of a namespace that it knows and a name that it does not; the clause wants it refused, so that clients can trust the
 * namespaces in the capabilities.
 */
final class KnownNames {

    private final List<String> namespaces = new ArrayList<>();
    private final Set<QName> elements = new HashSet<>();
    private final Set<QName> attributes = new HashSet<>();

    /** @param schema of one namespace */
    void add(Document schema) {
        Element root = schema.getDocumentElement();
        String namespace = root.getAttribute("targetNamespace");
        namespaces.add(namespace);
        addElements(root, namespace);
        Dom.children(root, XMLConstants.W3C_XML_SCHEMA_NS_URI, "attribute").forEach(attribute -> attributes.add(new QName(namespace, attribute.getAttribute("name"))));
    }

    private void addElements(Element part, String namespace) {
        if (Dom.is(part, XMLConstants.W3C_XML_SCHEMA_NS_URI, "element") && part.hasAttribute("name")) {
            elements.add(new QName(namespace, part.getAttribute("name")));
        }
        Dom.children(part).forEach(child -> addElements(child, namespace));
    }

    /** In the order in which they came. */
    List<String> namespaces() {
        return List.copyOf(namespaces);
    }

    /** The first element or attribute of one of the namespaces that its schema does not have, for people; empty if there is none. */
    Optional<String> fault(Element element) {
        if (isUnknown(element.getNamespaceURI(), element.getLocalName(), elements)) {
            return Optional.of("there is no element " + element.getLocalName() + " in " + element.getNamespaceURI());
        }
        NamedNodeMap all = element.getAttributes();
        for (int i = 0; i < all.getLength(); i++) {
            Attr attribute = (Attr) all.item(i);
            if (isUnknown(attribute.getNamespaceURI(), attribute.getLocalName(), attributes)) {
                return Optional.of("there is no attribute " + attribute.getLocalName() + " in " + attribute.getNamespaceURI());
            }
        }
        return Dom.children(element).stream().map(this::fault).flatMap(Optional::stream).findFirst();
    }

    private boolean isUnknown(String namespace, String name, Set<QName> known) {
        return namespace != null && namespaces.contains(namespace) && !known.contains(new QName(namespace, name));
    }
}
