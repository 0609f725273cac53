package org.imspresence.subscription;

/**
 * The bounds a subscription is held to (RFC 6665 s4.2.1.1).
 *
 * @param defaultExpires      seconds, when the SUBSCRIBE names none (RFC 3856 s6.4: 3600)
 * @param minExpires          seconds; a shorter wish (but 0, and below one hour) is refused with 423
 * @param maxExpires          seconds; a longer wish is shortened
 * @param watchersPerPresentity new subscriptions beyond this are refused with 480
 * @param perWatcher          subscriptions of one watcher to one presentity; a new one beyond this takes the place of an old one from the same Contact, or is refused with 480
 * @param rates               what watchers get of the rates that they ask for
 */
public record SubscriptionLimits(int defaultExpires, int minExpires, int maxExpires, int watchersPerPresentity, int perWatcher, RatePolicy rates) {

    /** RFC 6665 s4.2.1.1: "if the expiration interval is greater than or equal to one hour, it MUST NOT be rejected as too brief". */
    private static final int NEVER_TOO_BRIEF = 3600;

    boolean tooBrief(int expires) {
        return expires > 0 && expires < minExpires && expires < NEVER_TOO_BRIEF;
    }

    int granted(int expires) {
        return Math.min(expires == SubscribeRequest.NO_EXPIRES ? defaultExpires : expires, maxExpires);
    }
}
