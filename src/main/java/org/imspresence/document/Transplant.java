package org.imspresence.document;

import java.util.List;
import javax.xml.XMLConstants;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Brings elements of several documents under one new {@code presence} so that they go on meaning the same. Text and attribute
 * values may use prefixes in a way that only their extension knows, so every declaration in scope goes along: to the new root
 * as far as the documents agree, and where they do not, to each moved element.
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

    /** A new element of the data model. */
    Element dataModelElement(String localName) {
        return document.createElementNS(Namespaces.DATA_MODEL, "dm:" + localName);
    }

    /** A copy, not yet attached, of an element below the root of its document. */
    Element copy(Element original) {
        Element copy = (Element) document.importNode(original, true);
        Element top = original.getOwnerDocument().getDocumentElement();
        for (Element ancestor = original; ancestor != top; ) {
            ancestor = (Element) ancestor.getParentNode();
            inherit(ancestor, copy);
        }
        if (!copy.hasAttribute("xmlns")) {
            declare(copy, "xmlns", "");
        }
        for (Attr attribute : Dom.attributes(copy)) {
            if (Dom.isDeclaration(attribute.getName()) && isDeclaredByRoot(attribute)) {
                copy.removeAttributeNode(attribute);
            }
        }
        return copy;
    }

    /** Whether the attribute of an element also holds for what the element contains: declarations, xml:lang and its like. */
    static boolean isInherited(Attr attribute) {
        return Dom.isDeclaration(attribute.getName()) || XMLConstants.XML_NS_URI.equals(attribute.getNamespaceURI());
    }

    private static void inherit(Element ancestor, Element copy) {
        for (Attr attribute : Dom.attributes(ancestor)) {
            if (isInherited(attribute) && !copy.hasAttribute(attribute.getName())) {
                copy.setAttributeNS(attribute.getNamespaceURI(), attribute.getName(), attribute.getValue());
            }
        }
    }

    private boolean isDeclaredByRoot(Attr declaration) {
        return root.hasAttribute(declaration.getName())
                && root.getAttribute(declaration.getName()).equals(declaration.getValue());
    }

    private static void declare(Element element, String declaration, String namespace) {
        element.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, declaration, namespace);
    }
}
