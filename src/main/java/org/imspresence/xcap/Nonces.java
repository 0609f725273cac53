package org.imspresence.xcap;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * RFC 7616 s3.3: the nonces that this node gives out. A nonce says when it was made and proves that it was made here, so none is remembered until somebody has used it with the
 * right password. After that each of its counts must be higher than the one before.
 *
 * <p>What is remembered is bounded. When there is no room, the nonce used first is forgotten, and every nonce as old as it is stale from then on: nothing that was used can be used again. The
 * key is the node's own: a nonce of another node is stale, and the client is asked once more.
 */
final class Nonces {

    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final int PLAIN_BYTES = 16;
    private static final int PROOF_BYTES = 16;

    private final Clock clock;
    private final int capacity;
    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final Map<String, Long> highestCounts = new LinkedHashMap<>();
    private long forgottenUntil = Long.MIN_VALUE;

    /** @param capacity nonces that are remembered, some 150 bytes each */
    Nonces(Clock clock, int capacity) {
        this.clock = clock;
        this.capacity = capacity;
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    String next() {
        byte[] plain = ByteBuffer.allocate(PLAIN_BYTES).putLong(clock.millis()).putLong(random.nextLong()).array();
        byte[] nonce = ByteBuffer.allocate(PLAIN_BYTES + PROOF_BYTES).put(plain).put(proof(plain)).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
    }

    /**
     * Takes a nonce, for a request whose password is right.
     *
     * @return false when it is stale: too old, not made here, or used with this count or a higher one
     */
    boolean use(String nonce, long count) {
        OptionalLong made = made(nonce);
        if (made.isEmpty()) {
            return false;
        }
        synchronized (highestCounts) {
            long oldest = clock.millis() - LIFETIME.toMillis();
            if (made.getAsLong() < oldest || made.getAsLong() <= forgottenUntil || highestCounts.getOrDefault(nonce, 0L) >= count) {
                return false;
            }
            highestCounts.put(nonce, count);
            forget(oldest);
            return true;
        }
    }

    private void forget(long oldest) {
        Iterator<String> firstUsed = highestCounts.keySet().iterator();
        while (firstUsed.hasNext()) {
            long made = made(firstUsed.next()).orElseThrow();
            if (made >= oldest && highestCounts.size() <= capacity) {
                return;
            }
            forgottenUntil = made < oldest ? forgottenUntil : Math.max(forgottenUntil, made);
            firstUsed.remove();
        }
    }

    /** When a nonce was made, in milliseconds since the epoch; empty when it was not made here. */
    private OptionalLong made(String nonce) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(nonce);
            byte[] plain = Arrays.copyOf(bytes, PLAIN_BYTES);
            boolean ours = bytes.length == PLAIN_BYTES + PROOF_BYTES && MessageDigest.isEqual(proof(plain), Arrays.copyOfRange(bytes, PLAIN_BYTES, bytes.length));
            return ours ? OptionalLong.of(ByteBuffer.wrap(plain).getLong()) : OptionalLong.empty();
        } catch (IllegalArgumentException notBase64) {
            return OptionalLong.empty();
        }
    }

    private byte[] proof(byte[] plain) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(plain), PROOF_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks " + key.getAlgorithm(), e);
        }
    }
}
