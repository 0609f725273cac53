package org.imspresence.xcap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** RFC 7616 s3.2: how a Digest is made, the stronger first. */
enum DigestAlgorithm {
    SHA_256("SHA-256", 64),
    MD5("MD5", 32);

    private final String token;
    private final int hexDigits;

    DigestAlgorithm(String token, int hexDigits) {
        this.token = token;
        this.hexDigits = hexDigits;
    }

    /** As in the header. */
    String token() {
        return token;
    }

    int hexDigits() {
        return hexDigits;
    }

    static Optional<DigestAlgorithm> of(String token) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.token.equalsIgnoreCase(token)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** H(text), in lower-case hexadecimal. */
    String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(token).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK lacks " + token, e);
        }
    }
}
