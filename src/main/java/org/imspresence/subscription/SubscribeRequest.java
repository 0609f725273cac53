package org.imspresence.subscription;

import org.imspresence.dialog.DialogState;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * A SUBSCRIBE (RFC 6665 s4.1.2) as admission hands it to the home of the presentity.
 *
 * @param presentity canonical address of the watched
 * @param watcher    canonical address of who asks
 * @param inDialog   true when To had a tag: a refresh or an unsubscription
 * @param event      the Event header, verbatim
 * @param format     the media type for the bodies that Accept, or its absence, leads to; empty when nothing that we serve is acceptable
 * @param expires    seconds asked for, 0 or more; {@link #NO_EXPIRES} when absent
 * @param dialog     initial: the dialog that the 200 will open. In dialog: Call-ID, tags, remote target and CSeq of this request; its route set counts for
 *                   nothing (RFC 3261 s12.2)
 */
@Proto
@ProtoTypeId(101101)
public record SubscribeRequest(
        String presentity, String watcher, boolean inDialog, String event, String format, int expires, DialogState dialog) {

    /** No Expires header: the package's default holds. */
    public static final int NO_EXPIRES = -1;

    /** The event type. */
    public String eventPackage() {
        return EventId.of(event).type();
    }
}
