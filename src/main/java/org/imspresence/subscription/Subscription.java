package org.imspresence.subscription;

import org.imspresence.dialog.DialogState;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * RFC 6665: one watcher's subscription to one presentity, as it is stored on two nodes. RFC 6665 s4.5: one subscription per dialog.
 *
 * @param watcher        canonical address of who watches
 * @param event          the Event header of the SUBSCRIBE, verbatim: a NOTIFY echoes it with its {@code id}
 * @param contentType    media type of the NOTIFY bodies, chosen from the watcher's Accept
 * @param expiresAt      end of life, milliseconds since the epoch
 * @param dialog         the dialog that the SUBSCRIBE opened
 * @param reservedCSeq   the last local sequence number that the home may use without another write. After a takeover the next home starts above it;
 *                       gaps are legal (RFC 3261 s12.2.1.1)
 */
@Proto
@ProtoTypeId(101100)
public record Subscription(
        String watcher, String event, String contentType, long expiresAt, DialogState dialog, long reservedCSeq) {

    /**
     * The first sequence number of a new dialog. Any number below 2^31 will do (RFC 3261 s8.1.1.5); with this one the first update of the founding
     * document's flow is "CSeq: 43 NOTIFY", as its table prints.
     */
    public static final long FIRST_CSEQ = 42;

    /** How many sequence numbers one write reserves. */
    public static final long CSEQ_BLOCK = 128;

    /** The event type. */
    public String eventPackage() {
        return EventId.of(event).type();
    }

    /** Whole seconds of life that remain at {@code now}, rounded up, at least 0. */
    public long remainingSeconds(long now) {
        return Math.max(0, (expiresAt - now + 999) / 1000);
    }

    /** This subscription with sequence numbers reserved up to {@code last}. */
    public Subscription reserving(long last) {
        return new Subscription(watcher, event, contentType, expiresAt, dialog, last);
    }

    /** This subscription after its watcher has moved. */
    public Subscription movedTo(String remoteTarget) {
        return new Subscription(watcher, event, contentType, expiresAt, dialog.movedTo(remoteTarget), reservedCSeq);
    }

    /** This subscription after a refresh. */
    public Subscription refreshed(DialogState newDialog, String newContentType, long newExpiresAt) {
        return new Subscription(watcher, event, newContentType, newExpiresAt, newDialog, reservedCSeq);
    }
}
