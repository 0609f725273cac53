package org.imspresence.rest;

/** What has been done, as the interface tells it. Public, as what becomes JSON has to be. */
public final class Outcomes {

    private Outcomes() {}

    /** A subscription has ended; its last NOTIFY is on its way. */
    public record Terminated(String presentity, String watcher, String reason) {}

    /** A node has begun to drain. */
    public record Draining(String node) {}

    /**
     * A publication is stored, or removed.
     *
     * @param entityTag      what If-Match must name next, as SIP-If-Match
     * @param expiresSeconds granted; 0 when it is removed
     */
    public record Published(String presentity, String entityTag, int expiresSeconds) {}
}
