package org.imspresence.home;

import org.imspresence.document.ComposedDocument;
import org.imspresence.document.PidfFormat;

/** What a presentity's publications add up to, ready to be sent: one body per format, shared by all watchers. */
final class PresenceState {

    private final ComposedDocument document;

    PresenceState(ComposedDocument document) {
        this.document = document;
    }

    byte[] body(String contentType) {
        return document.bytes(PidfFormat.ofContentType(contentType).orElseThrow());
    }

    /** True when a watcher that knows one learns nothing from the other. */
    boolean isSameAs(PresenceState other) {
        return document.sameStateAs(other.document);
    }
}
