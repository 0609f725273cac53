package org.imspresence.home;

import java.time.Duration;
import java.util.List;

import org.imspresence.authorization.Policy;
import org.imspresence.authorization.PolicyReader;
import org.imspresence.authorization.SubHandling;

/**
 * What the homes of a node hold to about watchers.
 *
 * @param byDefault    what holds for a watcher that no rule is for
 * @param withoutRules the policy of a presentity that has none
 * @param reader       reads the rules of all others
 * @param maxFilters   different filters that the watchers of a presentity have in one event package
 * @param waiting      how long a subscription that has ended undecided is kept for the presentity's decision
 * @param maxWaiting   how many of them a presentity has
 * @param maxWaitingOfNode how many of them all presentities have that the node is home of
 */
record WatcherSettings(SubHandling byDefault, Policy withoutRules, PolicyReader reader, int maxFilters, Duration waiting, int maxWaiting, int maxWaitingOfNode) {

    static WatcherSettings of(HomeSettings.Watchers settings) {
        PolicyReader reader = new PolicyReader(settings.maxRules());
        return new WatcherSettings(settings.byDefault(), reader.read(List.of(), List.of(), settings.byDefault()), reader, settings.maxFilters(), settings.waiting(), settings.maxWaiting(), settings.maxWaitingOfNode());
    }
}
