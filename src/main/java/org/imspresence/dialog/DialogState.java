package org.imspresence.dialog;

import java.nio.charset.StandardCharsets;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * RFC 3261 s12: the state of one dialog at its UAS, as plain immutable data. This is the dialog; a container session is only ever
 * opened from it for the length of one transaction.
 *
 * <p>Not in here: the local sequence number. It is reserved in blocks (see {@code Subscription}) so that a NOTIFY costs no write.
 *
 * @param callId       Call-ID, verbatim
 * @param localTag     our tag: To of the SUBSCRIBE's response, From of a NOTIFY
 * @param remoteTag    the watcher's tag: From of the SUBSCRIBE, To of a NOTIFY
 * @param localParty   To of the SUBSCRIBE without its tag, as a name-addr or addr-spec; From of a NOTIFY
 * @param remoteParty  From of the SUBSCRIBE without its tag; To of a NOTIFY
 * @param remoteTarget the URI of the watcher's Contact (s12.1.1); the one member that a target refresh may change (s12.2)
 * @param routeSet     the Record-Route of the SUBSCRIBE that opened the dialog, in order; never changes
 * @param transport    the transport the SUBSCRIBE came by, lower case: {@code udp}, {@code tcp}, {@code tls}
 * @param remoteCSeq   the highest sequence number seen from the watcher
 * @param icid         RFC 7315 s4.6: what the dialog is charged by, as the SUBSCRIBE that opened it says within the trust domain; empty for none, and where nothing of the kind is told
 */
@Proto
@ProtoTypeId(101200)
public record DialogState(
        String callId,
        String localTag,
        String remoteTag,
        String localParty,
        String remoteParty,
        String remoteTarget,
        RouteSet routeSet,
        String transport,
        long remoteCSeq,
        String icid) {

    private static final String NO_ICID = "";
    private static final String SIPS = "sips:";

    /** Bytes of the digest that are kept for an id: 128 bits, so that two dialogs never share one. */
    private static final int ID_BYTES = 16;

    /** A record of an earlier version has no icid; and one text for none takes no memory, where each record that is read would bring its own. */
    public DialogState {
        icid = icid == null || icid.isEmpty() ? NO_ICID : icid;
    }

    /**
     * Identifies the dialog among all dialogs of its presentity: a digest of Call-ID and the <em>watcher's</em> tag. Our own tag is left out on
     * purpose: a SUBSCRIBE that is repeated to another node has no tag of ours yet and must find the dialog that it opened already.
     */
    public String id() {
        return id(callId, remoteTag);
    }

    /** The {@link #id()} of the dialog that a watcher's request with this Call-ID and From tag belongs to. */
    public static String id(String callId, String remoteTag) {
        return Token.naming(ID_BYTES, (callId + '\n' + remoteTag).getBytes(StandardCharsets.UTF_8));
    }

    /** This dialog after a target refresh (s12.2.2): new remote target and remote sequence number, the same route set. */
    public DialogState refreshed(String newRemoteTarget, long newRemoteCSeq) {
        return new DialogState(callId, localTag, remoteTag, localParty, remoteParty, newRemoteTarget, routeSet, transport, newRemoteCSeq, icid);
    }

    /** This dialog after a target refresh that the watcher's side answered (s12.2.1.2): new remote target. */
    public DialogState movedTo(String newRemoteTarget) {
        return refreshed(newRemoteTarget, remoteCSeq);
    }

    /** The remote target that a Contact URI leads to: the URI without its header fields, which are not allowed in a Request-URI (s19.1.1). */
    public static String remoteTarget(String contactUri) {
        int headers = contactUri.indexOf('?', Math.max(0, contactUri.indexOf('@')));
        return headers < 0 ? contactUri : contactUri.substring(0, headers);
    }

    /**
     * RFC 3261 s12.1.1, s12.2.1.1: whether our Contact has to be a {@code sips} URI. Whoever asks for it by the Request-URI has to say so in its own Contact, and proxies in their Record-Route (s8.1.1.8, s16.6), so it is told by these.
     */
    public boolean isSecure() {
        return firstHop().regionMatches(true, firstHop().indexOf('<') + 1, SIPS, 0, SIPS.length());
    }

    /** Where a request of ours goes first: the first route as a name-addr, or the remote target where there are none. */
    public String firstHop() {
        return routeSet.routes().isEmpty() ? remoteTarget : routeSet.routes().get(0);
    }

    /** True when {@code other} names the same dialog: Call-ID and both tags (s12). */
    public boolean isSameDialogAs(DialogState other) {
        return callId.equals(other.callId) && localTag.equals(other.localTag) && remoteTag.equals(other.remoteTag);
    }
}
