package org.imspresence.notification;

/** RFC 5839 s6: what the condition of a SUBSCRIBE, its Suppress-If-Match, leaves out of the notification that would follow. */
public enum Suppression {
    /** The condition is false, or there is none. */
    NOTHING,
    /** 200, and a NOTIFY without body (s6.2). */
    BODY,
    /** 204, and no NOTIFY (s6.3). */
    NOTIFY;

    /**
     * @param isTrue      the condition holds
     * @param inDialog    the SUBSCRIBE came in an established dialog; outside of one a NOTIFY always follows
     * @param tellsHeader the NOTIFY would tell by its headers what the watcher may not know: that its subscription is in another state
     */
    public static Suppression of(boolean isTrue, boolean inDialog, boolean tellsHeader) {
        if (!isTrue) {
            return NOTHING;
        }
        return inDialog && !tellsHeader ? NOTIFY : BODY;
    }
}
