package org.imspresence.overload;

import org.imspresence.config.Setting;
import org.imspresence.config.Settings;

/**
 * What a node takes on before it sheds. See {@link Setting} for what each leads to.
 *
 * @param transactions server transactions that the stack may hold
 * @param unanswered   requests that may be admitted and not yet answered
 * @param delay        milliseconds that requests may wait before new subscriptions are shed
 * @param burst        milliseconds that the delay may be exceeded, so that a burst is digested instead of shed
 * @param retryAfter   seconds of Retry-After, on average
 */
public record OverloadLimits(int transactions, int unanswered, int delay, int burst, int retryAfter) {

    /** Bytes of heap that a node needs for itself. */
    private static final long HEAP_RESERVED = 64 << 20;
    /**
     * Bytes of the other heap for each server transaction. One that has been answered keeps about 1,600 bytes, most of them its response, for Timer J, 32 s; its NOTIFY keeps 4,000 for
     * Timer K, 5 s. So they take up to half of it when all of them are there, and a third as long as new subscriptions are shed in time.
     */
    private static final long HEAP_PER_TRANSACTION = 4_000;
    /** Bytes of heap for each request under way, which takes some 20,000. */
    private static final long HEAP_PER_UNANSWERED = 100_000;
    private static final int MOST_UNANSWERED = 10_000;
    private static final int MILLION = 1_000_000;
    private static final int HOUR = 3_600;

    /**
     * @param heap bytes that the heap may grow to
     * @throws org.imspresence.config.SettingsException naming the first that is malformed or out of range
     */
    public static OverloadLimits of(Settings settings, long heap) {
        int transactions = settings.number(Setting.OVERLOAD_TRANSACTIONS, 0, 100 * MILLION);
        int unanswered = settings.number(Setting.OVERLOAD_UNANSWERED, 0, MILLION);
        return new OverloadLimits(
                transactions > 0 ? transactions : (int) Math.min(100 * MILLION, Math.max(heap - HEAP_RESERVED, heap / 4) / HEAP_PER_TRANSACTION),
                unanswered > 0 ? unanswered : (int) Math.min(MOST_UNANSWERED, heap / HEAP_PER_UNANSWERED),
                settings.number(Setting.OVERLOAD_DELAY, 1, MILLION),
                settings.number(Setting.OVERLOAD_BURST, 0, MILLION),
                settings.number(Setting.OVERLOAD_RETRY_AFTER, 1, HOUR));
    }
}
