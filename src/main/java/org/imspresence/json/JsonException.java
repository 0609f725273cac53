package org.imspresence.json;

/** A text is no JSON, or more than is taken. The message is for people. */
public final class JsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
