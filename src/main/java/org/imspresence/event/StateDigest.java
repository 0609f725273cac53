package org.imspresence.event;

import org.imspresence.dialog.Token;

/** Names states by what they tell. */
public final class StateDigest {

    /** 96 bits: 16 characters. */
    private static final int BYTES = 12;

    private StateDigest() {}

    /** The beginning of the SHA-256 of these bytes, as a token of RFC 3261 s25.1. */
    public static String of(byte[] told) {
        return Token.naming(BYTES, told);
    }
}
