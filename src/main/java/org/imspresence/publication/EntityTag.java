package org.imspresence.publication;

import java.security.SecureRandom;
import java.util.Base64;

/** RFC 3903 s11.3.1: entity tags, unguessable and never used twice: 128 random bits as a SIP token. */
public final class EntityTag {

    private static final int RANDOM_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private EntityTag() {}

    public static String next() {
        byte[] bits = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
