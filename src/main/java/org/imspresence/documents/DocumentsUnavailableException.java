package org.imspresence.documents;

/** The documents can be neither read nor written at present. The message says why, for people. */
public final class DocumentsUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DocumentsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
