package org.imspresence.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.infinispan.conflict.EntryMergePolicy;
import org.infinispan.container.entries.CacheEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one of the versions that the parts of a split cluster hold of an entry, when they see each other again: by the {@link Merge} of its store.
 *
 * <p>Infinispan asks for each entry whose copies differ, those that one part alone has among them, which stay: what was removed on purpose leaves a record that says so. The preferred entry
 * is the one of the part that Infinispan prefers (the larger, or the one with the higher topology), null if that has none; it counts for nothing here. A node that was merely suspended, and did nothing on its
 * own in the meantime, is not asked about: Infinispan drops its copies and gives it those of the others.
 */
final class Merging implements EntryMergePolicy<StoreKey, Envelope> {

    private static final Logger LOG = LoggerFactory.getLogger(Merging.class);

    private final Map<String, Merge<Object>> merges = new ConcurrentHashMap<>();
    private final LongAdder merged = new LongAdder();

    /** Has the entries of a store merged so; without it, one version is taken. */
    @SuppressWarnings("unchecked")
    void define(String store, Merge<?> merge) {
        merges.put(store, (Merge<Object>) merge);
    }

    /** Entries that two parts had different versions of, and that were decided on by this node. */
    long count() {
        return merged.sum();
    }

    @Override
    public CacheEntry<StoreKey, Envelope> merge(CacheEntry<StoreKey, Envelope> preferred, List<CacheEntry<StoreKey, Envelope>> others) {
        List<CacheEntry<StoreKey, Envelope>> versions = new ArrayList<>(others);
        if (preferred != null) {
            versions.add(0, preferred);
        }
        versions.removeIf(version -> version == null || version.getValue() == null);
        return versions.stream().reduce(this::merged).orElse(null);
    }

    /** Lives as long as the version that would have lived longer. */
    private CacheEntry<StoreKey, Envelope> merged(CacheEntry<StoreKey, Envelope> one, CacheEntry<StoreKey, Envelope> other) {
        if (one.getValue().equals(other.getValue())) {
            return one;
        }
        StoreKey key = one.getKey();
        Merge<Object> merge = merges.get(key.store());
        if (merge == null) {
            return one;
        }
        merged.increment();
        try {
            Object value = merge.merge(key.grouped(), one.getValue().value(), other.getValue().value());
            CacheEntry<StoreKey, Envelope> result = longestLived(one, other).clone();
            result.setValue(Envelope.of(value));
            return result;
        } catch (RuntimeException e) {
            // One that cannot be read, or a bug: it must not stop the merge of its neighbours.
            LOG.error("{} of {} cannot be merged; one of its versions is taken: {}", key.store(), key.group(), e.toString());
            return one;
        }
    }

    private static CacheEntry<StoreKey, Envelope> longestLived(CacheEntry<StoreKey, Envelope> one, CacheEntry<StoreKey, Envelope> other) {
        Comparator<CacheEntry<StoreKey, Envelope>> byLifespan = Comparator.comparingLong(entry -> entry.getLifespan() < 0 ? Long.MAX_VALUE : entry.getLifespan());
        return byLifespan.compare(one, other) >= 0 ? one : other;
    }
}
