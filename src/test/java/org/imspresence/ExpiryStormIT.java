package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.imspresence.testbed.MassWatchers;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.NotSeenException;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.Test;

/**
 * Very many subscriptions that run out within the same second: their ends are spread out, each is told, and NOTIFYs to others go on meanwhile.
 * {@code -Dpresence.storm.subscriptions=100000 -Dpresence.storm.rate=1000 -Dpresence.storm.life=120} for a larger one.
 */
class ExpiryStormIT {

    private static final int SUBSCRIPTIONS = Integer.getInteger("presence.storm.subscriptions", 3_000);
    private static final int RATE = Integer.getInteger("presence.storm.rate", 300);
    /** Enough to open them all in. */
    private static final int LIFE_SECONDS = Integer.getInteger("presence.storm.life", 30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String BYSTANDER = "sip:bystander@example.com";

    @Test
    void manyExpiriesOfOneSecondAreSpreadOutAndStopNothing() throws Exception {
        try (ServerProcess server = ServerProcess.start(ServerProcess.options().underLoad().heap("1g").set("expiry.rate", RATE).set("subscription.expires.min", 1).set("overload.delay", 60_000));
                MassWatchers watchers = new MassWatchers(server.sip(), SUBSCRIPTIONS, false);
                WatcherUe bystander = WatcherUe.of(server.sip(), BYSTANDER).open();
                Publisher publisher = new Publisher(server.sip(), BYSTANDER)) {
            assertEquals(200, bystander.subscribe(3600).status());
            bystander.awaitNotify(1, PATIENCE);
            AtomicInteger ended = new AtomicInteger();
            AtomicLong firstEnd = new AtomicLong();
            AtomicLong lastEnd = new AtomicLong();
            watchers.onUnaskedNotify((watcher, notify) -> {
                assertEquals("terminated;reason=timeout", notify.required("Subscription-State"));
                lastEnd.set(System.nanoTime());
                firstEnd.compareAndSet(0, lastEnd.get());
                ended.incrementAndGet();
            });
            long sameSecond = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIFE_SECONDS);
            print(watchers.subscribe(0, SUBSCRIPTIONS, () -> (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(sameSecond - System.nanoTime()))));
            assertEquals(0, ended.get(), "all were opened before the first ran out: else the test says nothing");

            List<Duration> latencies = new ArrayList<>();
            while (ended.get() < SUBSCRIPTIONS) {
                long begin = System.nanoTime();
                String note = "note" + latencies.size();
                assertEquals(200, publisher.publish(Pidf.document(BYSTANDER, note), 600).status());
                bystander.awaitNotify(note, notify -> Pidf.hasNote(notify, note), PATIENCE);
                latencies.add(Duration.ofNanos(System.nanoTime() - begin));
                if (System.nanoTime() - sameSecond > TimeUnit.SECONDS.toNanos(3L * SUBSCRIPTIONS / RATE + 60)) {
                    throw new NotSeenException((SUBSCRIPTIONS - ended.get()) + " ends were not told; problems: " + watchers.problems());
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }

            assertEquals(List.of(), watchers.problems());
            Duration took = Duration.ofNanos(lastEnd.get() - firstEnd.get());
            latencies.sort(null);
            print(String.format("%,d ends in %.1f s; PUBLISH to NOTIFY of the bystander meanwhile: median %d ms, longest %d ms, of %d",
                    SUBSCRIPTIONS, took.toMillis() / 1000.0, latencies.get(latencies.size() / 2).toMillis(), latencies.get(latencies.size() - 1).toMillis(), latencies.size()));
            assertTrue(took.toMillis() >= 800L * SUBSCRIPTIONS / RATE, () -> "not spread out: all within " + took);
            assertEquals(1, Metrics.of(server).subscriptions());
        }
    }

    private static void print(Object line) {
        System.out.println("  expiry storm: " + line);
    }
}
