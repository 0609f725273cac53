package org.imspresence.journal;

/** What an event is, for those who want to be told of some only. */
public enum Kind {
    /** Something was refused, or failed. */
    FAILURE,
    /** A request was granted; a subscription ended; the rules came to something else for a watcher. */
    CHANGE,
    /** A NOTIFY was answered 2xx. There are more of these than of all others together. */
    DELIVERY
}
