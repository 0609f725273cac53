package org.imspresence.home;

import java.util.Optional;

import org.imspresence.notification.Delivery;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState.Reason;

/** The home's hot copy of one subscription: the stored record itself, how far its watcher has been told, and the timer of its expiry. */
final class Watch extends TimerWheel.Timer {

    private final PresentityHome home;
    /** The dialog's id: a digest, computed once and shared with the key of the stored record. */
    final String id;
    Subscription subscription;
    long nextCSeq;
    long toldVersion = Delivery.NOTHING;
    Reason ending;
    boolean answerOwed;
    /** How many SUBSCRIBEs have been answered. */
    int answers;
    /** A SUBSCRIBE's 200 is not known to be sent: nothing may overtake it. */
    boolean awaitsAnswer;
    /** The NOTIFY under way was sent without knowing that the 200 had been. */
    boolean sentUnheard;
    boolean inFlight;
    boolean awaitsPlace;
    boolean awaitsReservation;
    boolean awaitsRetry;
    /** NOTIFYs in a row that failed without consequence. */
    int failures;
    /** Its last NOTIFY is done with. */
    boolean finished;

    Watch(PresentityHome home, String id, Subscription subscription, long nextCSeq) {
        this.home = home;
        this.id = id;
        this.subscription = subscription;
        this.nextCSeq = nextCSeq;
    }

    Delivery delivery() {
        return new Delivery(toldVersion, answerOwed, Optional.ofNullable(ending));
    }

    /** True when a NOTIFY that is due must wait: for the 200, for the one under way, for a place in the window, for sequence numbers, or for Retry-After; and when none is due any more. */
    boolean mustWait() {
        return finished || awaitsAnswer || inFlight || awaitsPlace || awaitsReservation || awaitsRetry;
    }

    String localTag() {
        return subscription.dialog().localTag();
    }

    /** The hop that its NOTIFYs go to first (RFC 3261 s8.1.2): the topmost route, or the remote target without one. */
    String nextHop() {
        var routes = subscription.dialog().routeSet().routes();
        return routes.isEmpty() ? subscription.dialog().remoteTarget() : routes.get(0);
    }

    @Override
    void fire() {
        home.expire(this);
    }
}
