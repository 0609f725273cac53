package org.imspresence.notification;

import java.util.Optional;

import org.imspresence.subscription.SubscriptionState.Reason;

/**
 * What one subscription has been told, and what it is owed.
 *
 * @param toldVersion  the version of the presentity's state that the watcher confirmed last; {@link #NOTHING} when none
 * @param answerOwed   a SUBSCRIBE was accepted and its NOTIFY is not sent yet (RFC 6665 s4.2.1.2)
 * @param ending       the reason, when the subscription is to end with the next NOTIFY
 */
public record Delivery(long toldVersion, boolean answerOwed, Optional<Reason> ending) {

    public static final long NOTHING = -1;
}
