package org.imspresence.authorization;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.xml.namespace.QName;
import org.imspresence.document.Namespaces;
import org.w3c.dom.Element;

/**
 * RFC 5025 s3.3.2 and OMA's additions: a presence attribute that a transformation of its own lets through or not, {@code user-input}, which knows degrees, aside. It is known by its name wherever it
 * stands: what RFC 4480 wants in a person, drafts before it had in a tuple or in its status.
 */
enum Attribute {

    ACTIVITIES("activities"),
    CLASS("class"),
    /** Of a service; a device always tells its own. */
    DEVICE_ID(new QName(Xml.PRES_RULES, "provide-deviceID"), new QName(Namespaces.DATA_MODEL, "deviceID")),
    MOOD("mood"),
    PLACE_IS("place-is"),
    PLACE_TYPE("place-type"),
    PRIVACY("privacy"),
    RELATIONSHIP("relationship"),
    SPHERE("sphere"),
    STATUS_ICON("status-icon"),
    TIME_OFFSET("time-offset"),
    /** Of services, persons and devices, and of the presentity. Notes inside another attribute are a part of that. */
    NOTE(new QName(Xml.PRES_RULES, "provide-note"), new QName(Namespaces.PIDF, "note"), new QName(Namespaces.DATA_MODEL, "note")),

    WILLINGNESS(oma("willingness"), new QName(Namespaces.OMA_PRESENCE, "willingness"), new QName(Namespaces.OMA_PRESENCE, "overriding-willingness")),
    NETWORK_AVAILABILITY(oma("network-availability"), new QName(Namespaces.OMA_PRESENCE, "network-availability")),
    SESSION_PARTICIPATION(oma("session-participation"), new QName(Namespaces.OMA_PRESENCE, "session-participation")),
    REGISTRATION_STATE(oma("registration-state"), new QName(Namespaces.OMA_PRESENCE, "registration-state")),
    BARRING_STATE(oma("barring-state"), new QName(Namespaces.OMA_PRESENCE, "barring-state")),
    /** Its transformation is {@code full} or {@code false}, where the others are true or false. */
    GEOPRIV(oma("geopriv"), new QName(Xml.GEOPRIV, "geopriv"));

    private static final Map<QName, Attribute> BY_TRANSFORMATION =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(attribute -> attribute.transformation, Function.identity()));
    private static final Map<QName, Attribute> BY_NAME = Arrays.stream(values())
            .flatMap(attribute -> attribute.names.stream().map(name -> Map.entry(name, attribute)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final QName transformation;
    private final Set<QName> names;

    /** @param name that of an element of RFC 4480 */
    Attribute(String name) {
        this(new QName(Xml.PRES_RULES, "provide-" + name), new QName(Namespaces.RPID, name));
    }

    Attribute(QName transformation, QName... names) {
        this.transformation = transformation;
        this.names = Set.of(names);
    }

    private static QName oma(String name) {
        return new QName(Xml.OMA_PRES_RULES, "provide-" + name);
    }

    /** The attribute that an element of a presence document is; empty for one that has no transformation of its own. */
    static Optional<Attribute> named(QName name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The attribute that a child of {@code transformations} grants; empty if it grants another thing, or nothing. */
    static Optional<Attribute> grantedBy(Element transformation) {
        return Optional.ofNullable(BY_TRANSFORMATION.get(Xml.name(transformation))).filter(attribute -> attribute.isGranted(Xml.text(transformation)));
    }

    private boolean isGranted(String value) {
        return this == GEOPRIV ? value.equals("full") : isTrue(value);
    }

    /** An {@code xs:boolean}; what is none is not true. */
    static boolean isTrue(String value) {
        return value.equals("true") || value.equals("1");
    }
}
