package org.imspresence.watcherinfo;

import java.time.Duration;

import org.imspresence.subscription.RatePolicy;
import org.imspresence.subscription.SubscriptionLimits;

/** The package presence.winfo, for tests of others. */
public final class SampleWatcherInfo {

    private SampleWatcherInfo() {}

    public static WatcherInfoPackage watcherInfo() {
        return watcherInfo(250);
    }

    /** @param watchers that a document names at most */
    static WatcherInfoPackage watcherInfo(int watchers) {
        return new WatcherInfoPackage("presence", new SubscriptionLimits(3600, 60, 86400, 100, 20, new RatePolicy(0, 0)), Duration.ofSeconds(5), watchers);
    }
}
