package org.imspresence.document;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Brings elements of several documents under one new {@code presence} so that they go on meaning the same. Declarations go to
 * the new root as far as the documents agree. Where they do not, each moved element gets those of the prefixes that it
 * mentions: text and attribute values may use prefixes, too, in a way that only their extension knows.
 */
final class Transplant {

    private final Document document;
    private final Element root;

    /**
     * @param origins the roots of the documents; an earlier one has the first choice of prefixes
     * @param withDataModel whether elements of the data model are going to be made under prefix {@code dm}
     */
    Transplant(Document empty, List<Element> origins, boolean withDataModel) {
        document = empty;
        root = document.createElementNS(Namespaces.PIDF, "presence");
        document.appendChild(root);
        declare(root, "xmlns", Namespaces.PIDF);
        if (withDataModel) {
            declare(root, "xmlns:dm", Namespaces.DATA_MODEL);
        }
        for (Element origin : origins) {
            for (Attr attribute : Dom.attributes(origin)) {
                if (Dom.isDeclaration(attribute.getName()) && !root.hasAttribute(attribute.getName())) {
                    declare(root, attribute.getName(), attribute.getValue());
                }
            }
        }
    }

    Element root() {
        return root;
    }

    /** A new, empty element of the same name, with the prefixes of this document. */
    Element emptyLike(Element original) {
        boolean ofDataModel = Dom.namespace(original).equals(Namespaces.DATA_MODEL);
        return document.createElementNS(original.getNamespaceURI(), (ofDataModel ? "dm:" : "") + original.getLocalName());
    }

    /** A copy, not yet attached, of an element below the root of its document. */
    Element copy(Element original) {
        Element copy = (Element) document.importNode(original, true);
        Map<String, String> declarations = new TreeMap<>();
        Dom.inherited(original).forEach((name, value) -> {
            if (Dom.isDeclaration(name)) {
                declarations.put(name, value);
            } else {
                copy.setAttributeNS(XMLConstants.XML_NS_URI, name, value);
            }
        });
        if (!copy.hasAttribute("xmlns")) {
            declarations.putIfAbsent("xmlns", "");
        }
        declarations.entrySet().removeIf(declaration -> isDeclaredByRoot(declaration.getKey(), declaration.getValue()));
        if (!declarations.isEmpty()) {
            Set<String> mentioned = Mentions.in(copy);
            declarations.forEach((name, namespace) -> {
                String prefix = Dom.declaredPrefix(name);
                if (prefix.isEmpty() || mentioned.contains(prefix)) {
                    declare(copy, name, namespace);
                }
            });
        }
        for (Attr attribute : Dom.attributes(copy)) {
            if (Dom.isDeclaration(attribute.getName()) && isDeclaredByRoot(attribute.getName(), attribute.getValue())) {
                copy.removeAttributeNode(attribute);
            }
        }
        return copy;
    }

    /**
     * Gives an element made by {@link #emptyLike}, or the root, an attribute of another document. Prefixes in its value go on meaning the same
     * unless the new root uses them otherwise: this one element cannot serve two documents that disagree.
     */
    void copyAttribute(Attr original, Element target) {
        target.setAttributeNS(original.getNamespaceURI(), original.getName(), original.getValue());
        for (String prefix : Mentions.in(original)) {
            String declaration = Dom.declaration(prefix);
            String namespace = original.getOwnerElement().lookupNamespaceURI(prefix);
            if (namespace != null && !prefix.equals("xml") && !root.hasAttribute(declaration) && !target.hasAttribute(declaration)) {
                declare(target, declaration, namespace);
            }
        }
    }

    private boolean isDeclaredByRoot(String declaration, String namespace) {
        return root.hasAttribute(declaration) && root.getAttribute(declaration).equals(namespace);
    }

    private static void declare(Element element, String declaration, String namespace) {
        element.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, declaration, namespace);
    }
}
