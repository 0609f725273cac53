package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.imspresence.testbed.Container.notifyNumber;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.imspresence.testbed.JavaHeap;
import org.imspresence.testbed.JavaHeap.ClassCount;
import org.imspresence.testbed.MassWatchers;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.NotSeenException;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.SipMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a subscription costs while nothing happens. The heap of one and the same server is measured twice after a full collection, each time when no SIP transaction
 * is left in it (a server transaction lives for Timer J, 32 s): empty, after a warm-up, and with the subscriptions. Every one of them then still works.
 *
 * <p>System properties: {@code presence.idle.subscriptions}, 20,000 by default; {@code presence.idle.quiet}, the least time of quiet in seconds, 0 by default:
 * as soon as the last transaction is gone; {@code presence.idle.shared-routes}: {@code true} for 128 route sets, by default each subscription has its own.
 */
@RestcommOnly("the container holds a session for each dialog")
class IdleSubscriptionsIT {

    private static final int SUBSCRIPTIONS = Integer.getInteger("presence.idle.subscriptions", 20_000);
    private static final int QUIET_SECONDS = Integer.getInteger("presence.idle.quiet", 0);
    private static final boolean SHARED_ROUTES = Boolean.getBoolean("presence.idle.shared-routes");
    private static final int WARM_UP = 500;
    private static final int TOP = 25;
    private static final long CEILING_BYTES = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static ServerProcess server;
    private static MassWatchers watchers;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options().underLoad().heap("1g").set("overload.burst", 100_000).set("overload.delay", 60_000));
        watchers = new MassWatchers(server.sip(), WARM_UP + SUBSCRIPTIONS, !SHARED_ROUTES);
    }

    @AfterAll
    static void stop() {
        watchers.close();
        server.close();
    }

    @Test
    void anIdleSubscriptionIsAHandfulOfBytesAndStillWorks() {
        print(watchers.subscribe(0, WARM_UP));
        print(watchers.unsubscribe(0, WARM_UP));
        awaitQuiet();
        assertEquals(0, Metrics.of(server).subscriptions());
        long empty = heap("empty");

        watchers.onNotify((watcher, notify) -> assertNotify(watcher, notify, notifyNumber(1)));
        print(watchers.subscribe(WARM_UP, WARM_UP + SUBSCRIPTIONS));
        awaitQuiet();
        assertEquals(SUBSCRIPTIONS, Metrics.of(server).subscriptions());
        long full = heap(String.format("with %,d subscriptions", SUBSCRIPTIONS));
        long each = (full - empty) / SUBSCRIPTIONS;
        print(String.format("an idle subscription with %s: %,d bytes", SHARED_ROUTES ? "a shared route set" : "a route set of its own", each));
        JavaHeap.of(server).histogram().stream().limit(TOP).map(ClassCount::toString).forEach(IdleSubscriptionsIT::print);

        watchers.onNotify((watcher, notify) -> {
            assertNotify(watcher, notify, notifyNumber(2));
            assertTrue(Pidf.hasNote(notify, "of " + watcher), notify::toString);
        });
        print(watchers.publish(WARM_UP, WARM_UP + SUBSCRIPTIONS));

        assertEquals(List.of(), watchers.problems());
        assertEquals(SUBSCRIPTIONS, Metrics.of(server).publications());
        Metrics.of(server).awaitNoContainerSessions(PATIENCE);
        assertTrue(each <= CEILING_BYTES, () -> "an idle subscription takes " + each + " bytes, more than " + CEILING_BYTES);
    }

    private static void assertNotify(int watcher, SipMessage notify, long cseq) {
        assertEquals(cseq, notify.cseq());
        assertEquals(watchers.routes(watcher), notify.values("Route"));
        assertEquals(watchers.contact(watcher), notify.requestUri());
    }

    private static void awaitQuiet() {
        long begin = System.nanoTime();
        Metrics.of(server).awaitNoContainerSessions(PATIENCE);
        print(String.format("no container session after %.1f s", (System.nanoTime() - begin) / 1e9));
        long transactions = transactions();
        while (transactions > 0 || System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(QUIET_SECONDS)) {
            if (System.nanoTime() - begin > PATIENCE.toNanos() + TimeUnit.SECONDS.toNanos(QUIET_SECONDS)) {
                throw new NotSeenException(transactions + " SIP transactions are still there after " + PATIENCE);
            }
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            transactions = transactions();
        }
        print(String.format("no SIP transaction after %.1f s", (System.nanoTime() - begin) / 1e9));
    }

    private static long transactions() {
        return JavaHeap.of(server).instances(name -> name.matches("gov\\.nist\\..*\\.SIP(Server|Client)Transaction(Impl)?"));
    }

    private static long heap(String when) {
        long used = JavaHeap.of(server).usedAfterFullCollection();
        print(String.format("heap %s: %,d bytes", when, used));
        return used;
    }

    private static void print(Object line) {
        System.out.println("  idle subscriptions: " + line);
    }
}
