package org.imspresence.publication;

/**
 * The bounds a publication is held to (RFC 3903 s6).
 *
 * @param defaultExpires seconds, when the PUBLISH names none
 * @param minExpires     seconds; a shorter wish (but 0) is refused with 423
 * @param maxExpires     seconds; a longer wish is shortened
 * @param perPresentity  initial publications beyond this are refused with 480
 */
public record PublicationLimits(int defaultExpires, int minExpires, int maxExpires, int perPresentity) {

    boolean tooBrief(int expires) {
        return expires > 0 && expires < minExpires;
    }

    int granted(int expires) {
        return Math.min(expires == PublishRequest.NO_EXPIRES ? defaultExpires : expires, maxExpires);
    }
}
