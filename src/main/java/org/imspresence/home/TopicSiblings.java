package org.imspresence.home;

import java.util.List;

import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionRules;

/** The subscriptions to a topic, as the decision on one more sees them. */
record TopicSiblings(PresentityHome home, Topic topic) implements SubscriptionRules.Siblings {

    @Override
    public int count() {
        return home.hasOneTopic() ? home.subscriptions().size() : (int) home.subscriptions().of(topic).count();
    }

    @Override
    public List<Subscription> of(String watcher) {
        return home.subscriptions().of(topic).map(watch -> watch.subscription).filter(subscription -> subscription.watcher().equals(watcher)).toList();
    }
}
