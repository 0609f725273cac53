package org.imspresence.config;

/** A setting that is unknown, malformed or out of range. The message names the key and can be acted on; where it was found
 * matters to nobody, so there is no stack trace. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message, null, false, false);
    }
}
