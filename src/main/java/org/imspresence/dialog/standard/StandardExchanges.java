package org.imspresence.dialog.standard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.servlet.sip.Address;
import javax.servlet.sip.ServletParseException;
import javax.servlet.sip.SipServletMessage;
import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipServletResponse;
import javax.servlet.sip.SipURI;

import org.imspresence.dialog.Exchanges;
import org.imspresence.dialog.Refusals;
import org.imspresence.dialog.Refusals.Cause;
import org.imspresence.journal.Entry;
import org.imspresence.overload.Overload;
import org.imspresence.overload.RequestClass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests and answers them by the API alone. Sessions that become no dialog are ended by the container, as the API has it (JSR 289 s6.4.2). */
final class StandardExchanges implements Exchanges {

    private static final Logger LOG = LoggerFactory.getLogger(StandardExchanges.class);
    /** Whether a request that {@link Overload} has taken on still has to be answered. A request that is answered cannot be given or taken an attribute. */
    private static final String UNANSWERED = "org.imspresence.unanswered";
    /** Short, as nobody but this node will answer when it is back. */
    private static final int CLOSED_SECONDS = 2;

    private final SessionsByTag sessions;
    private final Overload overload;
    private final Refusals refusals;
    private volatile boolean doorClosed;

    StandardExchanges(SessionsByTag sessions, Overload overload, Refusals refusals) {
        this.refusals = refusals;
        this.sessions = sessions;
        this.overload = overload;
    }

    void closeDoor() {
        doorClosed = true;
    }

    @Override
    public boolean takes(SipServletRequest request) {
        if (doorClosed) {
            refuse(request, Cause.CLOSED, SipServletResponse.SC_SERVICE_UNAVAILABLE, "Service Unavailable", CLOSED_SECONDS);
            return false;
        }
        RequestClass requestClass = RequestClass.of(request.getMethod(), hasTag(request), request.getHeader("SIP-If-Match") != null, request.getExpires(), request.getContentLength() > 0);
        overload.pace(requestClass);
        OptionalInt retryAfter = overload.admit(requestClass);
        if (retryAfter.isPresent()) {
            refuse(request, Cause.OVERLOAD, requestClass.status(), requestClass.reason(), retryAfter.getAsInt());
            return false;
        }
        request.setAttribute(UNANSWERED, new AtomicBoolean(true));
        return true;
    }

    private void refuse(SipServletRequest request, Cause cause, int status, String reason, int retryAfter) {
        refusals.refused(cause, () -> Entry.of(request.getMethod())
                .with("status", status)
                .with("uri", String.valueOf(request.getRequestURI()))
                .with("from", request.getHeader("From"))
                .with("call-id", request.getCallId())
                .withNumber("cseq", request.getHeader("CSeq"))
                .with("why", reason));
        try {
            SipServletResponse response = request.createResponse(status, reason);
            response.setHeader("Retry-After", String.valueOf(retryAfter));
            response.send();
        } catch (IOException | IllegalStateException e) {
            LOG.debug("could not refuse a {}: {}", request.getMethod(), e.toString());
        }
    }

    private static boolean hasTag(SipServletRequest request) {
        String tag = request.getTo().getParameter("tag");
        return tag != null && !tag.isEmpty();
    }

    @Override
    public String localTag(SipServletRequest request) {
        return SessionsByTag.tagOf(request.getSession());
    }

    @Override
    public void sendInDialog(SipServletResponse response, String contactUser, String toTag, boolean isSecure) throws IOException {
        sessions.bind(toTag, response.getRequest().getSession(), Math.max(0, response.getExpires()));
        nameContact(response, contactUser);
        send(response);
    }

    @Override
    public void send(SipServletResponse response) throws IOException {
        SipServletRequest request = response.getRequest();
        try {
            response.send();
        } finally {
            if (request.getAttribute(UNANSWERED) instanceof AtomicBoolean unanswered && unanswered.compareAndSet(true, false)) {
                overload.answered();
            }
        }
    }

    /** JSR 289 s4.1.3: the container writes our Contact; its user part is the application's. */
    static void nameContact(SipServletMessage message, String user) {
        try {
            Address contact = message.getAddressHeader("Contact");
            ((SipURI) contact.getURI()).setUser(user);
        } catch (ServletParseException e) {
            throw new IllegalStateException("the container's own Contact can be read", e);
        }
    }

    @Override
    public void received(SipServletResponse response) {
        StandardDialogs.received(response);
    }

    /**
     * What the API tells may be what the request says of itself: Open Liberty passes the address on in a header, IBM-Client-Address, and believes one that has come from outside. It counts only if the topmost Via agrees, into which the
     * container itself has written {@code received}, at least when its sender has named another host (RFC 3261 s18.2.1).
     */
    @Override
    public Optional<InetAddress> peer(SipServletRequest request) {
        return numeric(request.getInitialRemoteAddr()).filter(address -> address.equals(sourceByVia(request).orElse(null)));
    }

    private static Optional<InetAddress> sourceByVia(SipServletRequest request) {
        return Optional.ofNullable(request.getHeader("Via")).flatMap(TopVia::source).flatMap(StandardExchanges::numeric);
    }

    /** Addresses only: a name is not looked up. */
    private static Optional<InetAddress> numeric(String address) {
        if (address == null || !address.matches("[0-9.]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\\w+)?]?")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
