package org.imspresence.authorization;

import java.util.Locale;

/** RFC 5025 s3.2.1: what becomes of a subscription, the least permission first. */
public enum SubHandling {
    /** It is refused or ends: {@code terminated;reason=rejected}. */
    BLOCK,
    /** It waits for the presentity's word: {@code pending}, and nothing is told. */
    CONFIRM,
    /** {@code active}, but the presentity looks as if it were not there, whatever it publishes. */
    POLITE_BLOCK,
    /** {@code active}, and told what {@link Permissions} let through. */
    ALLOW;

    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As in a document of rules. */
    @Override
    public String toString() {
        return token;
    }
}
