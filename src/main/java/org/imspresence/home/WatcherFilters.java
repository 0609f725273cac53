package org.imspresence.home;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.imspresence.filter.Filter;
import org.imspresence.filter.FilterException;
import org.imspresence.subscription.Subscription;

/** RFC 4660: the filters of a {@link Topic}'s watchers, what is stored of them and how many there may be. Part of a {@link PresentityHome}: it runs in the same mailbox. */
final class WatcherFilters {

    /** One watcher has so many different filters at most, or one of {@link #PARTS} of those that there may be if that is more. */
    private static final int OF_ONE_WATCHER = 4;
    private static final int PARTS = 4;
    private static final int MOST_REMEMBERED = 64;

    private final PresentityHome home;
    private final HomeNode node;
    private final Topic topic;
    /** What the stored filters of those that have been taken over come to; not of all, if there are too many. */
    private Map<String, Filter> adopted = Map.of();

    WatcherFilters(PresentityHome home, HomeNode node, Topic topic) {
        this.home = home;
        this.node = node;
        this.topic = topic;
    }

    /**
     * What the filters of a subscription come to.
     *
     * @throws FilterException if they cannot be applied here
     */
    Filter of(Subscription subscription) {
        String stored = subscription.terms().filters();
        return stored.isEmpty() ? Filter.NONE : topic.eventPackage().filter(home.presentity(), stored);
    }

    /** As {@link #of}, for one that has been taken over with others, of which many have the same: remembered here. */
    Filter ofAdopted(Subscription subscription) {
        String stored = subscription.terms().filters();
        if (stored.isEmpty()) {
            return Filter.NONE;
        }
        Filter known = adopted.get(stored);
        if (known == null) {
            known = of(subscription);
            adopted = Few.with(adopted.size() < MOST_REMEMBERED ? adopted : Map.of(), stored, known);
        }
        return known;
    }

    /**
     * RFC 4660 s8: whether a watcher may have this filter; each different one costs its time with each change. Nobody takes more than a part of the places, or the others would have none. Who is not let in is counted as well: nobody
     * learns from this whether he is.
     *
     * @param watcher its canonical address
     * @param others  the subscriptions that count
     */
    boolean mayHave(Filter filter, String watcher, Predicate<Watch> others) {
        if (filter.equals(Filter.NONE)) {
            return true;
        }
        int most = node.watchers().maxFilters();
        Set<Filter> inUse = inUse(others);
        return inUse.contains(filter) || inUse.size() < most && inUse(others.and(watch -> watch.subscription.watcher().equals(watcher))).size() < Math.max(OF_ONE_WATCHER, most / PARTS);
    }

    /** Whether a single NOTIFY may be made by this filter. */
    boolean mayHaveOnce(Filter filter) {
        return filter.equals(Filter.NONE) || node.watchers().maxFilters() > 0;
    }

    private Set<Filter> inUse(Predicate<Watch> whose) {
        return home.subscriptions().live().of(topic).filter(whose).map(watch -> watch.outcome.filter()).filter(one -> !one.equals(Filter.NONE)).collect(Collectors.toSet());
    }
}
