package org.imspresence.overload;

/**
 * What a request asks of the server, in the order in which it is shed: what would open something new goes first, what keeps or ends what is there goes last. Whoever is
 * refused something new loses nothing; a refresh that is refused may end a subscription, and an end that is refused leaves NOTIFYs that nobody wants.
 */
public enum RequestClass {
    /** A SUBSCRIBE outside of a dialog: a new subscription, or a fetch (RFC 6665 s4.4.3). */
    NEW_SUBSCRIPTION(480, "Temporarily Unavailable", 0.60, 1),
    /** OPTIONS, and all that is only there to be refused. It may fill little, but as it takes little time, too, and neighbours ask by OPTIONS whether we are there, it may come late. */
    OTHER(500, "Server Internal Error", 0.30, 2),
    /** A PUBLISH without SIP-If-Match. */
    NEW_PUBLICATION(500, "Server Internal Error", 0.75, 4),
    /** A PUBLISH with SIP-If-Match and a body: its publisher tries again, and until then watchers see what was true a moment ago. */
    CHANGE(500, "Server Internal Error", 0.90, 8),
    /** A SUBSCRIBE in a dialog, refresh or end; a PUBLISH that refreshes or removes. Refused only when there is no room left. */
    RENEWAL(500, "Server Internal Error", 1.00, Long.MAX_VALUE);

    private final int status;
    private final String reason;
    private final double share;
    private final long patience;

    RequestClass(int status, String reason, double share, long patience) {
        this.status = status;
        this.reason = reason;
        this.share = share;
        this.patience = patience;
    }

    /**
     * @param method  of the request
     * @param toTag   To has a tag
     * @param ifMatch SIP-If-Match is there
     * @param expires Expires in seconds, negative when the request has none
     * @param body    there is a body
     */
    public static RequestClass of(String method, boolean toTag, boolean ifMatch, int expires, boolean body) {
        return switch (method) {
            case "SUBSCRIBE" -> toTag ? RENEWAL : NEW_SUBSCRIPTION;
            case "PUBLISH" -> {
                if (!ifMatch) {
                    yield NEW_PUBLICATION;
                }
                yield body && expires != 0 ? CHANGE : RENEWAL;
            }
            default -> OTHER;
        };
    }

    /**
     * The status that a request of this class is refused with. Never 503: with Retry-After it makes the previous hop send nothing at all for that time (RFC 3261 s21.5.4), refreshes
     * and ends included.
     */
    public int status() {
        return status;
    }

    public String reason() {
        return reason;
    }

    /** The share of what the node can hold (transactions, unanswered requests) that this class may fill; the rest is kept for the classes after it. */
    double share() {
        return share;
    }

    /** How many times the tolerable delay this class bears before it is shed. */
    long patience() {
        return patience;
    }
}
