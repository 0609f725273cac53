package org.imspresence.presence;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.imspresence.authorization.Permissions;
import org.imspresence.document.ComposedDocument;
import org.imspresence.document.PidfFormat;
import org.imspresence.document.PidfUpdate;
import org.imspresence.event.EventState;
import org.imspresence.event.StateDigest;
import org.imspresence.filter.Filter;
import org.imspresence.filter.Triggers;

/**
 * What a presentity's publications add up to, or what is left of it for some watchers, ready to be sent: one body per format, shared by all who are told the same. What has changed since another state is worked out once for all
 * watchers who know that one; each is given its own number only.
 */
final class PresenceState implements EventState {

    /** RFC 5263 s4.4. */
    private static final long FIRST_VERSION = 1;
    private static final int MOST_KNOWN = 8;

    private final ComposedDocument document;
    private final Optional<String> sphere;
    /** What has changed since states that watchers know; those with different rates do not all know the one before. */
    private List<Since> since = List.of();
    private PidfUpdate whole;
    private String digest;

    private record Since(PresenceState known, PidfUpdate update) {}

    PresenceState(ComposedDocument document, Optional<String> sphere) {
        this.document = document;
        this.sphere = sphere;
    }

    @Override
    public byte[] body(String format) {
        return PidfFormat.ofContentType(format).map(document::bytes).orElseGet(() -> whole().bytes(FIRST_VERSION));
    }

    @Override
    public byte[] body(String format, Optional<EventState> known, long number) {
        PidfUpdate update = known.map(state -> since((PresenceState) state)).orElseGet(this::whole);
        return update.bytes(FIRST_VERSION + number);
    }

    @Override
    public synchronized String digest() {
        if (digest == null) {
            digest = StateDigest.of(document.asWritten());
        }
        return digest;
    }

    private synchronized PidfUpdate whole() {
        if (whole == null) {
            whole = PidfUpdate.full(document);
        }
        return whole;
    }

    /** Nothing, since itself: a watcher may be told again what it knows (RFC 6446 s6.2). */
    private synchronized PidfUpdate since(PresenceState known) {
        for (Since one : since) {
            if (one.known() == known) {
                return one.update();
            }
        }
        if (known != this) {
            // Of the known one without what it knows itself: states are no chain that keeps all before.
            known.forget();
        }
        Since made = new Since(known, PidfUpdate.between(known.document, document));
        since = Stream.concat(Stream.of(made), since.stream().limit(MOST_KNOWN - 1)).toList();
        return made.update();
    }

    private synchronized void forget() {
        since = List.of();
    }

    @Override
    public Optional<String> sphere() {
        return sphere;
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

    @Override
    public EventState filtered(Filter filter) {
        ComposedDocument left = filter.of(document);
        return left == document ? this : new PresenceState(left, sphere);
    }

    @Override
    public boolean isToldBy(Triggers triggers, EventState before) {
        return triggers.fire(((PresenceState) before).document, document);
    }
}
