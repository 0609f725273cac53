package org.imspresence.cluster;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.infinispan.AdvancedCache;
import org.infinispan.CacheStream;
import org.infinispan.commons.util.IntSets;
import org.infinispan.container.entries.CacheEntry;
import org.infinispan.context.Flag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries of one kind, kept on as many nodes as the settings say. Values must be immutable: a node that put a value, and a
 * home that has read it, share the object with the store.
 *
 * <p>A write is stored on all its owners when its stage completes normally, and then survives the loss of any one node. If
 * the stage fails, with a {@link ClusterException}, the write may have been stored or not. Stages complete on a network
 * thread, or before the method returns if no other node has a part in it (so always, on a node that is alone):
 * continuations must not block. Reads of one's own completed writes see them.
 *
 * <p>Only the home of a group should write to it, see {@link Ownership}.
 *
 * @param <V> a record annotated for ProtoStream
 */
public final class Store<V> {

    /** The lifespan of an entry that stays until it is removed. */
    public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);
    private static final long IMMORTAL = -1;

    private final String name;
    private final Class<V> type;
    private final AdvancedCache<StoreKey, Envelope> cache;
    private final AdvancedCache<StoreKey, Envelope> writer;
    private final AdvancedCache<StoreKey, Envelope> local;
    private final ToIntFunction<StoreKey> segmentOf;
    private final LongAdder undecodable;

    Store(String name, Class<V> type, AdvancedCache<StoreKey, Envelope> cache, ToIntFunction<StoreKey> segmentOf,
          LongAdder undecodable) {
        this.name = name;
        this.type = type;
        this.cache = cache;
        this.writer = cache.withFlags(Flag.IGNORE_RETURN_VALUES);
        this.local = cache.withFlags(Flag.CACHE_MODE_LOCAL);
        this.segmentOf = segmentOf;
        this.undecodable = undecodable;
    }

    /** @param lifespan from now, more than zero, or {@link #FOREVER}; afterwards the entry is not found any more */
    public CompletionStage<Void> put(GroupedKey key, V value, Duration lifespan) {
        Envelope envelope = Envelope.of(value);
        long millis = millis(lifespan);
        return result(() -> writer.putAsync(stored(key), envelope, millis, TimeUnit.MILLISECONDS), ignored -> null);
    }

    /**
     * Puts the value if the stored one equals {@code expected}, or if none is stored and none is expected. The type needs a
     * meaningful {@code equals}: arrays in a record have none. After the loss of a node, false may be said of a write that
     * was stored; reading tells.
     */
    public CompletionStage<Boolean> replace(GroupedKey key, Optional<V> expected, V value, Duration lifespan) {
        StoreKey stored = stored(key);
        Envelope next = Envelope.of(value);
        long millis = millis(lifespan);
        if (expected.isPresent()) {
            Envelope old = Envelope.of(expected.get());
            return result(() -> cache.replaceAsync(stored, old, next, millis, TimeUnit.MILLISECONDS), replaced -> replaced);
        }
        return result(() -> cache.putIfAbsentAsync(stored, next, millis, TimeUnit.MILLISECONDS), Objects::isNull);
    }

    public CompletionStage<Void> remove(GroupedKey key) {
        return result(() -> writer.removeAsync(stored(key)), ignored -> null);
    }

    /** Fails with {@link UndecodableException} if the entry cannot be read here. */
    public CompletionStage<Optional<V>> get(GroupedKey key) {
        return result(() -> cache.getAsync(stored(key)), this::value);
    }

    /**
     * What this node has itself; never asks another. On a home that is all there is.
     *
     * @throws UndecodableException if the entry cannot be read here
     */
    public Optional<V> getIfLocal(GroupedKey key) {
        return value(local.get(stored(key)));
    }

    /** The entries of the group that this node has itself, by id. Reads a whole segment, so not for every request. */
    public Map<String, V> group(String group) {
        Map<String, V> found = new HashMap<>();
        scan(Set.of(segmentOf.applyAsInt(new StoreKey(name, group, ""))), group, (key, value) -> found.put(key.id(), value));
        return found;
    }

    /**
     * Shows each entry of the segments that this node has itself, in one pass. An entry that cannot be read is skipped,
     * counted ({@link Cluster#undecodable}) and reported in the log. Entries written meanwhile may be shown or not.
     */
    public void scan(Set<Integer> segments, BiConsumer<GroupedKey, V> each) {
        scan(segments, null, each);
    }

    /** The number of this store's entries that this node has itself, as home or backup. Counts them one by one. */
    public long localSize() {
        try (var entries = local.keySet().stream()) {
            return entries.filter(key -> key.store().equals(name)).count();
        }
    }

    private void scan(Set<Integer> segments, String onlyGroup, BiConsumer<GroupedKey, V> each) {
        Unreadable unreadable = new Unreadable();
        try (CacheStream<CacheEntry<StoreKey, Envelope>> entries = local.cacheEntrySet().stream()) {
            var iterator = entries.filterKeySegments(IntSets.from(segments)).iterator();
            while (iterator.hasNext()) {
                CacheEntry<StoreKey, Envelope> entry = iterator.next();
                StoreKey key = entry.getKey();
                if (key.store().equals(name) && (onlyGroup == null || onlyGroup.equals(key.group()))) {
                    V value;
                    try {
                        value = type.cast(entry.getValue().value());
                    } catch (UndecodableException | ClassCastException e) {
                        unreadable.add(key, e);
                        continue;
                    }
                    each.accept(key.grouped(), value);
                }
            }
        }
        unreadable.report();
    }

    private static <A, B> CompletionStage<B> result(Supplier<CompletionStage<A>> operation, Function<A, B> result) {
        try {
            return operation.get().handle((value, error) -> {
                if (error != null) {
                    throw unreachable(error);
                }
                return result.apply(value);
            });
        } catch (RuntimeException stopped) {
            return CompletableFuture.failedFuture(unreachable(stopped));
        }
    }

    private static ClusterException unreachable(Throwable cause) {
        return new ClusterException("the store could not be reached: " + cause, cause);
    }

    private Optional<V> value(Envelope envelope) {
        if (envelope == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(type.cast(envelope.value()));
        } catch (ClassCastException e) {
            undecodable.increment();
            throw new UndecodableException("an entry of " + name + " is not a " + type.getSimpleName(), e);
        } catch (UndecodableException e) {
            undecodable.increment();
            throw e;
        }
    }

    private StoreKey stored(GroupedKey key) {
        return new StoreKey(name, key.group(), key.id());
    }

    private static long millis(Duration lifespan) {
        if (lifespan.equals(FOREVER)) {
            return IMMORTAL;
        }
        if (lifespan.toMillis() <= 0) {
            throw new IllegalArgumentException("a lifespan must be at least one millisecond, not " + lifespan);
        }
        return lifespan.toMillis();
    }

    /** The entries that one scan could not read: one line in the log for all of them. */
    private final class Unreadable {

        private long count;
        private StoreKey first;
        private RuntimeException cause;

        void add(StoreKey key, RuntimeException e) {
            if (count++ == 0) {
                first = key;
                cause = e;
            }
            undecodable.increment();
        }

        void report() {
            if (count > 0) {
                LOG.warn("{}: {} entries cannot be read and are left alone; the first is {} of {}: {}", name, count,
                        first.id(), first.group(), cause.getMessage());
            }
        }
    }
}
