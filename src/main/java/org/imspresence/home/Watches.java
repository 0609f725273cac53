package org.imspresence.home;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.imspresence.subscription.Subscription;

/**
 * The live subscriptions to one presentity, found by dialog, by topic and by watcher. What is asked with each SUBSCRIBE is answered without looking at all of them: a presentity may have 10,000 watchers. Part of a {@link PresentityHome}: it runs in the same mailbox.
 */
final class Watches {

    /** Those of one watcher among so many are found by looking at all, which takes no memory. */
    private static final int FEW = 32;

    private final Census census;
    private Map<String, Watch> byId = Map.of();
    /** By the watcher's canonical address; empty while they are few. */
    private Map<String, List<Watch>> byWatcher = Map.of();

    Watches(Census census) {
        this.census = census;
    }

    int size() {
        return byId.size();
    }

    /** Of a topic. */
    int count(Topic topic) {
        return topic.watches;
    }

    Collection<Watch> all() {
        return byId.values();
    }

    Stream<Watch> of(Topic topic) {
        return all().stream().filter(watch -> watch.topic == topic);
    }

    /** Those of one watcher, by canonical address. */
    List<Watch> of(Topic topic, String watcher) {
        Collection<Watch> candidates = byWatcher.isEmpty() ? all() : byWatcher.getOrDefault(watcher, List.of());
        return candidates.stream().filter(watch -> watch.topic == topic && watch.subscription.watcher().equals(watcher)).toList();
    }

    Optional<Watch> of(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    boolean has(String id) {
        return byId.containsKey(id);
    }

    boolean has(Watch watch) {
        return byId.get(watch.id) == watch;
    }

    boolean isWatched(Topic topic) {
        return count(topic) > 0;
    }

    /** What the rules have come to for the watchers of a topic. */
    Set<Outcome> outcomes(Topic topic) {
        Set<Outcome> outcomes = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Watch watch : all()) {
            if (watch.topic == topic) {
                outcomes.add(watch.outcome);
            }
        }
        return outcomes;
    }

    /** As they are now. */
    Collection<Subscription> records() {
        return all().stream().map(watch -> watch.subscription).toList();
    }

    /** @param watch one of a dialog that has none here */
    void add(Watch watch) {
        byId = Few.with(byId, watch.id, watch);
        watch.topic.watches++;
        census.isLive(watch);
        if (!byWatcher.isEmpty()) {
            index(watch);
        } else if (size() > FEW) {
            byWatcher = new HashMap<>();
            all().forEach(this::index);
        }
    }

    /** @param watch one that is here */
    void remove(Watch watch) {
        byId = Few.without(byId, watch.id);
        watch.topic.watches--;
        census.isGone(watch);
        if (!byWatcher.isEmpty()) {
            byWatcher.computeIfPresent(watch.subscription.watcher(), (watcher, known) -> others(known, watch));
        }
    }

    void clear() {
        all().forEach(watch -> {
            watch.topic.watches--;
            census.isGone(watch);
        });
        byId = Map.of();
        byWatcher = Map.of();
    }

    /** Nearly all watchers have one: the list of one takes least. */
    private void index(Watch watch) {
        byWatcher.merge(watch.subscription.watcher(), List.of(watch), (known, added) -> Stream.concat(known.stream(), added.stream()).toList());
    }

    /** Null if there are none. */
    private static List<Watch> others(List<Watch> known, Watch removed) {
        List<Watch> others = known.stream().filter(watch -> watch != removed).toList();
        return others.isEmpty() ? null : others;
    }
}
