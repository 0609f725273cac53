package org.imspresence.commandline;

/** What was asked for cannot be done; the message says why, in one line. */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message);
    }
}
