package org.imspresence.documents;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * A node without documents. To be read they are as if there were none, so that the default policy holds for everybody; to be written they are unavailable, with the reason.
 *
 * @param reason for people
 */
public record NoDocuments(String reason) implements Documents {

    @Override
    public CompletionStage<List<StoredDocument>> of(String owner) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public Optional<StoredDocument> find(DocumentKey key) {
        throw new DocumentsUnavailableException(reason, null);
    }

    @Override
    public boolean store(StoredDocument document, Optional<String> replaced) {
        throw new DocumentsUnavailableException(reason, null);
    }

    @Override
    public boolean remove(DocumentKey key, String entityTag) {
        throw new DocumentsUnavailableException(reason, null);
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.of(reason);
    }

    @Override
    public Map<String, LongSupplier> gauges() {
        return Map.of(Counts.AVAILABLE, () -> 0);
    }

    @Override
    public void close() {
        // The JVM may have found them all the same.
        Drivers.deregister();
    }
}
