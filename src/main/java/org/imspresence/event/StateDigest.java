package org.imspresence.event;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** Names states by what they tell. */
public final class StateDigest {

    /** 96 bits: 16 characters. */
    private static final int BYTES = 12;

    private StateDigest() {}

    /** The beginning of the SHA-256 of these bytes, as a token of RFC 3261 s25.1. */
    public static String of(byte[] told) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(told);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
