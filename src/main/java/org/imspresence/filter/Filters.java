package org.imspresence.filter;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.imspresence.address.PresenceAddress;
import org.imspresence.document.HardenedXml;
import org.imspresence.filter.FilterSet.Entry;

/**
 * RFC 4660 s5.2: the filters that hold for a subscription. A SUBSCRIBE without any leaves them as they are; each of one that has some replaces the one with its id, removes it, or turns it on or off, and all others stay.
 *
 * <p>Immutable, and a value. It is kept as {@linkplain #bytes() bytes} from which {@link #restored} makes an equal one.
 */
public final class Filters {

    /** None yet. */
    public static final Filters NONE = new Filters(new TreeMap<>());

    record Held(Target target, boolean enabled, Filter content) {
    }

    private final SortedMap<String, Held> held;
    private final byte[] bytes;

    private Filters(SortedMap<String, Held> held) {
        this.held = held;
        this.bytes = held.isEmpty() ? new byte[0] : FilterWriter.write(held);
    }

    /**
     * What {@link #bytes()} says.
     *
     * @param bytes empty for none
     * @throws FilterException if they are not from there
     */
    public static Filters restored(HardenedXml xml, PresenceAddress presentity, byte[] bytes) {
        return bytes.length == 0 ? NONE : NONE.refreshed(FilterSet.read(xml, presentity, bytes));
    }

    /**
     * What holds after a SUBSCRIBE that says this.
     *
     * @throws FilterException if a filter that is not there is turned on, if two are for the same resource or domain (RFC 4660 s5.2), or if they are too many together; nothing changes then
     */
    public Filters refreshed(FilterSet set) {
        SortedMap<String, Held> after = new TreeMap<>(held);
        for (Entry entry : set.entries()) {
            if (entry.remove()) {
                after.remove(entry.id());
            } else if (entry.content().isPresent()) {
                after.put(entry.id(), new Held(entry.target(), entry.enabled(), entry.content().get()));
            } else if (after.containsKey(entry.id())) {
                after.computeIfPresent(entry.id(), (id, there) -> new Held(there.target(), entry.enabled(), there.content()));
            } else if (entry.enabled()) {
                throw new FilterException("neither what nor trigger in filter " + entry.id() + ", and there is none to turn on");
            }
        }
        refuseTwoForOne(after);
        FilterLimits.check(after.values().stream().map(Held::content).toList());
        return new Filters(after);
    }

    private static void refuseTwoForOne(SortedMap<String, Held> filters) {
        Map<Target, String> ids = new HashMap<>();
        filters.forEach((id, filter) -> {
            String other = ids.put(filter.target(), id);
            if (other != null) {
                throw new FilterException("filters " + other + " and " + id + " are both for " + filter.target().name());
            }
        });
    }

    /** The one that is to be applied to the state of a presentity: its own, else that of its domain (RFC 4660 s3.3.2), else {@link Filter#NONE}. Those for others are ignored (s5.2.1). */
    public Filter filter(PresenceAddress presentity) {
        return enabled(Target.resource(presentity)).or(() -> presentity.domain().flatMap(domain -> enabled(Target.domain(domain)))).orElse(Filter.NONE);
    }

    private Optional<Filter> enabled(Target target) {
        return held.values().stream().filter(filter -> filter.enabled() && filter.target().equals(target)).map(Held::content).findFirst();
    }

    /** To be stored: a {@code filter-set} of at most 16384 bytes that says all that holds; empty for none. Shared by all callers, and never to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Filters filters && held.equals(filters.held);
    }

    @Override
    public int hashCode() {
        return held.hashCode();
    }

    @Override
    public String toString() {
        return held.toString();
    }
}
