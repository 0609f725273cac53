package org.imspresence.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/**
 * What tests of a running server have in common: each test has a presentity that nobody else knows, with watchers and publishers of it; what a test opens is closed
 * after it, the last first.
 */
public abstract class PresentityScene {

    /** For what is to happen soon on a busy machine. */
    protected static final Duration PATIENCE = Duration.ofSeconds(30);

    protected final String presentity = "sip:" + UUID.randomUUID() + "@example.com";

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Where requests are sent: the server, or what stands before it. */
    protected abstract InetSocketAddress entry();

    /** Notes what is to be closed after the test. */
    protected final <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    @AfterEach
    final void closeWhatWasOpened() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    /** A watcher of the presentity, to be described further. */
    protected final WatcherUe.Builder described() {
        return WatcherUe.of(entry(), presentity);
    }

    protected final WatcherUe watcher() {
        return opened(described().open());
    }

    /** A watcher with a subscription for 600 s whose first NOTIFY has come. */
    protected final WatcherUe subscribed(WatcherUe.Builder description) {
        WatcherUe watcher = opened(description.open());
        assertEquals(200, watcher.subscribe(600).status());
        watcher.awaitNotify(1, PATIENCE);
        watcher.endpoint().log().await("the answer to the first NOTIFY", entry -> entry.sent() && !entry.message().isRequest(), PATIENCE);
        return watcher;
    }

    protected final WatcherUe subscribed() {
        return subscribed(described());
    }

    protected final Publisher publisher() {
        return opened(new Publisher(entry(), presentity));
    }

    /** A document of the presentity with that note. */
    protected final String document(String note) {
        return Pidf.document(presentity, note);
    }
}
