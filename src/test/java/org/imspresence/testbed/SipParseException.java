package org.imspresence.testbed;

/** Bytes or text that are not SIP; the message says where and why. */
public final class SipParseException extends RuntimeException {

    SipParseException(String message) {
        super(message);
    }
}
