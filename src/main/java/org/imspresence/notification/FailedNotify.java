package org.imspresence.notification;

import java.util.Set;

import org.imspresence.dialog.NotifyOutcome;

/** RFC 6665 s4.2.2: what a notifier does about a NOTIFY that was not answered with a 2xx. */
public enum FailedNotify {
    /** The subscription is gone: remove it, send nothing more. */
    REMOVE,
    /** Try again after the response's Retry-After. */
    RETRY_LATER,
    /** Keep the subscription; the next change is sent as usual. */
    KEEP;

    /** The responses that end a subscription (RFC 6665 s4.2.2, by RFC 5057), and 408, which stands for a NOTIFY without any response. */
    private static final Set<Integer> ENDING = Set.of(404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604);

    private static final int GONE = 481;

    /** A 481 ends the subscription whatever else it says; any other failure with Retry-After is tried again. */
    public static FailedNotify on(NotifyOutcome outcome) {
        if (outcome.status() != GONE && outcome.retryAfter().isPresent()) {
            return RETRY_LATER;
        }
        return ENDING.contains(outcome.status()) ? REMOVE : KEEP;
    }
}
