package org.imspresence.authorization;

import java.util.Locale;
import java.util.Set;
import javax.xml.namespace.QName;
import org.imspresence.document.Namespaces;
import org.w3c.dom.Element;

/** RFC 5025 s3.3.2.12: how much of {@code user-input} is told, the least first. */
enum UserInput {

    FALSE(Set.of()),
    BARE(Set.of("id")),
    THRESHOLDS(Set.of("id", "idle-threshold")),
    FULL(Set.of());

    private static final QName NAME = new QName(Namespaces.RPID, "user-input");

    private final Set<String> kept;

    UserInput(Set<String> kept) {
        this.kept = kept;
    }

    static boolean is(QName name) {
        return NAME.equals(name);
    }

    /** What a value of {@code provide-user-input} grants; nothing if it is none. */
    static UserInput of(String value) {
        for (UserInput degree : values()) {
            if (degree.name().toLowerCase(Locale.ROOT).equals(value)) {
                return degree;
            }
        }
        return FALSE;
    }

    UserInput or(UserInput other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Takes from a {@code user-input} that is told what is not: since when there was none is a finer answer than whether there is. */
    void trim(Element userInput) {
        if (this != FULL) {
            Cut.keepAttributes(userInput, attribute -> attribute.getNamespaceURI() == null && kept.contains(attribute.getLocalName()));
        }
    }
}
