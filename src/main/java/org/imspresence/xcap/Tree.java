package org.imspresence.xcap;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.imspresence.documents.Documents;
import org.imspresence.documents.DocumentsUnavailableException;
import org.imspresence.documents.StoredDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stored documents as XCAP changes them: one at a time, each only if nobody else was faster, and the owner's home told before the answer. */
final class Tree {

    private static final Logger LOG = LoggerFactory.getLogger(Tree.class);
    private static final int ATTEMPTS = 5;
    private static final int PATIENCE_SECONDS = 2;

    /**
     * What becomes of a document.
     *
     * @param body    empty when it goes
     * @param status  of the answer
     */
    record Change(Optional<byte[]> body, int status) {}

    private final Documents documents;
    private final Function<String, CompletionStage<?>> changed;
    private final Supplier<String> entityTags;
    private final int documentsPerUser;
    private final Counts counts;

    Tree(Documents documents, Function<String, CompletionStage<?>> changed, Supplier<String> entityTags, int documentsPerUser, Counts counts) {
        this.documents = documents;
        this.changed = changed;
        this.entityTags = entityTags;
        this.documentsPerUser = documentsPerUser;
        this.counts = counts;
    }

    Optional<String> unavailable() {
        return documents.unavailable();
    }

    Optional<StoredDocument> find(ResourceUri uri) {
        return documents.find(uri.key());
    }

    /**
     * Changes a document. Whoever was faster has the decision made once more, on what is there then.
     *
     * @param decision from what is stored to what is to be
     * @throws Refusal 503 when others are faster all the time, 507 when there is no room for another document
     */
    XcapResponse change(ResourceUri uri, Function<Optional<StoredDocument>, Change> decision) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<StoredDocument> there = find(uri);
            Change change = decision.apply(there);
            Optional<String> entityTag = change.body().map(body -> entityTags.get());
            boolean done = change.body().isPresent()
                    ? store(uri, new StoredDocument(uri.key(), entityTag.get(), change.body().get()), there)
                    : documents.remove(uri.key(), there.orElseThrow().entityTag());
            if (done) {
                LOG.info("changed {} in {} of {}: {}", uri.key().name(), uri.auid(), uri.key().owner(), entityTag.map(tag -> "now " + tag).orElse("removed"));
                tell(uri.key().owner());
                XcapResponse response = XcapResponse.empty(change.status());
                return entityTag.map(response::withEntityTag).orElse(response);
            }
        }
        throw new Refusal(503, "others change the document all the time", XcapServer.RETRY_LATER);
    }

    private boolean store(ResourceUri uri, StoredDocument document, Optional<StoredDocument> there) {
        if (there.isEmpty() && count(uri.key().owner()) >= documentsPerUser) {
            throw new Refusal(507, "a user may have " + documentsPerUser + " documents");
        }
        return documents.store(document, there.map(StoredDocument::entityTag));
    }

    private int count(String owner) {
        try {
            return documents.of(owner).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS).size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DocumentsUnavailableException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new DocumentsUnavailableException("the documents of the user cannot be counted", e);
        }
    }

    /** The change is stored. That it takes effect late does not undo it. */
    private void tell(String owner) {
        try {
            changed.apply(owner).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            counts.changeNotTold();
            LOG.warn("the home of {} does not answer that documents have changed: {}", owner, e.toString());
        }
    }
}
