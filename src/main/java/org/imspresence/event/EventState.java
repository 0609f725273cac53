package org.imspresence.event;

import java.util.Optional;

import org.imspresence.authorization.Permissions;
import org.imspresence.filter.Filter;
import org.imspresence.filter.Triggers;

/** What there is to tell of a resource: immutable, one for all watchers that are told the same. */
public interface EventState {

    /**
     * The body of a NOTIFY in a format that is not numbered, or of a whole state in one that is.
     *
     * @param format one of the package's formats
     * @return shared by all callers and never to be changed; empty for none
     */
    byte[] body(String format);

    /**
     * The body of a NOTIFY in a {@linkplain EventPackage#isNumbered numbered} format.
     *
     * @param known  what the watcher knows by the bodies before this one; empty when it is to be told the whole state
     * @param number of this body: from 0, one more than that of the last body, unless this one is whole
     */
    default byte[] body(String format, Optional<EventState> known, long number) {
        return body(format);
    }

    /**
     * True when a watcher that knows one learns nothing from the other.
     *
     * @param other a state by the same package
     */
    boolean isSameAs(EventState other);

    /**
     * RFC 5839 s6.1: names this state, and no other one of its resource and package. The same on every node and at any time, whoever is told.
     *
     * @return characters of an RFC 3261 token, no {@code *} among them
     */
    String digest();

    /** What is left of it for a watcher with these permissions; this very state for {@link Permissions#ALL}. */
    default EventState seenWith(Permissions permissions) {
        return this;
    }

    /** What a filter lets through of it (RFC 4660 s5.3.1); this very state if that is all. */
    default EventState filtered(Filter filter) {
        return this;
    }

    /**
     * Whether a watcher with these triggers is told of the change that has led to this state (RFC 4661 s3.6).
     *
     * @param before the state that it was told last, by the same package; both as they are before a filter is applied
     */
    default boolean isToldBy(Triggers triggers, EventState before) {
        return true;
    }

    /** RFC 4480 s3.10: the sphere that the presentity is in; empty when it tells none, or several that differ. */
    default Optional<String> sphere() {
        return Optional.empty();
    }
}
