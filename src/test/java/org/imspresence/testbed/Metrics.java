package org.imspresence.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/** What {@code GET /presence/metrics} of one node says. */
public final class Metrics {

    private static final long POLL_MILLIS = 50;

    private final URI address;

    private Metrics(URI address) {
        this.address = address;
    }

    public static Metrics of(ServerProcess node) {
        return new Metrics(node.http().resolve("metrics"));
    }

    /** Live subscriptions to presentities that the node is home of. */
    public long subscriptions() {
        return value("presence_subscriptions");
    }

    /** Live publications of presentities that the node is home of. */
    public long publications() {
        return value("presence_publications");
    }

    /** Subscriptions that the node stores, as primary or backup owner, those that it remembers the end of among them. */
    public long storedSubscriptions() {
        return value("presence_subscriptions_stored");
    }

    /** Publications that the node stores, as primary or backup owner, those that it remembers the end of among them. */
    public long storedPublications() {
        return value("presence_publications_stored");
    }

    /** Presentities that the node is home of. */
    public long homes() {
        return value("presence_homes");
    }

    /** Waits until the container holds no SIP session. */
    public void awaitNoContainerSessions(Duration timeout) {
        await("presence_container_sessions", value -> value == 0, timeout);
    }

    /** @param name of a metric, whose series are added up, or of one series with all its labels, in alphabetical order */
    public long value(String name) {
        List<String> series = text().lines().filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{")).toList();
        if (series.isEmpty()) {
            throw new IllegalStateException("no metric " + name);
        }
        return Math.round(series.stream().mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum());
    }

    /**
     * Waits until a metric is as wanted.
     *
     * @throws NotSeenException when the time is over
     */
    public void await(String name, LongPredicate wanted, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (long value = value(name); !wanted.test(value); value = value(name)) {
            if (System.nanoTime() > deadline) {
                throw new NotSeenException(name + " is still " + value + " after " + timeout.toMillis() + " ms");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
        }
    }

    /** In Prometheus' text format. */
    public String text() {
        try (InputStream in = address.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + address, e);
        }
    }
}
