package org.imspresence.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptFilesTest {

    @TempDir
    private Path parent;
    private Path directory;
    private Path entry;

    @BeforeEach
    void describe() {
        directory = parent.resolve("stores").resolve("a");
        entry = KeptFiles.entriesIn(directory).resolve("data").resolve("entry");
    }

    private KeptFiles opened() {
        return KeptFiles.open(directory);
    }

    /** A run of the node: it writes an entry, and ends in order with its whole cluster, or does not. */
    private void run(boolean inOrder) throws IOException {
        try (KeptFiles files = opened()) {
            files.inUse();
            Files.createDirectories(entry.getParent());
            Files.writeString(entry, "entry");
            if (inOrder) {
                files.stoppedInOrder();
            }
        }
    }

    @Test
    void aFirstStartMakesTheDirectoryAndHasNothingToBelieve() {
        try (KeptFiles files = opened()) {
            assertFalse(files.areBelieved());
            assertTrue(Files.isDirectory(directory));
        }
    }

    @Test
    void filesOfAnOrderlyStopAreBelieved() throws IOException {
        run(true);

        try (KeptFiles files = opened()) {
            assertTrue(files.areBelieved());
            assertEquals("entry", Files.readString(entry));
        }
    }

    @Test
    void filesOfAnyOtherEndAreDeleted() throws IOException {
        run(false);

        try (KeptFiles files = opened()) {
            assertFalse(files.areBelieved());
            assertFalse(Files.exists(KeptFiles.entriesIn(directory)));
        }
    }

    @Test
    void aStopIsBelievedOnceOnly() throws IOException {
        run(true);
        run(false);

        try (KeptFiles files = opened()) {
            assertFalse(files.areBelieved());
            assertFalse(Files.exists(entry));
        }
    }

    @Test
    void aStartThatFailsBeforeTheFilesAreInUseLeavesThemBelieved() throws IOException {
        run(true);
        opened().close();

        try (KeptFiles files = opened()) {
            assertTrue(files.areBelieved());
            assertTrue(Files.exists(entry));
        }
    }

    @Test
    void nothingElseInTheDirectoryIsEverDeleted() throws IOException {
        run(false);
        Path foreign = Files.writeString(directory.resolve("data"), "somebody's");

        opened().close();

        assertTrue(Files.exists(foreign));
    }

    @Test
    void aDirectoryIsUsedByOneNodeAtATime() {
        try (KeptFiles files = opened()) {
            ClusterException refusal = assertThrows(ClusterException.class, this::opened);
            assertTrue(refusal.getMessage().contains(directory.toString()), refusal::getMessage);
        }
        opened().close();
    }
}
