package org.imspresence.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.imspresence.container.log.Announcements;

/** A drain as the operator sees it: each step is a line on standard output and in {@code logs/drain.log} of the node, for {@code ./run shutdown} to show, and it does not last for ever. */
final class DrainReport {

    /** In the node's directory: the whole cluster is meant, not this node alone. Left by {@code ./run shutdown --cluster} before it sends SIGTERM. */
    private static final String WHOLE_CLUSTER = "shutdown-cluster";
    private static final int FAILED = 1;

    private final Announcements announcements = new Announcements(System.out);
    private final Path directory;

    /** @param directory of the node */
    DrainReport(Path directory) {
        this.directory = directory;
    }

    /** Whether the whole cluster is to stop. */
    boolean isWholeCluster() {
        return Files.exists(directory.resolve(WHOLE_CLUSTER));
    }

    /** Tells a step. */
    void say(String step) {
        announcements.say(step);
        try {
            Files.writeString(directory.resolve("logs").resolve("drain.log"), step + System.lineSeparator(), StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            System.err.println("presence server: drain.log cannot be written: " + e);
        }
    }

    /** Ends the process with status 1 when it still runs after that time. The thread is a daemon: it never holds up a server that ends by itself. */
    void endAfter(Duration longest) {
        Thread watchdog = new Thread(() -> {
            try {
                if (!new CountDownLatch(1).await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                    System.err.println("presence server: not drained and stopped within " + longest.toSeconds() + " s; ending as it is");
                    Runtime.getRuntime().halt(FAILED);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "drain-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
    }
}
