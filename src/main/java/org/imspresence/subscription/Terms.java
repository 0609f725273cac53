package org.imspresence.subscription;

import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * What a watcher has asked for of its NOTIFYs. Most ask for the same, so what is equal is kept once per node ({@link #shared}).
 *
 * @param contentType media type of the bodies, chosen from the watcher's Accept; empty in a request that accepts nothing that we serve
 * @param gzip        the watcher's Accept-Encoding takes {@code gzip}
 * @param rates       how often it wants to be told; in a stored record, what is in force of it
 * @param filters     RFC 4661: the filters that hold, as {@code filter.Filters.bytes()} writes them; empty for none
 * @param quenched    {@code Suppress-If-Match: *} (RFC 5839 s5.2): it wants to hear of its subscription's own state only, and no body, until it says otherwise
 */
@Proto
@ProtoTypeId(101102)
public record Terms(String contentType, boolean gzip, Rates rates, String filters, boolean quenched) {

    /** Bytes, roughly: filters may be long, and what watchers make up must not fill the memory. */
    private static final int REMEMBERED = 4_000_000;
    private static final int BYTES_WITHOUT_FILTERS = 200;
    private static final Cache<Terms, Terms> SHARED =
            Caffeine.newBuilder().maximumWeight(REMEMBERED).weigher((Terms key, Terms same) -> BYTES_WITHOUT_FILTERS + key.filters.length()).executor(Runnable::run).build();

    /** Of a watcher that asks for nothing but a format. */
    public static Terms of(String contentType) {
        return new Terms(contentType, false, Rates.NONE, "", false);
    }

    /** These with other filters, as {@code filter.Filters.bytes()} writes them. */
    public Terms filteredBy(String newFilters) {
        return newFilters.equals(filters) ? this : new Terms(contentType, gzip, rates, newFilters, quenched);
    }

    /** These terms at these rates. */
    public Terms at(Rates newRates) {
        return newRates.equals(rates) ? this : new Terms(contentType, gzip, newRates, filters, quenched);
    }

    /** Terms that equal these; one instance for all that ask for it. */
    public Terms shared() {
        return SHARED.get(this, Function.identity());
    }
}
