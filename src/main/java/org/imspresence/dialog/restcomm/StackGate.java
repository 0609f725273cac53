package org.imspresence.dialog.restcomm;

import java.text.ParseException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import gov.nist.javax.sip.DialogTimeoutEvent;
import gov.nist.javax.sip.SipListenerExt;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.Event;
import gov.nist.javax.sip.header.RetryAfter;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.stack.SIPServerTransaction;
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
import javax.sip.header.ExpiresHeader;
import javax.sip.header.RecordRouteHeader;
import javax.sip.header.RetryAfterHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.dialog.Refusals;
import org.imspresence.dialog.Refusals.Cause;
import org.imspresence.dialog.location.Attempted;
import org.imspresence.overload.Overload;
import org.imspresence.overload.RequestClass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the SIP stack and the container.
 *
 * <p>A request that the node is too busy for, or that comes when it is about to go, is refused here, before anything is kept for it: its response is written from the request, and its repeats are {@linkplain RefusedTransactions refused as well}.
 *
 * <p>The other requests pass on to the container, but never with a dialog: each is given to the application as one of its own, and the home decides by the stored
 * record. What the gate adds is the point in time at which the container is done with a request: only then, and only when its
 * response has been sent, may its session be released ({@link #answering}).
 *
 * <p>Responses to our NOTIFYs end here. They are known by the {@link PendingNotify} on their transaction, and the container has nothing to add to them.
 */
final class StackGate implements SipListenerExt {

    private static final Logger LOG = LoggerFactory.getLogger(StackGate.class);
    /**
     * Requests that belong to a dialog or a transaction of a kind we never have. The container would send those that name another host on to it, without a transaction
     * of its own and without asking any application: a relay for everybody.
     */
    private static final Set<String> NEVER_INITIAL = Set.of(Request.BYE, Request.CANCEL, Request.INFO, Request.PRACK, Request.UPDATE);

    private static final String SIP_IF_MATCH = "SIP-If-Match";

    /** Short, as a sender that knows all nodes by one address would stay away from all of them for that time. */
    private static final int CLOSED_SECONDS = 2;

    private final SipListenerExt container;
    private final Overload overload;
    private final RefusedTransactions refused;
    private final Refusals refusals;
    private volatile boolean doorClosed;
    /** Requests that nobody has answered through us, until their transaction is over; see {@link #answering}. */
    private final Map<Transaction, Exchange> exchanges = new ConcurrentHashMap<>();

    StackGate(SipListenerExt container, Overload overload, RefusedTransactions refused, Refusals refusals) {
        this.container = container;
        this.overload = overload;
        this.refused = refused;
        this.refusals = refusals;
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
        if (NEVER_INITIAL.contains(request.getMethod())) {
            refuseForeign(event);
            return;
        }
        if (doorClosed) {
            refuse(event, Cause.CLOSED, withRetryAfter(((SIPRequest) request).createResponse(Response.SERVICE_UNAVAILABLE), CLOSED_SECONDS));
            return;
        }
        RequestClass requestClass = classOf((SIPRequest) request);
        String branch = ((SIPRequest) request).getTopmostVia().getBranch();
        if (refused.contains(branch)) {
            shed(event, requestClass, overload.turnAway(requestClass));
            return;
        }
        overload.pace(requestClass);
        OptionalInt retryAfter = overload.admit(requestClass);
        if (retryAfter.isPresent()) {
            refused.add(branch);
            shed(event, requestClass, retryAfter.getAsInt());
            return;
        }
        Exchange exchange = new Exchange(overload);
        try {
            admitted(event, exchange);
        } finally {
            exchange.returned();
        }
    }

    private void admitted(RequestEvent event, Exchange exchange) {
        Request request = event.getRequest();
        ServerTransaction transaction;
        try {
            transaction = event.getServerTransaction() != null
                    ? event.getServerTransaction()
                    : ((SipProvider) event.getSource()).getNewServerTransaction(request);
        } catch (TransactionAlreadyExistsException retransmission) {
            exchange.over();
            return;
        } catch (TransactionUnavailableException e) {
            exchange.over();
            refuse(event, e.getMessage());
            return;
        }
        exchanges.put(transaction, exchange);
        container.processRequest(new RequestEvent(event.getSource(), transaction, null, request));
        if (((SIPServerTransaction) transaction).getLastResponseStatusCode() >= Response.OK) {
            exchange.over(); // the container may have answered it by itself
        }
    }

    private static RequestClass classOf(SIPRequest request) {
        ExpiresHeader expires = request.getExpires();
        return RequestClass.of(request.getMethod(), request.getToTag() != null, request.getHeader(SIP_IF_MATCH) != null,
                expires == null ? -1 : expires.getExpires(), request.getContentLength() != null && request.getContentLength().getContentLength() > 0);
    }

    private void shed(RequestEvent event, RequestClass requestClass, int seconds) {
        refuse(event, Cause.OVERLOAD, withRetryAfter(((SIPRequest) event.getRequest()).createResponse(requestClass.status(), requestClass.reason()), seconds));
    }

    private static SIPResponse withRetryAfter(SIPResponse response, int seconds) {
        RetryAfter retryAfter = new RetryAfter();
        try {
            retryAfter.setRetryAfter(seconds);
        } catch (InvalidArgumentException e) {
            throw new IllegalArgumentException(e);
        }
        response.setHeader(retryAfter);
        return response;
    }

    /**
     * From now on every new request is refused with 503: the node is about to go, and its sender is to try the next address (RFC 3261 s16.7, RFC 3263 s4.3). What has been taken on goes its way, and the stack
     * goes on to answer its repeats.
     */
    void closeDoor() {
        doorClosed = true;
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
    private void refuseForeign(RequestEvent event) {
        SIPRequest request = (SIPRequest) event.getRequest();
        refuse(event, Cause.FOREIGN, request.createResponse(Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST));
    }

    /** RFC 3261 s8.2: a request that the stack finds incomplete is answered like any other, but without a transaction. */
    private void refuse(RequestEvent event, String why) {
        SIPRequest request = (SIPRequest) event.getRequest();
        refuse(event, Cause.UNREADABLE, request.createResponse(Response.BAD_REQUEST, why.replaceAll("\\p{Cntrl}+", " ")));
    }

    private void refuse(RequestEvent event, Cause cause, SIPResponse response) {
        refusals.refused(cause, () -> StatelessResponse.entry((SIPRequest) event.getRequest(), response));
        send(event, response);
    }

    private static void send(RequestEvent event, SIPResponse response) {
        try {
            StatelessResponse.send((SipProvider) event.getSource(), (SIPRequest) event.getRequest(), response);
        } catch (SipException | RuntimeException e) {
            LOG.debug("could not refuse a {}: {}", event.getRequest().getMethod(), e.toString());
        }
    }

    /**
     * To be called before the final response to this transaction's request is sent, as over TCP the transaction ends with it.
     *
     * @return to be called once, when the response is sent: runs the release that it is given when the container has returned from the request, which
     *         is now, or on the container's thread when it does
     */
    Consumer<Runnable> answering(Transaction transaction) {
        Exchange exchange = exchanges.remove(transaction);
        return exchange == null ? Runnable::run : exchange::answered;
    }

    /**
     * A request on its way through the container. Two come here for each, the container's return and the response's sending, in either order; the second runs the release of its session.
     */
    private static final class Exchange {

        private static final Runnable RETURNED = () -> { };

        private final Overload overload;
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicReference<Runnable> first = new AtomicReference<>();

        Exchange(Overload overload) {
            this.overload = overload;
        }

        /** Nobody waits for an answer to this request any more. */
        void over() {
            if (over.compareAndSet(false, true)) {
                overload.answered();
            }
        }

        void returned() {
            meet(RETURNED);
        }

        void answered(Runnable release) {
            over();
            meet(release);
        }

        private void meet(Runnable mine) {
            if (!first.compareAndSet(null, mine)) {
                Runnable other = first.get();
                (mine == RETURNED ? other : mine).run();
            }
        }
    }

    @Override
    public void processResponse(ResponseEvent event) {
        Response response = event.getResponse();
        PendingNotify pending = pending(event.getClientTransaction());
        if (pending != null) {
            if (response.getStatusCode() >= Response.OK) {
                pending.complete(Attempted.answered(outcome((SIPResponse) response)));
            } else {
                pending.heard();
            }
        } else if (!Request.NOTIFY.equals(((CSeqHeader) response.getHeader(CSeqHeader.NAME)).getMethod())) {
            container.processResponse(event);
        }
        // A response to a NOTIFY that is over already: a retransmission, of no use to anybody.
    }

    /** What a final response says that has come another way; empty when the stack cannot read it. */
    static Optional<NotifyOutcome> outcome(byte[] response) {
        try {
            return new StringMsgParser().parseSIPMessage(response, true, false, null) instanceof SIPResponse read ? Optional.of(outcome(read)) : Optional.empty();
        } catch (ParseException | RuntimeException e) {
            LOG.debug("an answer to a NOTIFY cannot be read: {}", e.toString());
            return Optional.empty();
        }
    }

    private static NotifyOutcome outcome(SIPResponse response) {
        if (response.getStatusCode() < Response.MULTIPLE_CHOICES) {
            return NotifyOutcome.success(response.getStatusCode(), remoteTarget(response), event(response));
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

    private static Optional<String> event(SIPResponse response) {
        return response.getHeader(EventHeader.NAME) instanceof Event event ? Optional.of(event.encodeBody()) : Optional.empty();
    }

    @Override
    public void processTimeout(TimeoutEvent event) {
        PendingNotify pending = pending(event.getClientTransaction());
        if (pending != null) {
            pending.timedOut();
        } else {
            container.processTimeout(event);
        }
    }

    @Override
    public void processTransactionTerminated(TransactionTerminatedEvent event) {
        if (event.isServerTransaction()) {
            Exchange exchange = exchanges.remove(event.getServerTransaction());
            if (exchange != null) {
                exchange.over();
                if (event.getServerTransaction().getApplicationData() != null) {
                    container.processTransactionTerminated(event);
                }
            }
            return;
        }
        PendingNotify pending = pending(event.getClientTransaction());
        if (pending != null) {
            pending.timedOut();
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
