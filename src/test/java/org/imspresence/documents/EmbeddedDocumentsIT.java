package org.imspresence.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded database, when a second process wants it and when the first is killed. */
class EmbeddedDocumentsIT {

    private static final DocumentKey KEY = new DocumentKey("pres-rules", "sip:kept@example.com", "index");

    @TempDir
    private Path directory;

    @Test
    void aDirectoryThatAnotherProcessUsesIsRefusedWithTheReason() throws IOException {
        Process other = new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"), "-cp", System.getProperty("java.class.path"), Holder.class.getName(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader says = new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("open", says.readLine());

            DocumentsUnavailableException refused = assertThrows(DocumentsUnavailableException.class, () -> Documents.open(EmbeddedDocumentsTest.in(directory)));

            assertEquals("documents.directory=" + directory + ": another process has this database open; each node needs a directory of its own", refused.getMessage());
        } finally {
            other.destroyForcibly().onExit().join();
        }
        // What it has answered for is there, although it was killed.
        try (Documents after = Documents.open(EmbeddedDocumentsTest.in(directory))) {
            assertEquals("kept", DocumentsContract.text(DocumentsContract.of(after, KEY.owner()).get(0)));
        }
    }

    /** Another process, which stores a document and keeps its directory. */
    static final class Holder {

        public static void main(String[] arguments) throws IOException {
            Documents documents = Documents.open(EmbeddedDocumentsTest.in(Path.of(arguments[0])));
            documents.store(DocumentsContract.document(KEY, "t1", "kept"), Optional.empty());
            System.out.println("open");
            System.in.read();
        }
    }
}
