package org.imspresence.dialog.location;

import org.imspresence.dialog.NotifyOutcome;

/**
 * What became of a NOTIFY at one target.
 *
 * @param outcome what it means for the subscription, if it was the last attempt
 * @param failure how the target has failed in the sense of RFC 3263 s4.3
 */
public record Attempted(NotifyOutcome outcome, Failure failure) {

    private static final int SERVICE_UNAVAILABLE = 503;

    /** RFC 3263 s4.3: what lets another target be tried. */
    public enum Failure {
        /** None: whoever is behind the target has answered. */
        NONE,
        /** 503: it is there, and takes nothing now. */
        UNAVAILABLE,
        /** No connection, or no response at all until Timer F. */
        SILENT
    }

    /** A final response. */
    public static Attempted answered(NotifyOutcome outcome) {
        return new Attempted(outcome, outcome.status() == SERVICE_UNAVAILABLE ? Failure.UNAVAILABLE : Failure.NONE);
    }

    /** @param heard whether there was a provisional response: then the target is there, and trying on is its matter */
    public static Attempted timedOut(boolean heard) {
        return new Attempted(NotifyOutcome.timedOut(), heard ? Failure.NONE : Failure.SILENT);
    }

    /** It could not be sent. */
    public static Attempted unreachable() {
        return new Attempted(NotifyOutcome.unreachable(), Failure.SILENT);
    }
}
