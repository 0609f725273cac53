package org.imspresence.notification;

/**
 * One NOTIFY that is due.
 *
 * @param subscriptionState the header's value
 * @param purpose           what it is sent for
 * @param pause             milliseconds that must pass before it may leave, for the pace or the watcher's rates; 0 for none
 * @param why               for people: why it is sent
 */
public record Notice(String subscriptionState, Purpose purpose, long pause, String why) {

    /** What a NOTIFY is sent for. */
    public enum Purpose {
        /** It is owed whatever the state: it follows a SUBSCRIBE, or tells that the subscription itself is in another state. */
        ANSWER,
        /** It tells what is new of the resource. */
        CHANGE,
        /** It tells nothing new: its watcher wants to be told from time to time in any case (RFC 6446 s6). */
        REMINDER,
        /** It is the last one of its subscription. */
        END
    }

    /** True when there is reason to send it whatever its watcher knows. */
    public boolean isOwed() {
        return purpose == Purpose.ANSWER || purpose == Purpose.END;
    }

    /** True when it is the last one of its subscription. */
    public boolean terminal() {
        return purpose == Purpose.END;
    }
}
