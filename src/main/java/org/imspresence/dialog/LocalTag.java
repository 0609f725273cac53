package org.imspresence.dialog;

import java.security.SecureRandom;
import java.util.Base64;

/** Our tags of dialogs. They are in each message of a dialog and in its record, and so no longer than they have to be. */
public final class LocalTag {

    /** RFC 3261 s19.3 asks for 32 bits at least; with 64 nobody guesses one. */
    private static final int RANDOM_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private LocalTag() {}

    /** A new one: 11 characters of a token (RFC 3261 s25.1), cryptographically random (s19.3). */
    public static String next() {
        byte[] bits = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
