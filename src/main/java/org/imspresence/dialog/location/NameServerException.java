package org.imspresence.dialog.location;

/** No name server has answered, or none that knows: what there is under a name is not known. */
public final class NameServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NameServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
