package org.imspresence.notification;

/** What a notifier does about a NOTIFY that was not answered with a 2xx; {@link FailurePolicy} says when. */
public enum FailedNotify {
    /** The subscription is gone: remove it, send nothing more. */
    REMOVE,
    /** Try again after the response's Retry-After. */
    RETRY_LATER,
    /** Keep the subscription. */
    KEEP
}
