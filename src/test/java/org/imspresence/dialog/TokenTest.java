package org.imspresence.dialog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TokenTest {

    /** Other nodes and stored records know things by these names, so they must never change. FIPS 180-2 B.1: the SHA-256 of abc begins with ba7816bf 8f01cfea 414140de. */
    @Test
    void aNameIsTheBeginningOfTheDigestOfAllParts() {
        assertEquals("ungWv48Bz-pBQUDe", Token.naming(12, "abc".getBytes(UTF_8)));
        assertEquals("ungWv48Bz-pBQUDe", Token.naming(12, "a".getBytes(UTF_8), "bc".getBytes(UTF_8)));
        assertTrue(Token.is(Token.naming(32)));
    }
}
