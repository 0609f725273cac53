package org.imspresence.subscription;

import java.util.Optional;

/** What becomes of a SUBSCRIBE: decided by {@link SubscriptionRules}, carried out by the home. */
public sealed interface SubscribeDecision {

    /**
     * A new subscription: store it, 200, NOTIFY.
     *
     * @param inPlaceOf an older one, which ends for it
     */
    record Open(Subscription subscription, int expires, Optional<Subscription> inPlaceOf) implements SubscribeDecision {}

    /** A refresh, perhaps with a new remote target: store it, 200, NOTIFY. */
    record Refresh(Subscription subscription, int expires) implements SubscribeDecision {}

    /** An unsubscription (Expires: 0 in dialog): store its end, 200, last NOTIFY {@code terminated;reason=timeout}. */
    record Close(Subscription subscription) implements SubscribeDecision {}

    /** A fetch (Expires: 0 without a subscription, RFC 6665 s4.4.3): one that has ended already, 200, one NOTIFY {@code terminated;reason=timeout}. */
    record Fetch(Subscription subscription) implements SubscribeDecision {}

    /** The same request once more: the same 200 with the stored To tag, no second NOTIFY. */
    record Repeat(Subscription subscription, int expires) implements SubscribeDecision {}

    /** Refused; nothing changes. */
    record Refuse(int status, String reason, int minExpires) implements SubscribeDecision {
        Refuse(int status, String reason) {
            this(status, reason, 0);
        }
    }
}
