package org.imspresence.event;

/** What there is to tell of a resource: immutable, one for all its watchers. */
public interface EventState {

    /**
     * The body of a NOTIFY.
     *
     * @param format one of the package's formats
     * @return shared by all callers and never to be changed; empty for none
     */
    byte[] body(String format);

    /**
     * True when a watcher that knows one learns nothing from the other.
     *
     * @param other a state by the same package
     */
    boolean isSameAs(EventState other);
}
