package org.imspresence.subscription;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * RFC 6446: how often a watcher wants to be told, in NOTIFYs per second. 0 stands for no wish.
 *
 * @param max         the most (s5.2)
 * @param min         the least (s6.2)
 * @param adaptiveMin the least on average (s7.2)
 */
@Proto
@ProtoTypeId(101103)
public record Rates(double max, double min, double adaptiveMin) {

    /** No wish. */
    public static final Rates NONE = new Rates(0, 0, 0);

    /** Of a millisecond: less than what a rate with ten decimals leaves open. */
    private static final double TOLERANCE = 0.001;

    /** RFC 6446 s5.2: milliseconds that have to pass from one NOTIFY to the next; 0 without a maximum. */
    public long shortestPause() {
        return max == 0 ? 0 : interval(max);
    }

    /** RFC 6446 s6.2: milliseconds after a NOTIFY when the next one is due in any case; {@link Long#MAX_VALUE} without a minimum. */
    public long longestPause() {
        return min == 0 ? Long.MAX_VALUE : interval(min);
    }

    /** RFC 6446 s6.2, s7.2: whether NOTIFYs are wanted although nothing has changed. */
    public boolean wantsReminders() {
        return min > 0 || adaptiveMin > 0;
    }

    /** The reciprocal of a rate in whole milliseconds, rounded up. */
    private static long interval(double rate) {
        return (long) Math.ceil(1000 / rate - TOLERANCE);
    }
}
