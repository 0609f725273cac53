package org.imspresence.documents;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Where a document is (RFC 4825 s6.2).
 *
 * @param auid  the application usage
 * @param owner canonical address of the user whose tree it is in; {@link #GLOBAL} for the global tree
 * @param name  the rest of its path, without a slash at either end: {@code index}
 */
public record DocumentKey(String auid, String owner, String name) {

    public static final String GLOBAL = "";

    /** PostgreSQL has an index entry of 2,700 bytes at most. */
    private static final int MOST_BYTES = 2_000;

    /**
     * Whether a document can be there at all: its key has 2,000 bytes of UTF-8 at most, is Unicode, and holds no NUL, which PostgreSQL does not take. Nothing is found at another key, and nothing may be
     * stored there.
     */
    public boolean storable() {
        String all = auid + owner + name;
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(all));
            return bytes.remaining() <= MOST_BYTES && all.indexOf('\0') < 0;
        } catch (CharacterCodingException loneSurrogate) {
            return false;
        }
    }
}
