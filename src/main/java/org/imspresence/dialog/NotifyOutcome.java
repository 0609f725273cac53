package org.imspresence.dialog;

import java.util.OptionalInt;

/**
 * How the watcher's side answered a NOTIFY.
 *
 * @param status     the final status code, 200 to 699
 * @param retryAfter seconds of Retry-After, when the response had one
 */
public record NotifyOutcome(int status, OptionalInt retryAfter) {

    private static final int REQUEST_TIMEOUT = 408;
    private static final int SERVICE_UNAVAILABLE = 503;

    /** RFC 3261 s8.1.3.1: a transaction that timed out counts as a 408. */
    public static NotifyOutcome timedOut() {
        return new NotifyOutcome(REQUEST_TIMEOUT, OptionalInt.empty());
    }

    /** RFC 3261 s8.1.3.1: a transport error counts as a 503. */
    public static NotifyOutcome unreachable() {
        return new NotifyOutcome(SERVICE_UNAVAILABLE, OptionalInt.empty());
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
