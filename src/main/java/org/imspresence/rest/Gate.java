package org.imspresence.rest;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps out what comes from elsewhere. A browser sends what a foreign page tells it to, with the operator's credentials or from the operator's machine: such requests are told by what no page can change.
 */
final class Gate {

    /** RFC 6454, and the header Sec-Fetch-Site of Fetch Metadata. */
    private static final Set<String> OWN_SITES = Set.of("", "same-origin", "none");
    /** Names of this machine that a foreign page cannot have its own name lead to. */
    private static final Pattern LOOPBACK_HOST = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d+)?");
    private static final Pattern LOOPBACK_PEER = Pattern.compile("127(\\.\\d{1,3}){3}|::1|0:0:0:0:0:0:0:1");
    /** What forms and scripts of foreign pages may send without asking first. */
    private static final Set<String> FORM_TYPES = Set.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");

    private Gate() {}

    /**
     * That it comes from this machine, and was meant for it: a name that leads here may be anybody's (DNS rebinding).
     *
     * @param peer address that the connection comes from
     * @param host the header; empty when there is none
     * @throws Problem 403
     */
    static void checkIsLocal(String peer, String host) {
        if (!LOOPBACK_PEER.matcher(peer).matches() || !LOOPBACK_HOST.matcher(host).matches()) {
            throw new Problem(403, "console=open serves this machine only, by a loopback address");
        }
    }

    /**
     * That no page of another site has it sent.
     *
     * @param origin the header Origin, {@code site} Sec-Fetch-Site, {@code host} Host; each empty when there is none
     * @throws Problem 403 or 415
     */
    static void checkIsOwn(String origin, String site, String host, String mediaType) {
        if (!OWN_SITES.contains(site) || !origin.isEmpty() && !authority(origin).equals(Optional.of(host))) {
            throw new Problem(403, "the request was made by a page of another site");
        }
        if (FORM_TYPES.contains(mediaType)) {
            throw new Problem(415, "a body of that type may come from any form");
        }
    }

    private static Optional<String> authority(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
