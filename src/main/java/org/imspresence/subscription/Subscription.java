package org.imspresence.subscription;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

import org.imspresence.authorization.Requester;
import org.imspresence.dialog.DialogState;
import org.imspresence.subscription.SubscriptionState.Reason;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * RFC 6665: one watcher's subscription to one presentity, as it is stored on two nodes. RFC 6665 s4.5: one subscription per dialog.
 *
 * <p>One that has ended stays stored for a while: a SUBSCRIBE that comes once more is answered as before, a home that takes over knows that the last NOTIFY may still be owed, and a part of the cluster that was
 * cut off in the meantime does not bring it back.
 *
 * @param watcher        canonical address of who watches
 * @param alias          another canonical address of the watcher; empty for none
 * @param anonymous      the presentity is not to learn who watches
 * @param event          the Event header of the SUBSCRIBE, without its rates and else verbatim: a NOTIFY echoes it with its {@code id}
 * @param terms          what its watcher has asked for of its NOTIFYs
 * @param expiresAt      end of life, milliseconds since the epoch
 * @param dialog         the dialog that the SUBSCRIBE opened
 * @param reservedCSeq   the last local sequence number that the home may use without another write. After a takeover the next home starts above it;
 *                       gaps are legal (RFC 3261 s12.2.1.1)
 * @param openedAt       when it was opened, milliseconds since the epoch
 * @param changedAt      when it was opened, refreshed or ended last, milliseconds since the epoch
 * @param ended          why it has ended: the reason that its last NOTIFY tells, {@link #GONE} or {@link #WAITING}; empty while it lives
 * @param unnotified     its last SUBSCRIBE was answered 204 (RFC 5839 s6.3): no NOTIFY follows it
 */
@Proto
@ProtoTypeId(101100)
public record Subscription(
        String watcher, String alias, boolean anonymous, String event, Terms terms, long expiresAt, DialogState dialog, long reservedCSeq, long openedAt, long changedAt, String ended,
        boolean unnotified) {

    /**
     * The first sequence number of a new dialog. Any number below 2^31 will do (RFC 3261 s8.1.1.5); with this one the first update of the founding
     * document's flow is "CSeq: 43 NOTIFY", as its table prints.
     */
    public static final long FIRST_CSEQ = 42;

    /** How many sequence numbers one write reserves. */
    public static final long CSEQ_BLOCK = 128;

    /** Its watcher's side knows no such subscription any more: there is nobody to tell of its end. */
    public static final String GONE = "gone";

    /** RFC 3857 s4.7.1: it ran out before the presentity had decided about it, and is kept so that the presentity still may. Its last NOTIFY tells {@link Reason#TIMEOUT}. */
    public static final String WAITING = "waiting";

    private static final String LIVE = "";

    /** From when on a second more or less matters to a watcher that refreshes after nine tenths: 0.9 * 20 leaves 2. */
    private static final long LAST_SECONDS = 20;

    public Subscription {
        terms = terms.shared();
    }

    /** One that lives. */
    static Subscription opened(SubscribeRequest request, Terms terms, long expiresAt, long now) {
        return new Subscription(request.watcher(), request.alias(), request.anonymous(), request.event(), terms, expiresAt, request.dialog(), FIRST_CSEQ + CSEQ_BLOCK - 1, now, now, LIVE, false);
    }

    /** The event type. */
    public String eventPackage() {
        return EventId.of(event).type();
    }

    public boolean isEnded() {
        return !ended.equals(LIVE);
    }

    /** True when it has ended without the presentity's decision. */
    public boolean isWaiting() {
        return ended.equals(WAITING);
    }

    /** Who watches, as rules see it. */
    public Requester requester() {
        return SubscribeRequest.requester(watcher, alias, anonymous);
    }

    /** What its last NOTIFY tells; empty while it lives, and when there is nobody to tell. */
    public Optional<Reason> ending() {
        if (isWaiting()) {
            return Optional.of(Reason.TIMEOUT);
        }
        return Arrays.stream(Reason.values()).filter(reason -> reason.toString().equals(ended)).findFirst();
    }

    /** Whole seconds of life that remain at {@code now}, rounded up, at least 0. */
    public long remainingSeconds(long now) {
        return isEnded() ? 0 : Math.max(0, (expiresAt - now + 999) / 1000);
    }

    /**
     * What a NOTIFY tells of {@link #remainingSeconds} (RFC 6665 s4.1.3): in the last 20 seconds rounded down, but never to 0. Watchers go by the latest NOTIFY, and some refresh
     * after nine tenths of what it said; rounded up, 1.5 s would be told as 2 and the refresh come too late.
     */
    public long toldSeconds(long now) {
        long remaining = remainingSeconds(now);
        return remaining > LAST_SECONDS || remaining <= 1 ? remaining : Math.max(1, (expiresAt - now) / 1000);
    }

    /** This subscription with sequence numbers reserved up to {@code last}. */
    public Subscription reserving(long last) {
        return new Subscription(watcher, alias, anonymous, event, terms, expiresAt, dialog, last, openedAt, changedAt, ended, unnotified);
    }

    /** This subscription after its watcher has moved. */
    public Subscription movedTo(String remoteTarget) {
        return new Subscription(watcher, alias, anonymous, event, terms, expiresAt, dialog.movedTo(remoteTarget), reservedCSeq, openedAt, changedAt, ended, unnotified);
    }

    /** This subscription at other rates. */
    public Subscription at(Rates rates) {
        return new Subscription(watcher, alias, anonymous, event, terms.at(rates), expiresAt, dialog, reservedCSeq, openedAt, changedAt, ended, unnotified);
    }

    /** This subscription after a refresh. */
    public Subscription refreshed(DialogState newDialog, Terms newTerms, long newExpiresAt, long now) {
        return new Subscription(watcher, alias, anonymous, event, newTerms, newExpiresAt, newDialog, reservedCSeq, openedAt, now, ended, false);
    }

    /** This subscription when its last SUBSCRIBE is answered 204. One that has ended by it has nobody to tell. */
    public Subscription withoutNotify() {
        return new Subscription(watcher, alias, anonymous, event, terms, expiresAt, dialog, reservedCSeq, openedAt, changedAt, isEnded() && !isWaiting() ? GONE : ended, true);
    }

    /** What is left of this subscription when it has ended; its last NOTIFY is still to be sent. */
    public Subscription ended(Reason reason, long now) {
        return ended(reason.toString(), now);
    }

    /** What is left of this subscription when it has run out while it was pending. */
    public Subscription waiting(long now) {
        return ended(WAITING, now);
    }

    /** What is left of this subscription when its watcher's side knows it no more. */
    public Subscription gone(long now) {
        return ended(GONE, now);
    }

    private Subscription ended(String why, long now) {
        return new Subscription(watcher, alias, anonymous, event, terms, expiresAt, dialog, reservedCSeq, openedAt, now, why, false);
    }

    /**
     * What two parts of the cluster that did not see each other have made of one subscription: what ended on one side is not brought back, else the watcher's last word holds. No sequence number that one of
     * them may have used is used again, and none of the watcher's is taken twice.
     */
    public static Subscription merged(Subscription one, Subscription other) {
        Comparator<Subscription> prevalence = Comparator.comparing(Subscription::isEnded).thenComparingLong(s -> s.dialog.remoteCSeq()).thenComparingLong(Subscription::changedAt);
        Subscription last = prevalence.compare(one, other) >= 0 ? one : other;
        DialogState dialog = last.dialog.refreshed(last.dialog.remoteTarget(), Math.max(one.dialog.remoteCSeq(), other.dialog.remoteCSeq()));
        return new Subscription(last.watcher, last.alias, last.anonymous, last.event, last.terms, last.expiresAt, dialog, Math.max(one.reservedCSeq, other.reservedCSeq),
                last.openedAt, last.changedAt, last.ended, last.unnotified);
    }
}
