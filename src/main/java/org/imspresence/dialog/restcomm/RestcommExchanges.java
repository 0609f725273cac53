package org.imspresence.dialog.restcomm;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.SIPTransaction;
import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipServletResponse;
import javax.sip.SipException;
import javax.sip.Transaction;
import javax.sip.message.Request;
import org.imspresence.dialog.Exchanges;
import org.mobicents.servlet.sip.core.RoutingState;
import org.mobicents.servlet.sip.core.session.MobicentsSipSession;
import org.mobicents.servlet.sip.message.SipServletMessageImpl;
import org.mobicents.servlet.sip.message.SipServletRequestImpl;
import org.mobicents.servlet.sip.message.TransactionApplicationData;

/**
 * Answers requests. The session that the container made for a request is released as soon as its final response is sent and the container has returned from it.
 * The server transaction lives on in the stack, without session, and goes on absorbing retransmissions until its Timer J (RFC 3261 s17.2.2).
 *
 * <p>A request that changes nothing may as well be answered twice: over UDP its response is stateless (s8.2.7) and its transaction ends with it, so that no flood of OPTIONS fills the heap.
 */
final class RestcommExchanges implements Exchanges {

    /** Requests that change something, or, as INVITE, whose response has to be repeated until it is acknowledged. */
    private static final Set<String> REMEMBERED = Set.of(Request.SUBSCRIBE, Request.PUBLISH, Request.INVITE);

    private final StackGate gate;
    private final Addresses addresses;

    RestcommExchanges(StackGate gate, Addresses addresses) {
        this.gate = gate;
        this.addresses = addresses;
    }

    @Override
    public void sendInDialog(SipServletResponse response, String contactUser, String toTag, boolean isSecure) throws IOException {
        SipServletRequestImpl request = (SipServletRequestImpl) response.getRequest();
        // The container would otherwise make a dialog of its own at the response to an initial request. The dialog is the stored record.
        request.setRoutingState(RoutingState.SUBSEQUENT);
        SIPMessage message = (SIPMessage) ((SipServletMessageImpl) response).getMessage();
        message.setToTag(toTag);
        SIPRequest received = (SIPRequest) request.getMessage();
        OwnAddress at = addresses.of(received.getLocalAddress(), received.getLocalPort());
        Addresses.stampContact(message, at, contactUser, request.getTransport(), isSecure);
        send(response);
    }

    @Override
    public void send(SipServletResponse response) throws IOException {
        SipServletRequestImpl request = (SipServletRequestImpl) response.getRequest();
        SIPTransaction transaction = (SIPTransaction) request.getTransaction();
        MobicentsSipSession session = request.getSipSession();
        boolean remembered = transaction.isReliable() || REMEMBERED.contains(request.getMethod());
        Consumer<Runnable> whenContainerIsDone = gate.answering(transaction);
        try {
            if (remembered) {
                response.send();
            } else {
                sendStateless(transaction, request, response);
            }
        } finally {
            whenContainerIsDone.accept(() -> {
                release(transaction, session);
                if (!remembered) {
                    transaction.getSIPStack().removeTransaction(transaction);
                }
            });
        }
    }

    @Override
    public Optional<InetAddress> peer(SipServletRequest request) {
        // Not by getRemoteAddr: it asks the transaction, and where that has none the Via.
        return Optional.ofNullable(((SIPRequest) ((SipServletRequestImpl) request).getMessage()).getPeerPacketSourceAddress());
    }

    private static void sendStateless(SIPTransaction transaction, SipServletRequestImpl request, SipServletResponse response) throws IOException {
        try {
            StatelessResponse.send(transaction.getSipProvider(), (SIPRequest) request.getMessage(), (SIPResponse) ((SipServletMessageImpl) response).getMessage());
        } catch (SipException e) {
            throw new IOException(e);
        }
    }

    private static void release(Transaction transaction, MobicentsSipSession session) {
        // Taken out of the session first: an invalidated session would end it.
        session.removeOngoingTransaction(transaction);
        if (transaction.getApplicationData() instanceof TransactionApplicationData data) {
            data.cleanUp();
        }
        transaction.setApplicationData(null);
        Sessions.release(session, session.getSipApplicationSession());
    }
}
