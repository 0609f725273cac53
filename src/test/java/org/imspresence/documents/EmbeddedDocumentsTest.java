package org.imspresence.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDocumentsTest extends DocumentsContract {

    private static final DocumentKey KEY = new DocumentKey("pres-rules", "sip:kept@example.com", "index");

    @TempDir
    private static Path common;

    private static Documents documents;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        documents = Documents.open(in(common));
    }

    @AfterAll
    static void close() {
        documents.close();
    }

    @Override
    Documents documents() {
        return documents;
    }

    static DocumentsSettings in(Path directory) {
        return new DocumentsSettings(false, directory, Optional.empty(), 8, Duration.ofSeconds(2));
    }

    @Test
    void documentsOutliveTheProcessAndWhoHasSomeIsKnownAgain() {
        Path missing = directory.resolve("not/there");
        try (Documents first = Documents.open(in(missing))) {
            first.store(document(KEY, "t1", "kept"), Optional.empty());
        }

        try (Documents second = Documents.open(in(missing))) {
            assertEquals("kept", text(of(second, KEY.owner()).get(0)));
            assertEquals("t1", second.find(KEY).orElseThrow().entityTag());
            second.remove(KEY, "t1");
            assertEquals(List.of(), of(second, KEY.owner()));
        }
    }

    @Test
    void thatAUserHasNoneIsToldAtOnceWithoutTheDatabase() {
        long reads = gauge("presence_documents_reads_total");

        assertTrue(documents.of("sip:none@example.com").toCompletableFuture().isDone());

        assertEquals(reads, gauge("presence_documents_reads_total"));
    }

    @Test
    void onlyTheServersUserMayLookIntoTheDirectory() throws IOException {
        Path mine = directory.resolve("mine");
        Documents.open(in(mine)).close();

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(mine)));
    }

    @Test
    void aDirectoryThatCannotBeMadeIsRefusedWithTheReason() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        DocumentsUnavailableException refused = assertThrows(DocumentsUnavailableException.class, () -> Documents.open(in(file.resolve("below"))));

        assertTrue(refused.getMessage().startsWith("documents.directory=" + file.resolve("below") + ": the database cannot be opened: "), refused.getMessage());
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("documents.mv.db"), "x".repeat(20_000));

        DocumentsUnavailableException refused = assertThrows(DocumentsUnavailableException.class, () -> Documents.open(in(directory)));

        assertTrue(refused.getMessage().startsWith("documents.directory=" + directory + ": the database cannot be opened: "), refused.getMessage());
        assertEquals("x".repeat(20_000), Files.readString(file));
    }

    @Test
    void nothingOfItIsLeftWhenItIsClosed() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Documents closed = Documents.open(in(directory));
        closed.store(document(KEY, "t1", "x"), Optional.empty());
        of(closed, KEY.owner());

        closed.close();

        CompletableFuture<List<StoredDocument>> asked = closed.of(KEY.owner()).toCompletableFuture();
        assertTrue(asked.isCompletedExceptionally());
        assertEquals(DocumentsUnavailableException.class, assertThrows(CompletionException.class, asked::join).getCause().getClass());
        assertThrows(DocumentsUnavailableException.class, () -> closed.find(KEY));
        assertEquals(0, DriverManager.drivers().filter(driver -> driver.getClass().getClassLoader() == getClass().getClassLoader()).count());
        Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
        left.removeAll(before);
        for (Thread thread : left) {
            thread.join(5_000);
            assertFalse(thread.isAlive(), thread.getName());
        }
    }
}
