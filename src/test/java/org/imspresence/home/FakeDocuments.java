package org.imspresence.home;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

import org.imspresence.documents.DocumentKey;
import org.imspresence.documents.Documents;
import org.imspresence.documents.DocumentsUnavailableException;
import org.imspresence.documents.StoredDocument;

/** Documents in the hands of a test: what they say, when they come, and whether they can be read at all. */
final class FakeDocuments implements Documents {

    private final Map<String, StoredDocument> stored = new TreeMap<>();
    private final List<Runnable> asked = new ArrayList<>();
    private boolean slow;
    private boolean down;
    private int tag;

    /** Stores a document of the presentity of {@link HomeBench}. */
    void put(String auid, String xml) {
        stored.put(auid, new StoredDocument(new DocumentKey(auid, HomeBench.PRESENTITY, "index"), "tag" + ++tag, xml.getBytes(UTF_8)));
    }

    void remove(String auid) {
        stored.remove(auid);
    }

    /** From now on nothing comes before {@link #answer}. */
    void beSlow() {
        slow = true;
    }

    void answer() {
        slow = false;
        List.copyOf(asked).forEach(Runnable::run);
        asked.clear();
    }

    void beDown(boolean isDown) {
        down = isDown;
    }

    @Override
    public CompletionStage<List<StoredDocument>> of(String owner) {
        CompletableFuture<List<StoredDocument>> documents = new CompletableFuture<>();
        Runnable answer = () -> {
            if (down) {
                documents.completeExceptionally(new DocumentsUnavailableException("down", null));
            } else {
                documents.complete(owner.equals(HomeBench.PRESENTITY) ? List.copyOf(stored.values()) : List.of());
            }
        };
        if (slow) {
            asked.add(answer);
        } else {
            answer.run();
        }
        return documents;
    }

    @Override
    public Optional<StoredDocument> find(DocumentKey key) {
        throw new UnsupportedOperationException("homes do not ask for one document");
    }

    @Override
    public boolean store(StoredDocument document, Optional<String> replaced) {
        throw new UnsupportedOperationException("homes do not write documents");
    }

    @Override
    public boolean remove(DocumentKey key, String entityTag) {
        throw new UnsupportedOperationException("homes do not write documents");
    }

    @Override
    public Map<String, LongSupplier> gauges() {
        return Map.of();
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // nothing to close
    }
}
