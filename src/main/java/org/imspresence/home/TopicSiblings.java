package org.imspresence.home;

import java.util.List;

import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionRules;

/** The subscriptions to a topic, as the decision on one more sees them. */
record TopicSiblings(Watches watches, Topic topic) implements SubscriptionRules.Siblings {

    @Override
    public int count() {
        return watches.count(topic);
    }

    @Override
    public List<Subscription> of(String watcher) {
        return watches.of(topic, watcher).stream().map(watch -> watch.subscription).toList();
    }
}
