package org.imspresence.authorization;

import org.imspresence.document.ComposedDocument;

/** RFC 5025 s3.3: which parts of a presence document a watcher is told. A value: equal ones let the same through. */
public final class Permissions {

    /** Everything. */
    public static final Permissions ALL = new Permissions(Grants.ALL);
    /** Nothing: what is left is a document that says only whose it is, byte for byte the one of a presentity that has published nothing. */
    public static final Permissions NONE = new Permissions(Grants.NONE);

    private final Grants grants;
    private final int hash;

    private Permissions(Grants grants) {
        this.grants = grants;
        this.hash = grants.hashCode();
    }

    static Permissions of(Grants grants) {
        return grants.equals(Grants.ALL) ? ALL : grants.equals(Grants.NONE) ? NONE : new Permissions(grants);
    }

    /** What of a document is let through: the document itself if that is everything. */
    public ComposedDocument of(ComposedDocument document) {
        return equals(ALL) ? document : document.changed(new Cut(grants)::apply);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Permissions permissions && hash == permissions.hash && grants.equals(permissions.grants);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return this == ALL ? "all" : this == NONE ? "nothing" : grants.toString();
    }
}
