package org.imspresence.journal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** So many per second at most, by seconds that begin when they like. For any thread. */
final class Rate {

    private static final int COUNT_BITS = 32;
    private static final long COUNT = (1L << COUNT_BITS) - 1;
    private static final long NANOS = 1_000_000_000L;

    private final int perSecond;
    private final LongSupplier nanos;
    /** The second that it is, and how many it has had. */
    private final AtomicLong state = new AtomicLong();

    Rate(int perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
    }

    /** Whether this second has room for another one, which it then has had. */
    boolean takes() {
        long second = Math.floorDiv(nanos.getAsLong(), NANOS) & COUNT;
        while (true) {
            long seen = state.get();
            long had = seen >>> COUNT_BITS == second ? seen & COUNT : 0;
            if (had >= perSecond) {
                return false;
            }
            if (state.compareAndSet(seen, second << COUNT_BITS | had + 1)) {
                return true;
            }
        }
    }
}
