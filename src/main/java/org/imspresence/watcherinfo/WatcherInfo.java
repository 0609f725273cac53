package org.imspresence.watcherinfo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.imspresence.event.EventState;
import org.imspresence.event.StateDigest;
import org.imspresence.event.Watching;
import org.imspresence.event.Watching.Status;

/**
 * RFC 3857 s4.7: the watchers of a resource, as they are at one moment.
 *
 * <p>Of more than a document may name those are left out that have been there for longest; never one that waits for a decision while there is one that does not. Whoever has been told of one that is left out now is told
 * the full state, in which it is not: it has not ended, so it must not be told as ended.
 */
final class WatcherInfo implements EventState {

    /** The undecided first, as the subscriber is there to decide; then the newest. */
    private static final Comparator<Watching> IMPORTANCE = Comparator.comparing(WatcherInfo::isDecided)
            .thenComparing(Comparator.comparingLong((Watching watching) -> watching.subscription().openedAt()).reversed())
            .thenComparing(WatcherInfo::id);

    private final String resource;
    private final String watched;
    private final long now;
    /** Those that a full document names, by id and in its order. */
    private final Map<String, Watching> table;
    /** Those that have ended a moment ago, by id. */
    private final Map<String, Watching> ended;
    private String digest;

    private WatcherInfo(String resource, String watched, Map<String, Watching> table, Map<String, Watching> ended, long now) {
        this.resource = resource;
        this.watched = watched;
        this.table = table;
        this.ended = ended;
        this.now = now;
    }

    /**
     * @param resource canonical address
     * @param watched  the event package; subscriptions to others count for nothing
     * @param all      the subscriptions to the resource, in any order
     * @param limit    how many a document names at most, at least 1
     * @param now      milliseconds since the epoch
     */
    static WatcherInfo of(String resource, String watched, Collection<Watching> all, int limit, long now) {
        Map<String, Watching> table = new LinkedHashMap<>();
        Map<String, Watching> ended = new HashMap<>();
        List<Watching> live = new ArrayList<>();
        for (Watching watching : all) {
            if (watching.subscription().eventPackage().equals(watched)) {
                if (watching.status() == Status.TERMINATED) {
                    ended.put(id(watching), watching);
                } else {
                    live.add(watching);
                }
            }
        }
        live.stream().sorted(IMPORTANCE).limit(limit).forEach(watching -> table.put(id(watching), watching));
        return new WatcherInfo(resource, watched, table, ended, now);
    }

    private static boolean isDecided(Watching watching) {
        return watching.status() != Status.PENDING && watching.status() != Status.WAITING;
    }

    /** A digest, of Call-ID and tag: as long as the subscription lasts it stays the same, and it tells nothing to who does not know these. */
    private static String id(Watching watching) {
        return watching.subscription().dialog().id();
    }

    /** The full state, as the first document of a subscription. */
    @Override
    public byte[] body(String format) {
        return full(0);
    }

    @Override
    public byte[] body(String format, Optional<EventState> known, long number) {
        return known.map(WatcherInfo.class::cast).flatMap(this::since).map(changes -> document("partial", number, changes)).orElseGet(() -> full(number));
    }

    private byte[] full(long number) {
        return document("full", number, table.values());
    }

    private byte[] document(String state, long number, Collection<Watching> watchers) {
        return new WatcherInfoDocument(state, number, resource, watched, now).with(watchers).utf8();
    }

    /** What makes the other table this one; empty when nothing but the full state does. */
    private Optional<List<Watching>> since(WatcherInfo known) {
        List<Watching> changes = new ArrayList<>();
        for (String id : known.table.keySet()) {
            if (!table.containsKey(id)) {
                if (!ended.containsKey(id)) {
                    return Optional.empty();
                }
                changes.add(ended.get(id));
            }
        }
        table.forEach((id, watching) -> {
            if (!known.table.containsKey(id) || !isToldAs(watching, known.table.get(id))) {
                changes.add(watching);
            }
        });
        return Optional.of(changes);
    }

    private static boolean isToldAs(Watching one, Watching other) {
        return one.status() == other.status() && one.event() == other.event();
    }

    /** Of who is named and in which state: times run on without being told. */
    @Override
    public synchronized String digest() {
        if (digest == null) {
            StringBuilder all = new StringBuilder();
            table.forEach((id, watching) -> all.append(id).append(' ').append(watching.status()).append(' ').append(watching.event()).append('\n'));
            digest = StateDigest.of(all.toString().getBytes(UTF_8));
        }
        return digest;
    }

    /** Times run on without being told, and one that has come and gone in between was never known. */
    @Override
    public boolean isSameAs(EventState other) {
        Map<String, Watching> others = ((WatcherInfo) other).table;
        return table.keySet().equals(others.keySet()) && table.entrySet().stream().allMatch(entry -> isToldAs(entry.getValue(), others.get(entry.getKey())));
    }
}
