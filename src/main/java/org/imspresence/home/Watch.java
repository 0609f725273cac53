package org.imspresence.home;

import java.util.Optional;

import org.imspresence.event.EventState;
import org.imspresence.event.Watching;
import org.imspresence.notification.Delivery;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState.Reason;
import org.imspresence.timer.TimerWheel;

/** The home's hot copy of one subscription: the stored record itself, how far its watcher has been told, and the timer of its expiry. */
final class Watch extends TimerWheel.Timer {

    /** What keeps a NOTIFY that is due from leaving. Several may be in the way at once; whoever takes one away asks the {@link Notifier} again. */
    enum Obstacle {
        /** A SUBSCRIBE's 200 is not known to be sent: nothing may overtake it. */
        ANSWER,
        /** Another NOTIFY of the dialog is under way. */
        UNDER_WAY,
        /** Another NOTIFY of the dialog is under way, which tells nothing that its watcher does not know. */
        REMINDER,
        /** There is no place in the send window. */
        PLACE,
        /** The reserved sequence numbers are used up. */
        RESERVATION,
        /** The watcher's side asked for a pause, by Retry-After. */
        RETRY_AFTER,
        /** The rules shut its watcher out: nothing is told before its end, which is about to be stored. */
        VERDICT,
        /** The last NOTIFY of the subscription has been answered, or its watcher is gone: nothing is due any more. */
        END;

        private final int bit = 1 << ordinal();
    }

    private static final long NOT_YET = Long.MIN_VALUE;

    private final Subscriptions subscriptions;
    final Topic topic;
    /** The dialog's id: a digest, computed once and shared with the key of the stored record. */
    final String id;
    Subscription subscription;
    long nextCSeq;
    /** What the rules have come to for it. */
    Outcome outcome;
    /** What it knows by what it was told last; null when that is not certain, or need not be remembered. */
    EventState known;
    /** RFC 5839: the condition of its last SUBSCRIBE was true of the version that is told, and it has had no body since. */
    boolean matched;
    /** It had to wait for the presentity's word. */
    boolean approved;
    long toldVersion = Delivery.NOTHING;
    /** When the last NOTIFY left, by {@link HomeNode#elapsed}; {@link #NOT_YET} before the first. */
    long lastSentAt = NOT_YET;
    Reason ending;
    boolean answerOwed;
    /** A SUBSCRIBE is not answered, or its watcher not told that it is let in, by a NOTIFY that has arrived or is under way. */
    boolean prompt;
    /** The NOTIFY under way was sent without knowing that the 200 had been. */
    boolean sentUnheard;
    /** Opened while this side of a fallen apart cluster held back: no other side knows its dialog. */
    boolean openedApart;
    /** Never more than its own end (RFC 6665 s4.4.3). */
    boolean fetch;
    /** Null while there is nothing to wait for. */
    Rhythm rhythm;
    /** A change is due that waits for its turn. */
    boolean owesChange;
    /** How {@link Census} counts it. */
    Census.Count counted = Census.Count.NOT;
    private short obstacles;
    /** NOTIFYs in a row that failed without consequence. */
    byte failures;
    /** Final status of the last NOTIFY; 0 while it has none. */
    short lastStatus;
    /** Counts the SUBSCRIBEs that are answered, round and round: tells one from those just before it. */
    short answers;

    Watch(Subscriptions subscriptions, Topic topic, String id, Subscription subscription, long nextCSeq, Outcome outcome) {
        this.subscriptions = subscriptions;
        this.topic = topic;
        this.id = id;
        this.subscription = subscription;
        this.nextCSeq = nextCSeq;
        this.outcome = outcome;
    }

    /** It is refreshed. The first body in another format is whole (RFC 5263 s4.4), even if the watcher has the state. */
    void renew(Subscription renewed) {
        if (!renewed.terms().contentType().equals(subscription.terms().contentType())) {
            known = null;
        }
        subscription = renewed;
    }

    /** The rules, or its filter, have come to something else for it: what is due by that is no change of state. */
    void comesTo(Outcome other) {
        owesChange &= outcome == other;
        outcome = other;
    }

    void waitFor(Obstacle obstacle) {
        obstacles |= (short) obstacle.bit;
    }

    void clear(Obstacle obstacle) {
        obstacles &= (short) ~obstacle.bit;
    }

    boolean waitsFor(Obstacle obstacle) {
        return (obstacles & obstacle.bit) != 0;
    }

    /** True when a NOTIFY that is due must wait, for whatever. */
    boolean isHeldUp() {
        return obstacles != 0;
    }

    /** No NOTIFY has been sent by this home. */
    boolean isNew() {
        return lastSentAt == NOT_YET;
    }

    /** As watcher information tells of it (RFC 3857 s4.7.1). */
    Watching watching() {
        return new Watching(subscription, outcome.isPending() ? Watching.Status.PENDING : Watching.Status.ACTIVE, approved ? Watching.Event.APPROVED : Watching.Event.SUBSCRIBE);
    }

    /** @param elapsed the time by {@link HomeNode#elapsed} */
    Delivery delivery(long elapsed) {
        long sinceLast = lastSentAt == NOT_YET ? Delivery.NEVER : elapsed - lastSentAt;
        return new Delivery(outcome.isPending(), toldVersion, answerOwed, prompt, Optional.ofNullable(ending), sinceLast, rhythm == null ? 0 : rhythm.recent());
    }

    /** Its next NOTIFY leaves. */
    void sent(long elapsed) {
        nextCSeq++;
        lastStatus = 0;
        known = null;
        answerOwed = false;
        owesChange = false;
        prompt = false;
        lastSentAt = elapsed;
    }

    Rhythm rhythm(Notifier notifier) {
        if (rhythm == null) {
            rhythm = new Rhythm(notifier, this);
        }
        return rhythm;
    }

    void dropIdleRhythm() {
        if (rhythm != null && rhythm.isIdle()) {
            rhythm = null;
        }
    }

    /** RFC 6446: whether its watcher wants to be told although nothing has changed. */
    boolean wantsReminders() {
        return subscription.terms().rates().wantsReminders();
    }

    /** True when what there is to tell is another version of what it knows, and no news. */
    boolean learnsNothing() {
        return known != null && !outcome.isNewsTo(known);
    }

    /** What is no news is not told as such. With triggers it may be another state all the same, which a reminder has to tell. */
    void passOver() {
        matched &= known.isSameAs(outcome.state());
        toldVersion = outcome.version();
        owesChange = false;
    }

    /** RFC 5839 s6.2: its watcher has, or does not want, what a NOTIFY would tell it now. */
    boolean isSpared() {
        return isQuenched() || matched && toldVersion == outcome.version();
    }

    boolean isQuenched() {
        return subscription.terms().quenched();
    }

    /** Whether its watcher knows all that it is owed; in doubt, no. */
    boolean isTold() {
        return (toldVersion == outcome.version() || isQuenched() && toldVersion != Delivery.NOTHING) && !answerOwed && ending == null && failures == 0 && !waitsFor(Obstacle.UNDER_WAY);
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
    protected void fire() {
        subscriptions.expire(this);
    }
}
