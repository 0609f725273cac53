package org.imspresence.event;

import java.util.Locale;

import org.imspresence.subscription.Subscription;

/**
 * One subscription as watcher information (RFC 3857) tells of it.
 *
 * @param subscription as it is stored
 * @param status       its state
 * @param event        what has brought it into that state
 */
public record Watching(Subscription subscription, Status status, Event event) {

    /** RFC 3857 s4.7.1: the states of a subscription. */
    public enum Status {
        PENDING, ACTIVE, WAITING, TERMINATED;

        /** As in a document of watcher information. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** RFC 3857 s4.7.1: the events between them. */
    public enum Event {
        SUBSCRIBE, APPROVED, DEACTIVATED, PROBATION, REJECTED, TIMEOUT, GIVEUP, NORESOURCE;

        /** As in a document of watcher information. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
