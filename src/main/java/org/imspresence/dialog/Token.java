package org.imspresence.dialog;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/** RFC 3261 s25.1: {@code token}, of which entity tags are and values that go without quotes. */
public final class Token {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9.!%*_+`'~-]+");

    private Token() {}

    /**
     * One that names these bytes: the beginning of their SHA-256, in the letters of base64url.
     *
     * @param length bytes of the digest that are kept, up to 32
     * @param parts  taken as if they were one
     */
    public static String naming(int length, byte[]... parts) {
        MessageDigest digest = sha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.digest(), length));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whether all of the text is one. */
    public static boolean is(String text) {
        return TOKEN.matcher(text).matches();
    }
}
