package org.imspresence.xcap;

import org.w3c.dom.Document;

/** RFC 4825 s5.3: what an application usage wants of a document beyond its schema. */
@FunctionalInterface
interface Constraint {

    /**
     * @param owner            canonical address of the user whose document it is
     * @param defaultNamespace the application usage's, to say where a fault is
     * @throws Conflict uniqueness-failure or constraint-failure
     */
    void check(Document document, String owner, String defaultNamespace);

    default Constraint and(Constraint other) {
        return (document, owner, defaultNamespace) -> {
            check(document, owner, defaultNamespace);
            other.check(document, owner, defaultNamespace);
        };
    }
}
