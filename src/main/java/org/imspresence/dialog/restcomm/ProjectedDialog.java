package org.imspresence.dialog.restcomm;

import java.text.ParseException;
import java.util.Locale;

import gov.nist.javax.sip.SipProviderImpl;
import gov.nist.javax.sip.header.CallID;
import gov.nist.javax.sip.header.RouteList;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import gov.nist.javax.sip.stack.SIPDialog;
import javax.sip.ClientTransaction;
import javax.sip.SipException;
import javax.sip.address.Address;
import javax.sip.message.Request;
import org.imspresence.dialog.DialogState;

/**
 * The stack's view of a stored dialog, for the length of one NOTIFY. The stack makes the request from it as from a dialog of its own: Request-URI and Route
 * by RFC 3261 s12.2.1.1, From, To, Call-ID and CSeq.
 *
 * <p>It is never entered into the stack's table of dialogs: two nodes, or two transactions, may hold a projection of one dialog, and none of
 * them is to be found by a request that comes in.
 */
final class ProjectedDialog extends SIPDialog {

    private static final long serialVersionUID = 1L;

    /** Sends the request of a transaction. */
    interface Sender {

        void send(SIPClientTransaction transaction) throws SipException;
    }

    private transient Sender sender;

    /**
     * @param template      any response that has the Via of a transport of the provider; the constructor of the stack wants one
     * @param cseq          the sequence number that the request is to have
     * @param sender        has the last word on the request, and on the way that it takes. The stack's own way out knows the addresses of one provider only
     */
    ProjectedDialog(SipProviderImpl provider, SIPResponse template, DialogState dialog, Parties parties, long cseq,
            Sender sender) throws ParseException {
        super(provider, template);
        this.sender = sender;
        method = Request.SUBSCRIBE;
        callIdHeader = new CallID(dialog.callId());
        myTag = dialog.localTag();
        hisTag = dialog.remoteTag();
        localParty = parties.local();
        remoteParty = parties.remote();
        remoteTarget = parties.target();
        routeList = parties.routes();
        localSequenceNumber = cseq - 1;
        remoteSequenceNumber = dialog.remoteCSeq();
        serverTransactionFlag = true;
        firstTransactionSeen = true;
        firstTransactionMethod = Request.SUBSCRIBE;
        firstTransactionId = dialog.id();
        firstTransactionIsServerTransaction = true;
        setDialogId((dialog.callId() + ':' + dialog.localTag() + ':' + dialog.remoteTag()).toLowerCase(Locale.ROOT));
        setState(CONFIRMED_STATE);
    }

    /** The members of a dialog as the stack has them. */
    record Parties(Address local, Address remote, Address target, RouteList routes) {}

    @Override
    public void sendRequest(ClientTransaction transaction) throws SipException {
        SIPClientTransaction sending = (SIPClientTransaction) transaction;
        sending.setDialog(this, getDialogId());
        sending.setTransactionMapped(true);
        sender.send(sending);
    }

    /**
     * To be called when the final response is in. The transaction lives on for Timer K, 5 s, to absorb repeated responses, and keeps its dialog: without this, each NOTIFY
     * that has been answered would keep its session, its addresses and its routes for that long.
     */
    void forget() {
        setApplicationData(null);
        sender = null;
        localParty = null;
        remoteParty = null;
        remoteTarget = null;
        routeList = null;
    }

    /** Nothing to delete: the stack does not know it. */
    @Override
    public void delete() {
        // nothing
    }
}
