package org.imspresence.documents;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Documents in a database.
 *
 * <p>All presentities of a node that has just taken over may ask for their documents at once. Few threads read for them, so that some connections are left for XCAP; the others wait, in a queue that is no longer than the node has
 * presentities. A database that does not answer costs them no time each: see {@link Database}.
 */
final class DatabaseDocuments implements Documents {

    private static final int CLOSING_SECONDS = 10;

    private final Database database;
    /** Who has documents, in the embedded database; empty when other nodes write, too, so that nobody knows without asking. */
    private final Optional<Owners> owners;
    private final ThreadPoolExecutor readers;
    private final Counts counts = new Counts();

    /** @param readers threads that read for {@link #of} */
    DatabaseDocuments(Database database, Optional<Owners> owners, int readers) {
        this.database = database;
        this.owners = owners;
        this.readers = new ThreadPoolExecutor(readers, readers, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "documents-reading");
            thread.setDaemon(true);
            return thread;
        });
        this.readers.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletionStage<List<StoredDocument>> of(String owner) {
        if (!new DocumentKey("", owner, "").storable() || owners.isPresent() && !owners.get().has(owner)) {
            return CompletableFuture.completedFuture(List.of());
        }
        CompletableFuture<List<StoredDocument>> found = new CompletableFuture<>();
        try {
            readers.execute(() -> complete(found, owner));
        } catch (RejectedExecutionException closed) {
            found.completeExceptionally(new DocumentsUnavailableException("the documents are closed", closed));
        }
        return found;
    }

    private void complete(CompletableFuture<List<StoredDocument>> found, String owner) {
        List<StoredDocument> documents;
        try {
            documents = ask(counts.reads, connection -> DocumentTable.of(connection, owner));
        } catch (RuntimeException | Error e) {
            // Whatever it is: the home that has asked waits, and all its commands with it.
            found.completeExceptionally(e);
            return;
        }
        found.complete(documents);
    }

    @Override
    public Optional<StoredDocument> find(DocumentKey key) {
        return key.storable() ? ask(counts.reads, connection -> DocumentTable.find(connection, key)) : Optional.empty();
    }

    @Override
    public boolean store(StoredDocument document, Optional<String> replaced) {
        if (!document.key().storable()) {
            throw new IllegalArgumentException("a document cannot be stored at " + document.key());
        }
        return ask(counts.writes, connection -> synced(connection,
                replaced.isPresent() ? DocumentTable.replace(connection, document, replaced.get()) : created(connection, document)));
    }

    private boolean created(Connection connection, StoredDocument document) throws SQLException {
        try {
            boolean created = DocumentTable.create(connection, document);
            owners.ifPresent(counted -> counted.add(document.key().owner(), created ? 1 : 0));
            return created;
        } catch (SQLException inDoubt) {
            // It may be there all the same. One counted too many costs a look each time, one too few would hide it.
            owners.ifPresent(counted -> counted.add(document.key().owner(), 1));
            throw inDoubt;
        }
    }

    @Override
    public boolean remove(DocumentKey key, String entityTag) {
        return key.storable() && ask(counts.writes, connection -> {
            boolean removed = DocumentTable.remove(connection, key, entityTag);
            owners.ifPresent(counted -> counted.add(key.owner(), removed ? -1 : 0));
            return synced(connection, removed);
        });
    }

    /** The embedded database leaves it to the operating system when a commit reaches the disk; one that is answered for must be there. */
    private boolean synced(Connection connection, boolean written) throws SQLException {
        if (written && owners.isPresent()) {
            DocumentTable.sync(connection);
        }
        return written;
    }

    private <T> T ask(LongAdder count, Database.Question<T> question) {
        count.increment();
        try {
            return database.ask(question);
        } catch (DocumentsUnavailableException e) {
            counts.failures.increment();
            throw e;
        }
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public Map<String, LongSupplier> gauges() {
        return counts.gauges(() -> database.answers() ? 1 : 0, readers.getQueue()::size);
    }

    /** From here on every question fails, those that wait included, so the threads end soon. */
    @Override
    public void close() {
        readers.shutdown();
        database.close();
        try {
            if (!readers.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                readers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
