package org.imspresence.authorization;

import java.util.Optional;
import javax.xml.namespace.QName;
import org.w3c.dom.Element;

/** The namespaces of rules and lists, and short ways to read their elements. */
final class Xml {

    /** RFC 4745. */
    static final String COMMON_POLICY = "urn:ietf:params:xml:ns:common-policy";
    /** RFC 5025. */
    static final String PRES_RULES = "urn:ietf:params:xml:ns:pres-rules";
    static final String OMA_COMMON_POLICY = "urn:oma:xml:xdm:common-policy";
    static final String OMA_PRES_RULES = "urn:oma:xml:prs:pres-rules";
    /** RFC 4826. */
    static final String RESOURCE_LISTS = "urn:ietf:params:xml:ns:resource-lists";

    /** RFC 4119. */
    static final String GEOPRIV = "urn:ietf:params:xml:ns:pidf:geopriv10";

    private static final int LOGGED_LENGTH = 100;

    private Xml() {
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
