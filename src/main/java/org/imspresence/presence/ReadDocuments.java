package org.imspresence.presence;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.imspresence.document.PresenceDocument;

/**
 * Documents that were read when their PUBLISH was judged, for the composition that follows at once: reading one is most of what a PUBLISH costs. Each is given away once. A few are kept for a while for nobody, as of a PUBLISH that was refused after
 * all. For any thread.
 */
final class ReadDocuments {

    /** More than threads that carry out PUBLISHes at the same time; a document that finds its place taken takes it, and the other one is read again. */
    private static final int PLACES = 16;

    private record Read(byte[] body, PresenceDocument document) {}

    private final AtomicReferenceArray<Read> places = new AtomicReferenceArray<>(PLACES);

    /** @param body what the document was read from, told from others by being the same array */
    void keep(byte[] body, PresenceDocument document) {
        places.set(place(body), new Read(body, document));
    }

    /** What was kept for this array, and not taken since. */
    Optional<PresenceDocument> take(byte[] body) {
        int place = place(body);
        Read read = places.get(place);
        return read != null && read.body() == body && places.compareAndSet(place, read, null) ? Optional.of(read.document()) : Optional.empty();
    }

    private static int place(byte[] body) {
        return Math.floorMod(System.identityHashCode(body), PLACES);
    }
}
