package org.imspresence.xcap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.concurrent.ConcurrentHashMap;
import org.imspresence.documents.DocumentKey;
import org.imspresence.documents.Documents;
import org.imspresence.documents.StoredDocument;

/** Documents that last as long as the test. */
final class MemoryDocuments implements Documents {

    private final Map<DocumentKey, StoredDocument> stored = new ConcurrentHashMap<>();
    /** What somebody else does between a read and the write that follows it. */
    Runnable meanwhile = () -> {};

    @Override
    public CompletionStage<List<StoredDocument>> of(String owner) {
        return CompletableFuture.completedFuture(stored.values().stream().filter(document -> document.key().owner().equals(owner)).toList());
    }

    @Override
    public Optional<StoredDocument> find(DocumentKey key) {
        return Optional.ofNullable(stored.get(key));
    }

    @Override
    public synchronized boolean store(StoredDocument document, Optional<String> replaced) {
        meanwhile.run();
        if (!find(document.key()).map(StoredDocument::entityTag).equals(replaced)) {
            return false;
        }
        stored.put(document.key(), document);
        return true;
    }

    @Override
    public synchronized boolean remove(DocumentKey key, String entityTag) {
        meanwhile.run();
        return find(key).filter(document -> document.entityTag().equals(entityTag)).isPresent() && stored.remove(key) != null;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public Map<String, LongSupplier> gauges() {
        return Map.of();
    }

    @Override
    public void close() {
        // nothing was opened
    }

    /** Puts a document there behind the server's back. */
    void plant(StoredDocument document) {
        stored.put(document.key(), document);
    }

    void clear() {
        stored.clear();
    }

    List<StoredDocument> all() {
        return List.copyOf(stored.values());
    }
}
