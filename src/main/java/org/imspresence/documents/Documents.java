package org.imspresence.documents;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * The permanent data: documents that users have stored by XCAP. What a method with a plain result asks the database on the caller's thread.
 *
 * <p>A write that fails as unavailable may have been carried out all the same: the answer was lost. Its repeat then gets false.
 */
public interface Documents extends AutoCloseable {

    /**
     * Opens what the settings name. A shared database that is down does not stop the start: it is looked for until it is back.
     *
     * @throws DocumentsUnavailableException when the node's own database cannot be opened; the message says why
     */
    static Documents open(DocumentsSettings settings) {
        return Opening.open(settings);
    }

    /**
     * All documents of one user. Never blocks; done at once when it is known that there are none. Else it is done on one of few threads that read for all: what comes next must not block them.
     *
     * @return fails with {@link DocumentsUnavailableException} when they cannot be read
     */
    CompletionStage<List<StoredDocument>> of(String owner);

    /** @throws DocumentsUnavailableException when the database cannot be reached, or is not to be used */
    Optional<StoredDocument> find(DocumentKey key);

    /**
     * Stores a document if what is there is what the caller knows.
     *
     * @param replaced entity tag of the document that it takes the place of; empty for one that must not be there yet
     * @return false when something else is there; nothing has changed then
     * @throws DocumentsUnavailableException as above
     * @throws IllegalArgumentException      when the key is not {@linkplain DocumentKey#storable() storable}
     */
    boolean store(StoredDocument document, Optional<String> replaced);

    /**
     * Removes a document if it is the one that the caller knows.
     *
     * @return false when something else is there, or nothing; nothing has changed then
     * @throws DocumentsUnavailableException as above
     */
    boolean remove(DocumentKey key, String entityTag);

    /** Why there are no documents on this node at all, for people; empty when there are. */
    Optional<String> unavailable();

    /** What is counted, by metric name. */
    Map<String, LongSupplier> gauges();

    @Override
    void close();
}
