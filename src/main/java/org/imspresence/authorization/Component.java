package org.imspresence.authorization;

import java.util.Optional;
import java.util.Set;
import javax.xml.namespace.QName;
import org.imspresence.document.Dom;
import org.imspresence.document.Namespaces;
import org.w3c.dom.Element;

/** RFC 4479: what a presence document is made of, and what of each RFC 5025 s3.3.2 always lets through once it is provided. */
enum Component {

    /** {@code service-description} is OMA's name of the service, as {@code service-class} is RFC 4480's. */
    SERVICE(Namespaces.PIDF, "tuple", "provide-services", "all-services", Set.of(
            new QName(Namespaces.PIDF, "basic"), new QName(Namespaces.PIDF, "contact"), new QName(Namespaces.PIDF, "timestamp"), new QName(Namespaces.RPID, "service-class"),
            new QName(Namespaces.OMA_PRESENCE, "service-description"))),
    PERSON(Namespaces.DATA_MODEL, "person", "provide-persons", "all-persons", Set.of(new QName(Namespaces.DATA_MODEL, "timestamp"))),
    DEVICE(Namespaces.DATA_MODEL, "device", "provide-devices", "all-devices", Set.of(new QName(Namespaces.DATA_MODEL, "timestamp"), new QName(Namespaces.DATA_MODEL, "deviceID")));

    private final String namespace;
    private final String element;
    private final String transformation;
    private final String all;
    private final Set<QName> always;

    Component(String namespace, String element, String transformation, String all, Set<QName> always) {
        this.namespace = namespace;
        this.element = element;
        this.transformation = transformation;
        this.all = all;
        this.always = always;
    }

    /** What a child of {@code presence} is; empty for notes and extensions. */
    static Optional<Component> of(Element element) {
        for (Component component : values()) {
            if (Dom.is(element, component.namespace, component.element)) {
                return Optional.of(component);
            }
        }
        return Optional.empty();
    }

    /** Which of them a child of {@code transformations} selects from; empty if it does something else. */
    static Optional<Component> selectedBy(Element transformation) {
        for (Component component : values()) {
            if (Dom.is(transformation, Xml.PRES_RULES, component.transformation)) {
                return Optional.of(component);
            }
        }
        return Optional.empty();
    }

    /** Whether this child of a selecting transformation stands for all of them. */
    boolean isAll(Element selector) {
        return Dom.is(selector, Xml.PRES_RULES, all);
    }

    boolean alwaysTells(QName name) {
        return always.contains(name);
    }
}
