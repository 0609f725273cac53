package org.imspresence.dialog.restcomm;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import gov.nist.javax.sip.DialogTimeoutEvent;
import gov.nist.javax.sip.SipListenerExt;
import gov.nist.javax.sip.Utils;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.Event;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.InvalidArgumentException;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipProvider;
import javax.sip.TimeoutEvent;
import javax.sip.Transaction;
import javax.sip.TransactionAlreadyExistsException;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.TransactionUnavailableException;
import javax.sip.header.CSeqHeader;
import javax.sip.header.EventHeader;
import javax.sip.header.RecordRouteHeader;
import javax.sip.header.RetryAfterHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.NotifyOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the SIP stack and the container.
 *
 * <p>Requests pass on to the container, but never with a dialog: each is given to the application as one of its own, and the home decides by the stored
 * record. What the gate adds is the point in time at which the container is done with a request: only then, and only when its
 * response has been sent, may its session be released ({@link #answering}).
 *
 * <p>Responses to our NOTIFYs end here. They are known by the {@link PendingNotify} on their transaction, and the container has nothing to add to them.
 */
final class StackGate implements SipListenerExt {

    private static final Logger LOG = LoggerFactory.getLogger(StackGate.class);
    private static final Runnable DISPATCHED = () -> { };
    /**
     * Requests that belong to a dialog or a transaction of a kind we never have. The container would send those that name another host on to it, without a transaction
     * of its own and without asking any application: a relay for everybody.
     */
    private static final Set<String> NEVER_INITIAL = Set.of(Request.BYE, Request.CANCEL, Request.INFO, Request.PRACK, Request.UPDATE);

    private final SipListenerExt container;
    /** Requests that nobody has answered through us, until their transaction is over; see {@link #answering}. */
    private final Map<Transaction, AtomicReference<Runnable>> exchanges = new ConcurrentHashMap<>();

    StackGate(SipListenerExt container) {
        this.container = container;
    }

    @Override
    public void processRequest(RequestEvent event) {
        Request request = event.getRequest();
        if (Request.ACK.equals(request.getMethod())) {
            return; // No INVITE ever succeeds here, and the stack itself takes the ACK of one that failed.
        }
        if (Request.PUBLISH.equals(request.getMethod()) && request.getHeader(EventHeader.NAME) == null) {
            request.setHeader(new Event()); // the stack takes no PUBLISH without one; an empty one is the application's to refuse, with what it does serve
        }
        if (hasUnreadableRoute((SIPRequest) request)) {
            refuse(event, "Record-Route cannot be read");
            return;
        }
        ServerTransaction transaction;
        try {
            transaction = event.getServerTransaction() != null
                    ? event.getServerTransaction()
                    : ((SipProvider) event.getSource()).getNewServerTransaction(request);
        } catch (TransactionAlreadyExistsException retransmission) {
            return;
        } catch (TransactionUnavailableException e) {
            refuse(event, e.getMessage());
            return;
        }
        if (NEVER_INITIAL.contains(request.getMethod())) {
            refuse(transaction, request);
            return;
        }
        AtomicReference<Runnable> exchange = new AtomicReference<>();
        exchanges.put(transaction, exchange);
        try {
            container.processRequest(new RequestEvent(event.getSource(), transaction, null, request));
        } finally {
            meet(exchange, DISPATCHED);
        }
    }

    /** The stack puts a Record-Route that it cannot read aside; without it the NOTIFYs would go around the proxies. RFC 3903 s6: in a PUBLISH it counts for nothing. */
    private static boolean hasUnreadableRoute(SIPRequest request) {
        if (Request.PUBLISH.equals(request.getMethod())) {
            return false;
        }
        for (Iterator<String> i = request.getUnrecognizedHeaders(); i.hasNext();) {
            if (i.next().regionMatches(true, 0, RecordRouteHeader.NAME, 0, RecordRouteHeader.NAME.length())) {
                return true;
            }
        }
        return false;
    }

    /** RFC 3261 s12.2.2, s9.2: there is no such dialog or transaction. */
    private static void refuse(ServerTransaction transaction, Request request) {
        try {
            transaction.sendResponse(tagged(((SIPRequest) request).createResponse(Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST)));
        } catch (SipException | InvalidArgumentException | RuntimeException e) {
            LOG.warn("could not answer a {}: {}", request.getMethod(), e.toString());
        }
    }

    /** RFC 3261 s8.2: a request that the stack finds incomplete is answered like any other, but without a transaction. */
    private static void refuse(RequestEvent event, String why) {
        SIPRequest request = (SIPRequest) event.getRequest();
        LOG.info("{} refused: 400 {} call-id={}", request.getMethod(), why, request.getCallId());
        try {
            ((SipProvider) event.getSource()).sendResponse(tagged(request.createResponse(Response.BAD_REQUEST, why.replaceAll("\\p{Cntrl}+", " "))));
        } catch (SipException | RuntimeException e) {
            LOG.warn("could not answer an incomplete {}: {}", request.getMethod(), e.toString());
        }
    }

    /** RFC 3261 s8.2.6.2: a response has a tag in To, the request's or a new one. */
    private static SIPResponse tagged(SIPResponse response) {
        if (response.getToTag() == null) {
            response.setToTag(Utils.getInstance().generateTag());
        }
        return response;
    }

    /**
     * To be called before the final response to this transaction's request is sent, as over TCP the transaction ends with it.
     *
     * @return to be called once, when the response is sent: runs the release that it is given when the container has returned from the request, which
     *         is now, or on the container's thread when it does
     */
    Consumer<Runnable> answering(Transaction transaction) {
        AtomicReference<Runnable> exchange = exchanges.remove(transaction);
        return exchange == null ? Runnable::run : release -> meet(exchange, release);
    }

    /** Two come here for each request, the container's return and the response's sending, in either order; the second runs the release. */
    private static void meet(AtomicReference<Runnable> exchange, Runnable mine) {
        if (!exchange.compareAndSet(null, mine)) {
            Runnable other = exchange.get();
            (mine == DISPATCHED ? other : mine).run();
        }
    }

    @Override
    public void processResponse(ResponseEvent event) {
        Response response = event.getResponse();
        PendingNotify pending = pending(event.getClientTransaction());
        if (pending != null) {
            if (response.getStatusCode() >= Response.OK) {
                pending.complete(outcome((SIPResponse) response));
            }
        } else if (!Request.NOTIFY.equals(((CSeqHeader) response.getHeader(CSeqHeader.NAME)).getMethod())) {
            container.processResponse(event);
        }
        // A response to a NOTIFY that is over already: a retransmission, of no use to anybody.
    }

    private static NotifyOutcome outcome(SIPResponse response) {
        if (response.getStatusCode() < Response.MULTIPLE_CHOICES) {
            return NotifyOutcome.success(response.getStatusCode(), remoteTarget(response));
        }
        RetryAfterHeader retryAfter = (RetryAfterHeader) response.getHeader(RetryAfterHeader.NAME);
        return NotifyOutcome.failure(response.getStatusCode(), retryAfter == null ? OptionalInt.empty() : OptionalInt.of(retryAfter.getRetryAfter()));
    }

    private static Optional<String> remoteTarget(SIPResponse response) {
        Contact contact = response.getContactHeader();
        return contact != null && !contact.isWildCard() && contact.getAddress().getURI() instanceof SipUri uri
                ? Optional.of(DialogState.remoteTarget(uri.encode()))
                : Optional.empty();
    }

    @Override
    public void processTimeout(TimeoutEvent event) {
        PendingNotify pending = pending(event.getClientTransaction());
        if (pending != null) {
            pending.complete(NotifyOutcome.timedOut());
        } else {
            container.processTimeout(event);
        }
    }

    @Override
    public void processTransactionTerminated(TransactionTerminatedEvent event) {
        if (event.isServerTransaction()) {
            boolean answeredByContainer = exchanges.remove(event.getServerTransaction()) != null;
            if (answeredByContainer && event.getServerTransaction().getApplicationData() != null) {
                container.processTransactionTerminated(event);
            }
            return;
        }
        PendingNotify pending = pending(event.getClientTransaction());
        if (pending != null) {
            pending.complete(NotifyOutcome.timedOut());
        } else if (event.getClientTransaction().getApplicationData() != null) {
            container.processTransactionTerminated(event);
        }
    }

    /** The NOTIFY that waits for the end of this transaction; null when it is none of ours, or over. */
    private static PendingNotify pending(Transaction transaction) {
        return transaction != null && transaction.getApplicationData() instanceof PendingNotify pending ? pending : null;
    }

    @Override
    public void processIOException(IOExceptionEvent event) {
        container.processIOException(event);
    }

    @Override
    public void processDialogTerminated(DialogTerminatedEvent event) {
        container.processDialogTerminated(event);
    }

    @Override
    public void processDialogTimeout(DialogTimeoutEvent event) {
        container.processDialogTimeout(event);
    }
}
