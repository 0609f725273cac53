package org.imspresence.subscription;

/**
 * RFC 6665 s4.1.3: the value of a Subscription-State header.
 *
 * <pre>
 *   Subscription-State: active;expires=5000
 *   Subscription-State: active;expires=600;max-rate=0.2
 *   Subscription-State: terminated;reason=timeout
 * </pre>
 */
public final class SubscriptionState {

    /** RFC 6665 s4.1.3, RFC 4660 s9: why a subscription ended, and what the subscriber may do next. */
    public enum Reason {
        /** Subscribe again at once. */
        DEACTIVATED,
        /** Subscribe again later. */
        PROBATION,
        /** The policy forbids it; do not subscribe again. */
        REJECTED,
        /** It ran out; subscribe again at once if still wanted. */
        TIMEOUT,
        /** No decision could be had in time; subscribe again later. */
        GIVEUP,
        /** The resource is gone. */
        NORESOURCE,
        /** The state will not change again. */
        INVARIANT,
        /** RFC 4660 s5.4: its filters cannot be applied; subscribe again with others. */
        BADFILTER;

        private final String token = name().toLowerCase(java.util.Locale.ROOT);

        @Override
        public String toString() {
            return token;
        }
    }

    private SubscriptionState() {}

    /**
     * @param expires seconds that remain, 0 or more; mandatory in this state
     * @param rates   what is in force (RFC 6446 s5.2, s6.2, s7.2)
     */
    public static String active(long expires, Rates rates) {
        return "active;expires=" + expires + RateParameters.of(rates);
    }

    /** As {@link #active}. */
    public static String pending(long expires, Rates rates) {
        return "pending;expires=" + expires + RateParameters.of(rates);
    }

    public static String terminated(Reason reason) {
        return "terminated;reason=" + reason;
    }
}
