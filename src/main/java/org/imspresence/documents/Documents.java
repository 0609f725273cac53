package org.imspresence.documents;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The permanent data: documents that users have stored by XCAP. What a method with a plain result asks the database on the caller's thread.
 */
public interface Documents extends AutoCloseable {

    /**
     * All documents of one user. Never blocks; done at once when it is known that there are none.
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

    @Override
    void close();
}
