package org.imspresence.home;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** Counts the live subscriptions of a node by event package and state, as they come, change and go. For any thread. */
final class Census {

    /** As which of them a subscription is counted at present. */
    enum Count { NOT, ACTIVE, PENDING }

    private record OfPackage(LongAdder active, LongAdder pending) {

        private void add(Count count, int more) {
            switch (count) {
                case NOT -> { }
                case ACTIVE -> active.add(more);
                case PENDING -> pending.add(more);
            }
        }
    }

    private final Map<String, OfPackage> packages = new HashMap<>();

    Census(Collection<String> packages) {
        packages.forEach(name -> this.packages.put(name, new OfPackage(new LongAdder(), new LongAdder())));
    }

    /** A subscription is live, or what the rules have come to for it may have changed. */
    void isLive(Watch watch) {
        count(watch, watch.outcome.isPending() ? Count.PENDING : Count.ACTIVE);
    }

    /** A subscription is live no more. */
    void isGone(Watch watch) {
        count(watch, Count.NOT);
    }

    private void count(Watch watch, Count now) {
        if (watch.counted != now) {
            OfPackage counts = packages.get(watch.topic.eventPackage().name());
            counts.add(watch.counted, -1);
            counts.add(now, 1);
            watch.counted = now;
        }
    }

    Set<String> packages() {
        return packages.keySet();
    }

    long active(String eventPackage) {
        return packages.get(eventPackage).active().sum();
    }

    long pending(String eventPackage) {
        return packages.get(eventPackage).pending().sum();
    }
}
