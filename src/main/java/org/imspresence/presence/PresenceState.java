package org.imspresence.presence;

import org.imspresence.document.ComposedDocument;
import org.imspresence.document.PidfFormat;
import org.imspresence.event.EventState;

/** What a presentity's publications add up to, ready to be sent: one body per format, shared by all watchers. */
record PresenceState(ComposedDocument document) implements EventState {

    @Override
    public byte[] body(String format) {
        return document.bytes(PidfFormat.ofContentType(format).orElseThrow());
    }

    @Override
    public boolean isSameAs(EventState other) {
        return document.sameStateAs(((PresenceState) other).document);
    }
}
