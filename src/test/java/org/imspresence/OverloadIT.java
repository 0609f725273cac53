package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.NewSubscribers;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Twice as many new subscriptions as the server can take, for half a minute, while those who are there already refresh and leave. The rates are what this machine gives at this moment; they are
 * printed, and nothing is claimed about them.
 *
 * <p>System property: {@code presence.overload.factor}, 2 by default.
 */
@RestcommOnly("the API tells neither how many transactions there are nor what waits for a thread")
class OverloadIT {

    private static final double FACTOR = Double.parseDouble(System.getProperty("presence.overload.factor", "2"));
    private static final Duration OVERLOAD = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration TIMER_N = Duration.ofSeconds(32);
    private static final Duration RECOVERY = Duration.ofSeconds(10);
    private static final int PROMPT_MILLIS = 500;
    private static final int FEW_UNDER_WAY = 20;
    private static final int MOST_STEPS = 8;
    private static final double WARMER = 1.1;
    private static final int MOST = 1_500_000;
    private static final int STAYING = 15;
    private static final int LEAVING = 30;
    private static final int REFRESH_MILLIS = 700;

    private static ServerProcess server;
    private static NewSubscribers strangers;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Collection<Long> latencies = new ConcurrentLinkedQueue<>();
    private final Collection<String> failures = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options().underLoad().heap("1g"));
        strangers = new NewSubscribers(server.sip(), MOST);
    }

    @AfterAll
    static void stop() {
        strangers.close();
        server.close();
    }

    @Test
    void atTwiceTheRateThoseWhoAreThereAreServedAndTheOthersAreToldToComeAgain() throws Exception {
        List<WatcherUe> watchers = watchers();
        List<Publisher> publishers = publishers();
        double taken = taken();
        double offered = offeredUntilSomethingIsShed(FACTOR * taken);
        print("taken: %,.0f new subscriptions a second; offered now: %,.0f", taken, offered);

        int first = strangers.sent();
        long repeatedBefore = strangers.repeated();
        ScheduledExecutorService residents = residents(watchers, publishers);
        strangers.offer(offered, OVERLOAD);
        residents.shutdown();
        double recovered = secondsUntilPromptly();
        int silent = strangers.awaitResponses();
        assertTrue(residents.awaitTermination(PATIENCE.toSeconds() + 32, TimeUnit.SECONDS));
        int unnotified = strangers.awaitNotifies(first, TIMER_N);

        Map<Integer, Integer> responses = strangers.responses(first);
        print("responses to %,d new subscriptions: %s, %,d requests repeated", strangers.sent() - first, responses, strangers.repeated() - repeatedBefore);
        print("milliseconds to a 200: %s; to a 480: %s; to the NOTIFY: %s", percentiles(strangers.responseMillis(first, 200)),
                percentiles(strangers.responseMillis(first, 480)), percentiles(strangers.notifyMillis(first)));
        print("%d refreshes and removals; milliseconds: %s", latencies.size(), percentiles(latencies.stream().mapToLong(l -> l).sorted().toArray()));
        print("a new subscription is prompt %.1f s after the load has ended", recovered);
        server.output().lines().filter(line -> line.contains("overload:")).limit(12).forEach(line -> print("%s", line));

        assertEquals(List.of(), failures.stream().limit(5).toList(), () -> failures.size() + " refreshes and removals failed");
        assertEquals(0, silent, "new subscriptions without a final response");
        assertTrue(responses.containsKey(480), "something is shed");
        assertTrue(Set.of(200, 480, 500).containsAll(responses.keySet()), responses::toString);
        assertEquals(0, strangers.refusedWithoutRetryAfter(first), "refusals without Retry-After");
        assertEquals(0, unnotified, "granted subscriptions without a NOTIFY");
        for (AutoCloseable part : opened) {
            part.close();
        }
    }

    /** What the node takes a second without refusing any, once it is warm: when it takes no more than it did in the step before. */
    private static double taken() {
        double before = 0;
        double taken = strangers.keepUnderWay(FEW_UNDER_WAY, STEP);
        for (int step = 1; step < MOST_STEPS && taken > WARMER * before; step++) {
            before = taken;
            taken = strangers.keepUnderWay(FEW_UNDER_WAY, STEP);
        }
        assertEquals(0, strangers.awaitResponses());
        return Math.max(before, taken);
    }

    /** The first rate at which something is shed, of this one and what is half as much again each time: a node that warms up further takes more than it was measured to. */
    private static double offeredUntilSomethingIsShed(double from) {
        double offered = from;
        int first = strangers.sent();
        strangers.offer(offered, STEP);
        for (int step = 1; step < MOST_STEPS && !strangers.responses(first).containsKey(480); step++) {
            offered *= 1.5;
            strangers.offer(offered, STEP);
        }
        return offered;
    }

    private List<WatcherUe> watchers() {
        List<WatcherUe> all = new ArrayList<>();
        for (int i = 0; i < STAYING + LEAVING; i++) {
            WatcherUe watcher = WatcherUe.of(server.sip(), "sip:resident" + i + "@example.com").open();
            assertEquals(200, watcher.subscribe(3600).status());
            watcher.awaitNotify(1, PATIENCE);
            all.add(watcher);
        }
        opened.addAll(all);
        return all;
    }

    private List<Publisher> publishers() {
        List<Publisher> all = new ArrayList<>();
        for (int i = 0; i < STAYING + LEAVING; i++) {
            String presentity = "sip:publisher" + i + "@example.com";
            Publisher publisher = new Publisher(server.sip(), presentity);
            assertEquals(200, publisher.publish(Pidf.document(presentity, "here"), 3600).status());
            all.add(publisher);
        }
        opened.addAll(all);
        return all;
    }

    /** Some refresh again and again; the others leave, evenly spread over the time. */
    private ScheduledExecutorService residents(List<WatcherUe> watchers, List<Publisher> publishers) {
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(2 * STAYING + LEAVING);
        for (int i = 0; i < STAYING; i++) {
            WatcherUe watcher = watchers.get(i);
            Publisher publisher = publishers.get(i);
            long offset = (long) i * REFRESH_MILLIS / STAYING;
            threads.scheduleWithFixedDelay(() -> timed(() -> watcher.subscribe(3600)), offset, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
            threads.scheduleWithFixedDelay(() -> timed(() -> publisher.refresh(3600)), offset, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
        }
        for (int i = 0; i < LEAVING; i++) {
            WatcherUe watcher = watchers.get(STAYING + i);
            Publisher publisher = publishers.get(STAYING + i);
            long at = i * (OVERLOAD.toMillis() - 1_000) / LEAVING;
            threads.schedule(() -> timed(watcher::unsubscribe), at, TimeUnit.MILLISECONDS);
            threads.schedule(() -> timed(publisher::remove), at, TimeUnit.MILLISECONDS);
        }
        return threads;
    }

    private void timed(Supplier<SipMessage> exchange) {
        long begin = System.nanoTime();
        try {
            SipMessage response = exchange.get();
            if (response.status() != 200) {
                failures.add(response.startLine());
            }
        } catch (RuntimeException e) {
            failures.add(e.toString());
        }
        latencies.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }

    /** From the end of the load until a new subscription is granted promptly, and three more are, and nobody is shed any more. */
    private static double secondsUntilPromptly() {
        long begin = System.nanoTime();
        while (true) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            long shed = Metrics.of(server).value("presence_overload_refused_total{class=\"new_subscription\"}");
            if (isPrompt() && isPrompt() && isPrompt() && isPrompt() && shed == Metrics.of(server).value("presence_overload_refused_total{class=\"new_subscription\"}")) {
                return seconds;
            }
            assertTrue(seconds < RECOVERY.toSeconds(), () -> "new subscriptions are not prompt again after " + RECOVERY + ":\n" + server.output());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static boolean isPrompt() {
        try (WatcherUe watcher = WatcherUe.of(server.sip(), "sip:after@example.com").open()) {
            long begin = System.nanoTime();
            return watcher.subscribe(60).status() == 200 && TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) < PROMPT_MILLIS;
        }
    }

    private static String percentiles(long[] sorted) {
        return sorted.length == 0 ? "none" : String.format("p50 %d, p99 %d, max %d", sorted[sorted.length / 2], sorted[(int) (sorted.length * 0.99)], sorted[sorted.length - 1]);
    }

    private static void print(String format, Object... arguments) {
        System.out.printf("  overload: " + format + "%n", arguments);
    }
}
