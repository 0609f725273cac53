package org.imspresence.subscription;

import java.util.List;

import org.imspresence.authorization.Requester;
import org.imspresence.dialog.DialogState;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * A SUBSCRIBE (RFC 6665 s4.1.2) as admission hands it to the home of the presentity.
 *
 * @param presentity canonical address of the watched
 * @param watcher    canonical address of who asks; {@link #ANONYMOUS} when nobody knows
 * @param alias      another canonical address of the same watcher (RFC 3325 s9.1: a sip and a tel URI may be asserted); empty for none
 * @param anonymous  the presentity is not to learn who asks: by the watcher's wish (RFC 3323, RFC 3325 s9.3), or because nobody knows
 * @param inDialog   true when To had a tag: a refresh or an unsubscription
 * @param event      the Event header, verbatim but for its rates, which are terms
 * @param terms      what it asks for of its NOTIFYs, but for filters, which are in the body
 * @param suppress   the entity tag in Suppress-If-Match (RFC 5839 s7.3); empty when there is none, and for {@code *}, which is in the terms
 * @param expires    seconds asked for, 0 or more; {@link #NO_EXPIRES} when absent
 * @param contentType media type of the body; empty when there is none
 * @param body       the body, with its Content-Encoding undone; empty when there is none
 * @param dialog     initial: the dialog that the 200 will open. In dialog: Call-ID, tags, remote target and CSeq of this request; its route set counts for
 *                   nothing (RFC 3261 s12.2)
 */
@Proto
@ProtoTypeId(101101)
public record SubscribeRequest(
        String presentity, String watcher, String alias, boolean anonymous, boolean inDialog, String event, Terms terms, String suppress, int expires,
        String contentType, byte[] body, DialogState dialog) {

    /** Who asks without an identity that counts. */
    public static final String ANONYMOUS = "sip:anonymous@anonymous.invalid";

    /**
     * Who asks is whoever the dialog belongs to: a trusted peer vouches for that, as a P-CSCF does which checks that a request belongs to a dialog of its user and asserts an identity in initial requests only (TS 24.229 s5.2.6.3).
     */
    public static final String OF_THE_DIALOG = "sip:of-the-dialog@anonymous.invalid";

    private static final byte[] NO_BODY = {};

    /** No Expires header: the package's default holds. */
    public static final int NO_EXPIRES = -1;

    /** The body of a request that has none. */
    public static byte[] noBody() {
        return NO_BODY;
    }

    /** Who asks, as rules see it. */
    public Requester requester() {
        return requester(watcher, alias, anonymous);
    }

    static Requester requester(String watcher, String alias, boolean anonymous) {
        if (watcher.equals(ANONYMOUS)) {
            return new Requester(List.of(), true);
        }
        return new Requester(alias.isEmpty() ? List.of(watcher) : List.of(watcher, alias), anonymous);
    }

    /** The event type. */
    public String eventPackage() {
        return EventId.of(event).type();
    }
}
