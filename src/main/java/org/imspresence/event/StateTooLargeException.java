package org.imspresence.event;

/** What there is to tell of a resource is more than the package lets be told. The message is for people. */
public final class StateTooLargeException extends Exception {

    private static final long serialVersionUID = 1L;

    public StateTooLargeException(String message) {
        super(message);
    }
}
