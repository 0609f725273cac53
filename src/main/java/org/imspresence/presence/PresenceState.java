package org.imspresence.presence;

import java.util.Optional;

import org.imspresence.authorization.Permissions;
import org.imspresence.document.ComposedDocument;
import org.imspresence.document.PidfFormat;
import org.imspresence.event.EventState;

/** What a presentity's publications add up to, or what is left of it for some watchers, ready to be sent: one body per format, shared by all who are told the same. */
record PresenceState(ComposedDocument document, Optional<String> sphere) implements EventState {

    @Override
    public byte[] body(String format) {
        return document.bytes(PidfFormat.ofContentType(format).orElseThrow());
    }

    @Override
    public boolean isSameAs(EventState other) {
        return document.sameStateAs(((PresenceState) other).document);
    }

    @Override
    public EventState seenWith(Permissions permissions) {
        ComposedDocument left = permissions.of(document);
        return left == document ? this : new PresenceState(left, sphere);
    }
}
