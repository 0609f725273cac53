package org.imspresence.notification;

import java.util.Optional;

import org.imspresence.subscription.SubscriptionState.Reason;

/**
 * What one subscription has been told, and what it is owed.
 *
 * @param pending      the presentity has not decided whether the watcher is let in
 * @param toldVersion  the version of the presentity's state that the watcher confirmed last; {@link #NOTHING} when none
 * @param answerOwed   a SUBSCRIBE was accepted, or the subscription's own state has changed, and its NOTIFY is not sent yet (RFC 6665 s4.2.1.2, s4.2.2)
 * @param prompt       what is owed answers a SUBSCRIBE or tells that the watcher is let in, for the first time or again: no maximum rate holds it back (RFC 6446 s5.2)
 * @param ending       the reason, when the subscription is to end with the next NOTIFY
 * @param sinceLast    milliseconds since the last NOTIFY left, 0 or more; {@link #NEVER} when none has
 * @param recent       with an adaptive minimum rate, {@link RecentNotifies#count}
 */
public record Delivery(boolean pending, long toldVersion, boolean answerOwed, boolean prompt, Optional<Reason> ending, long sinceLast, int recent) {

    public static final long NOTHING = -1;
    public static final long NEVER = Long.MAX_VALUE;
}
