package org.imspresence.xcap;

import org.w3c.dom.Document;

/** RFC 4825 s5.4: what an application usage wants of a document beyond its schema. */
@FunctionalInterface
interface Constraint {

    /**
     * @param owner canonical address of the user whose document it is
     * @throws Conflict uniqueness-failure or constraint-failure
     */
    void check(Document document, String owner);

    default Constraint and(Constraint other) {
        return (document, owner) -> {
            check(document, owner);
            other.check(document, owner);
        };
    }
}
