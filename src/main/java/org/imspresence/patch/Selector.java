package org.imspresence.patch;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.xml.namespace.QName;

/**
 * RFC 5261 s4.1, s8: which node of a document an operation is about.
 *
 * @param id    of the element that the steps begin from; empty for the root node
 * @param steps from there to an element
 * @param tail  what of that element is meant
 */
record Selector(Optional<String> id, List<Step> steps, Tail tail) {

    /** @param name of the elements; empty for {@code *} */
    record Step(Optional<QName> name, List<Test> tests) {}

    /** What stands between brackets after a name. */
    sealed interface Test {}

    /** @param position counted from 1 among what the tests before have left */
    record PositionIs(int position) implements Test {}

    record AttributeIs(QName name, String value) implements Test {}

    /** Any child of that name has this text. */
    record ChildIs(QName name, String value) implements Test {}

    record TextIs(String value) implements Test {}

    enum Kind { ELEMENT, TEXT, COMMENT, INSTRUCTION, ATTRIBUTE, NAMESPACE }

    /**
     * @param attribute its name, if it is one
     * @param text      the target of a processing instruction, empty for any; the prefix of a declaration
     * @param position  of a text, comment or processing instruction among those of its kind
     */
    record Tail(Kind kind, Optional<QName> attribute, String text, OptionalInt position) {

        static final Tail ELEMENT = new Tail(Kind.ELEMENT, Optional.empty(), "", OptionalInt.empty());
    }

    Selector {
        steps = List.copyOf(steps);
    }

    boolean meansAttributeOrNamespace() {
        return tail.kind == Kind.ATTRIBUTE || tail.kind == Kind.NAMESPACE;
    }
}
