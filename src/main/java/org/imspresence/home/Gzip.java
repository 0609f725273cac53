package org.imspresence.home;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** RFC 3261 s7.4.1: compresses bodies for the watchers that take {@code gzip}, those for whom it gains. Any number of threads may use it. */
final class Gzip {

    /** As in Content-Encoding. */
    static final String NAME = "gzip";

    /** Bytes, roughly. */
    private static final int REMEMBERED = 16_000_000;
    private static final int BYTES_OF_AN_ENTRY = 100;

    private final int from;
    /** By the very array, for as long as anybody has it. */
    private final Cache<byte[], byte[]> shared = Caffeine.newBuilder().weakKeys()
            .maximumWeight(REMEMBERED).weigher((byte[] body, byte[] compressed) -> BYTES_OF_AN_ENTRY + compressed.length).executor(Runnable::run).build();

    /** @param from bytes; smaller bodies stay as they are */
    Gzip(int from) {
        this.from = from;
    }

    /**
     * The body compressed, or the same array when it is too small to gain, or does not.
     *
     * @param isShared the array is that of many NOTIFYs: compressed once for all of them
     */
    byte[] of(byte[] body, boolean isShared) {
        if (body.length < from) {
            return body;
        }
        byte[] compressed = isShared ? shared.get(body, Gzip::compressed) : compressed(body);
        return compressed.length < body.length ? compressed : body;
    }

    private static byte[] compressed(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes whatever is written to it", e);
        }
        return out.toByteArray();
    }
}
