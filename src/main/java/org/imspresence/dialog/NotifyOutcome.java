package org.imspresence.dialog;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the watcher's side answered a NOTIFY.
 *
 * @param status       the final status code, 200 to 699
 * @param retryAfter   seconds of Retry-After, when the response had one
 * @param remoteTarget the URI of Contact, when a 2xx had one: where the watcher is to be found from now on (RFC 3261 s12.2.1.2)
 * @param event        Event, when a 2xx had one: at what rates the watcher wants to be told from now on (RFC 6446 s9.3)
 */
public record NotifyOutcome(int status, OptionalInt retryAfter, Optional<String> remoteTarget, Optional<String> event) {

    private static final int REQUEST_TIMEOUT = 408;
    private static final int SERVICE_UNAVAILABLE = 503;

    /** A response without Retry-After, Contact and Event. */
    public static NotifyOutcome of(int status) {
        return new NotifyOutcome(status, OptionalInt.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * @param remoteTarget the URI of Contact, when the response had one
     * @param event        Event, when the response had one
     */
    public static NotifyOutcome success(int status, Optional<String> remoteTarget, Optional<String> event) {
        return new NotifyOutcome(status, OptionalInt.empty(), remoteTarget, event);
    }

    /** @param retryAfter seconds, when the response had a Retry-After */
    public static NotifyOutcome failure(int status, OptionalInt retryAfter) {
        return new NotifyOutcome(status, retryAfter, Optional.empty(), Optional.empty());
    }

    /** RFC 3261 s8.1.3.1: a transaction that timed out counts as a 408. */
    public static NotifyOutcome timedOut() {
        return of(REQUEST_TIMEOUT);
    }

    /** RFC 3261 s8.1.3.1: a transport error counts as a 503. */
    public static NotifyOutcome unreachable() {
        return of(SERVICE_UNAVAILABLE);
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
