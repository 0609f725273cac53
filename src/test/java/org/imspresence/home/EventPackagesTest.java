package org.imspresence.home;

import static org.imspresence.home.HomeBench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.imspresence.config.Settings;
import org.imspresence.event.EventPackages;
import org.imspresence.event.WatcherCount;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.presence.SamplePackages;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.SubscribeRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an event package is given by the framework: {@link WatcherCount} is one class, and all else is here already. */
class EventPackagesTest {

    private final Settings settings = SamplePackages.settings("notify.pacing", "0", "authorization.default", "allow");
    private final HomeBench bench = new HomeBench(settings,
            new EventPackages(List.of(SamplePackages.with(settings).named("presence").orElseThrow(), new WatcherCount())));

    @AfterEach
    void close() {
        bench.close();
    }

    private Watcher counter(String name) {
        return bench.watcher(name).to(WatcherCount.NAME + ";id=9").accepting(WatcherCount.FORMAT);
    }

    @Test
    void aSecondPackageIsServedBesideTheFirst() {
        Watcher watcher = bench.watcher("w").watches(600);
        Watcher counter = counter("c").watches(600);

        assertEquals("1", text(counter.lastTold()));
        assertEquals(WatcherCount.NAME + ";id=9", counter.lastTold().event());
        assertEquals(WatcherCount.FORMAT, counter.lastTold().contentType());

        bench.publish("here");

        assertEquals(2, watcher.told().size());
        assertEquals(1, counter.told().size(), "its own state is the same");
    }

    @Test
    void aPackageMayFollowTheSubscriptionsToTheOthers() {
        Watcher counter = counter("c").watches(600);
        assertEquals("0", text(counter.lastTold()));

        Watcher watcher = bench.watcher("w").watches(600);
        assertEquals("1", text(counter.lastTold()));
        watcher.refresh(300);
        watcher.hears200();
        assertEquals(2, counter.told().size());
        watcher.unsubscribe();
        assertEquals("0", text(counter.lastTold()));
        bench.watcher("v").watches(60);
        assertEquals("1", text(counter.lastTold()));
        bench.advanceSeconds(61);

        assertEquals("0", text(counter.lastTold()));
        assertEquals(5, counter.told().size());
    }

    @Test
    void eachPackageHasItsOwnBounds() {
        assertEquals(120, counter("c").subscribe(SubscribeRequest.NO_EXPIRES).expires());
        assertEquals(600, counter("d").subscribe(3600).expires());
        assertEquals(3600, bench.watcher("w").subscribe(SubscribeRequest.NO_EXPIRES).expires());
    }

    @Test
    void aPackageThatNobodyPublishesToRefusesAPublish() {
        Reply reply = bench.now(bench.homes().publish(new PublishRequest(HomeBench.PRESENTITY, WatcherCount.NAME, "", 600, "text/plain", "", new byte[] {'7'}, "only")));

        assertEquals(489, reply.status());
    }

    @Test
    void aPackageThatThisNodeDoesNotServeIsRefused() {
        assertEquals(489, bench.watcher("w").to("unheard-of").subscribe(600).status());
    }
}
