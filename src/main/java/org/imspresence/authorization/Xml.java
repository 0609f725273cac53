package org.imspresence.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.namespace.QName;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The namespaces of rules, lists and presence documents, and short ways to read their elements. */
final class Xml {

    /** RFC 4745. */
    static final String COMMON_POLICY = "urn:ietf:params:xml:ns:common-policy";
    /** RFC 5025. */
    static final String PRES_RULES = "urn:ietf:params:xml:ns:pres-rules";
    static final String OMA_COMMON_POLICY = "urn:oma:xml:xdm:common-policy";
    static final String OMA_PRES_RULES = "urn:oma:xml:prs:pres-rules";
    /** RFC 4826. */
    static final String RESOURCE_LISTS = "urn:ietf:params:xml:ns:resource-lists";

    /** RFC 3863. */
    static final String PIDF = "urn:ietf:params:xml:ns:pidf";
    /** RFC 4479. */
    static final String DATA_MODEL = "urn:ietf:params:xml:ns:pidf:data-model";
    /** RFC 4480. */
    static final String RPID = "urn:ietf:params:xml:ns:pidf:rpid";
    static final String OMA_PRESENCE = "urn:oma:xml:prs:pidf:oma-pres";
    /** RFC 4119. */
    static final String GEOPRIV = "urn:ietf:params:xml:ns:pidf:geopriv10";

    private static final int LOGGED_LENGTH = 100;

    private Xml() {
    }

    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    static List<Element> children(Element parent, String namespace, String localName) {
        return children(parent).stream().filter(child -> is(child, namespace, localName)).toList();
    }

    static boolean is(Element element, String namespace, String localName) {
        return localName.equals(element.getLocalName()) && namespace.equals(element.getNamespaceURI());
    }

    static QName name(Element element) {
        return new QName(element.getNamespaceURI(), element.getLocalName());
    }

    static String text(Element element) {
        return element.getTextContent().strip();
    }

    /** The attribute's value without the white space around it; empty if there is none. */
    static Optional<String> attribute(Element element, String name) {
        return element.hasAttribute(name) ? Optional.of(element.getAttribute(name).strip()) : Optional.empty();
    }

    /** Text from outside as it may stand in a line of the log: printable and not long. */
    static String logged(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LOGGED_LENGTH ? line : line.substring(0, LOGGED_LENGTH) + "...";
    }
}
