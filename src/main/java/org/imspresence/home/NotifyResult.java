package org.imspresence.home;

import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.notification.FailedNotify;
import org.imspresence.notification.FailurePolicy;

/** What has become of a NOTIFY that was due, as operators count it. */
public enum NotifyResult {
    /** Answered 2xx. */
    OK,
    /** Not answered, or answered 408. */
    TIMEOUT,
    /** Answered in a way that ends its subscription (RFC 6665 s4.2.2). */
    GONE,
    /** Failed in any other way. */
    ERROR,
    /** Not sent: a later change was told, and with it this one. */
    COALESCED,
    /** Not sent: its watcher has the state, and said so (RFC 5839 s6.3). */
    SUPPRESSED;

    private static final int REQUEST_TIMEOUT = 408;

    /** @param policy which failures end a subscription */
    static NotifyResult of(NotifyOutcome outcome, FailurePolicy policy) {
        if (outcome.isSuccess()) {
            return OK;
        }
        if (outcome.status() == REQUEST_TIMEOUT) {
            return TIMEOUT;
        }
        return policy.on(outcome) == FailedNotify.REMOVE ? GONE : ERROR;
    }
}
