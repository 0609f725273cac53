package org.imspresence.xcap;

import java.util.Optional;
import java.util.OptionalInt;
import javax.xml.namespace.QName;

/**
 * RFC 4825 s6.3: one step of an element selector.
 *
 * @param name      of the element; empty for {@code *}
 * @param position  counted from 1 among the siblings of that name; 0 is nobody's
 * @param attribute what the element must carry
 * @param text      the step as the URI has it, decoded
 */
record Step(Optional<QName> name, OptionalInt position, Optional<AttributeTest> attribute, String text) {

    record AttributeTest(QName name, String value) {}
}
