package org.imspresence.filter;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.namespace.QName;
import org.imspresence.document.PidfFormat;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** RFC 4660 s5.3.1: what has to stay in a presence document so that it is one, by the schemas of RFC 3863 and RFC 4479 and OMA's. What other extensions require is not known. */
final class Mandatory {

    private static final String PIDF = PidfFormat.PIDF.namespace();
    private static final String DATA_MODEL = "urn:ietf:params:xml:ns:pidf:data-model";
    private static final String OMA_PRESENCE = "urn:oma:xml:prs:pidf:oma-pres";

    private static final QName TUPLE = new QName(PIDF, "tuple");
    private static final QName DEVICE = new QName(DATA_MODEL, "device");
    private static final Map<QName, Set<QName>> CHILDREN = Map.of(
            TUPLE, Set.of(new QName(PIDF, "status")),
            DEVICE, Set.of(new QName(DATA_MODEL, "deviceID")),
            new QName(OMA_PRESENCE, "service-description"), Set.of(new QName(OMA_PRESENCE, "service-id"), new QName(OMA_PRESENCE, "version")));
    private static final Map<QName, QName> ATTRIBUTES = Map.of(
            new QName(PIDF, "presence"), new QName("entity"),
            TUPLE, new QName("id"),
            new QName(DATA_MODEL, "person"), new QName("id"),
            DEVICE, new QName("id"));

    private Mandatory() {
    }

    /** Whether its parent cannot be without it. */
    static boolean is(Element element) {
        return element.getParentNode() instanceof Document
                || element.getParentNode() instanceof Element parent && CHILDREN.getOrDefault(Xml.name(parent), Set.of()).contains(Xml.name(element));
    }

    /** Whether its element cannot be without it. */
    static boolean is(Attr attribute) {
        return Optional.ofNullable(ATTRIBUTES.get(Xml.name(attribute.getOwnerElement()))).filter(Xml.name(attribute)::equals).isPresent();
    }
}
