package org.imspresence.dialog.lean;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * RFC 3261 s8.1.1.7: branches of our NOTIFYs, the cookie and 64 random bits in hexadecimal: no two are the same, and nobody who has not seen one can answer in its transaction.
 *
 * <pre>
 *   z9hG4bK0f3a9c55d2e8b714
 * </pre>
 */
final class Branch {

    static final String COOKIE = "z9hG4bK";
    static final int DIGITS = 16;

    /** Of numbers that are drawn at once, as one alone costs nearly as much as many. */
    private static final int DRAWN = 64;

    private final SecureRandom random = new SecureRandom();
    private final byte[] bytes = new byte[DRAWN * Long.BYTES];
    private int used = bytes.length;

    synchronized long next() {
        if (used == bytes.length) {
            random.nextBytes(bytes);
            used = 0;
        }
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits = bits << Byte.SIZE | bytes[used++] & 0xFF;
        }
        return bits;
    }

    static String text(long bits) {
        return COOKIE + HexFormat.of().toHexDigits(bits);
    }
}
