package org.imspresence.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in which a node keeps its entries while the whole cluster is down, and whether they may be believed.
 *
 * <p>Only files that all nodes have closed together, in order, belong together. After any other end each node's files are of a moment of their own: a start with them shows no error, and the nodes then differ in what they
 * take for stored. The same holds for a node that has left while others went on. So a mark is put beside the files as the very last thing of an orderly stop of the whole cluster, and taken away as the first
 * thing when the cluster is up again; files without it are deleted, and the log says so.
 *
 * <pre>
 *   DIRECTORY/entries/       the entries, and who held what; belongs to this class, and is the only thing it ever deletes
 *   DIRECTORY/in-order       the mark
 *   DIRECTORY/lock           held while a process uses the directory
 * </pre>
 */
final class KeptFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeptFiles.class);

    private final Path directory;
    private final FileChannel lock;

    private KeptFiles(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes the directory for this process, and deletes what is in it unless it may be believed.
     *
     * @throws ClusterException if the directory cannot be used, or another process uses it
     */
    static KeptFiles open(Path directory) {
        try {
            Files.createDirectories(directory);
            KeptFiles files = new KeptFiles(directory, locked(directory.resolve("lock")));
            files.deleteUnlessBelieved();
            return files;
        } catch (IOException e) {
            throw new ClusterException("the store's directory " + directory + " cannot be used", e);
        }
    }

    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException here) {
            LOG.debug("held in this process", here);
        }
        channel.close();
        throw new ClusterException("another process uses the store's directory " + file.getParent(), null);
    }

    private void deleteUnlessBelieved() throws IOException {
        if (areBelieved()) {
            LOG.info("the last stop of the whole cluster was in order: starting with the entries in {}", directory);
        } else if (Files.exists(entries())) {
            LOG.warn("the entries in {} are of a node that did not stop in order with its whole cluster; they are deleted, and this node starts clean", directory);
            delete(entries());
        }
    }

    /** Whether there are entries of a cluster that stopped in order. */
    boolean areBelieved() {
        return Files.exists(mark());
    }

    /** From now on entries change; until {@link #stoppedInOrder}, what is in the files is nobody's last word. */
    void inUse() {
        try {
            Files.deleteIfExists(mark());
        } catch (IOException e) {
            throw new ClusterException("the mark " + mark() + " cannot be removed", e);
        }
    }

    /** All nodes have closed their files together, and this one's are closed. */
    void stoppedInOrder() {
        try (FileChannel channel = FileChannel.open(mark(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the entries are. */
    static Path entriesIn(Path directory) {
        return directory.resolve("entries");
    }

    private Path entries() {
        return entriesIn(directory);
    }

    private Path mark() {
        return directory.resolve("in-order");
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(directory)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("{}: {}", directory, e.toString());
        }
    }
}
