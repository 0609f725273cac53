package org.imspresence.dialog.restcomm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.ExtensionHeaderImpl;
import gov.nist.javax.sip.header.Route;
import gov.nist.javax.sip.header.RouteList;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.RouteParser;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import javax.servlet.sip.SipServletRequest;
import javax.sip.SipException;
import javax.sip.header.Header;
import org.imspresence.dialog.ContactUser;
import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Notify;
import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.dialog.RouteSet;
import org.imspresence.dialog.TrustDomain;
import org.imspresence.dialog.lean.Courier;
import org.imspresence.dialog.lean.Reference;
import org.imspresence.dialog.location.Attempted;
import org.imspresence.dialog.location.Destination;
import org.imspresence.dialog.location.Failover;
import org.imspresence.dialog.location.Target;
import org.imspresence.dialog.restcomm.Departures.Departure;
import org.imspresence.dialog.restcomm.ProjectedDialog.Parties;
import org.imspresence.dialog.standard.NotifyRequest;
import org.mobicents.servlet.sip.core.session.MobicentsSipApplicationSession;
import org.mobicents.servlet.sip.core.session.MobicentsSipSession;
import org.mobicents.servlet.sip.core.session.SessionManagerUtil;
import org.mobicents.servlet.sip.core.session.SipSessionKey;
import org.mobicents.servlet.sip.message.SipFactoryImpl;
import org.mobicents.servlet.sip.message.SipServletMessageImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends NOTIFYs through container sessions that are opened from the stored dialog. A session lives from here to the final response; it has no authority:
 * everything in it comes from the {@link DialogState} of this very call.
 *
 * <ol>
 *   <li>{@link Failover} finds where the first route, or without one the remote target, leads to. What follows is done for each target that is tried.
 *   <li>An application session and a session are made under a name of this NOTIFY's own.
 *   <li>A {@link ProjectedDialog} gives the session its place in the dialog.
 *   <li>{@code session.createRequest("NOTIFY")}: the container writes Request-URI, Route, Via, From, To, Call-ID and CSeq.
 *   <li>Its {@link Departures way} gives it Via and Contact, and within the trust domain it has the headers that are told there.
 *   <li>A {@link Courier} may take it over; then all that was opened for it is released.
 *   <li>Else the container sends it, and just before it leaves its way is written into it again, over what the container has made of it. A {@linkplain LargeRequests large} one goes by TCP.
 *   <li>The final response, or its absence, comes back to {@link StackGate}, which releases the session and tells the outcome.
 * </ol>
 */
final class RestcommDialogs implements Reference {

    private static final Logger LOG = LoggerFactory.getLogger(RestcommDialogs.class);
    private static final String NOTIFY = "NOTIFY";
    private static final String UDP = "udp";
    private static final byte[] NONE = {};
    private static final int PARSED_ROUTE_SETS = 1_000;
    private static final int NEXT_HOPS = 10_000;

    private final RestcommContainer container;
    private final Departures departures;
    private final LargeRequests large;
    private final StripedSenders senders;
    private final Failover failover;
    private final Optional<TrustDomain> trusted;
    private final Optional<Courier> courier;
    private final AtomicLong names = new AtomicLong();
    private final SIPResponse template = template();
    /**
     * Route sets are shared instances: the parsed form of one that many dialogs have is made once. The stack copies it for every request. Bounded, as it takes more
     * than 2 KB: where the P-CSCF writes a token for each UE into its Record-Route, there are as many route sets as dialogs.
     */
    private final LoadingCache<RouteSet, RouteList> routes =
            Caffeine.newBuilder().weakKeys().maximumSize(PARSED_ROUTE_SETS).build(RestcommDialogs::parse);
    private final Cache<FirstHop, Destination> nextHops = Caffeine.newBuilder().maximumSize(NEXT_HOPS).build();

    /**
     * What a next hop follows from.
     *
     * @param uri      the first route or, without one, the remote target
     * @param isTarget which of them
     */
    private record FirstHop(String uri, boolean isTarget, String transport) {}

    RestcommDialogs(RestcommContainer container, Departures departures, LargeRequests large, StripedSenders senders, Failover failover, Optional<TrustDomain> trusted, Optional<Courier> courier) {
        this.container = container;
        this.departures = departures;
        this.large = large;
        this.senders = senders;
        this.failover = failover;
        this.trusted = trusted;
        this.courier = courier;
    }

    @Override
    public CompletableFuture<NotifyOutcome> send(DialogState dialog, Notify notify) {
        Supplier<String> what = () -> "NOTIFY in call-id=" + dialog.callId() + " to " + dialog.remoteTarget();
        Parties parties;
        Destination nextHop;
        try {
            parties = parties(dialog);
            nextHop = NextHop.of(parties, dialog.transport());
        } catch (ParseException | RuntimeException e) {
            LOG.warn("{} could not be made: {}", what.get(), rootCause(e));
            return CompletableFuture.completedFuture(NotifyOutcome.unreachable());
        }
        return failover.deliver(nextHop, what, target -> attempt(dialog, parties, notify, departures.to(target, nextHop.host())));
    }

    @Override
    public Destination nextHop(DialogState dialog) {
        return nextHops.get(new FirstHop(dialog.firstHop(), dialog.routeSet().routes().isEmpty(), dialog.transport()), first -> {
            try {
                return NextHop.of(parties(dialog), dialog.transport());
            } catch (ParseException e) {
                throw new IllegalArgumentException(e);
            }
        });
    }

    @Override
    public CompletableFuture<Attempted> attempt(DialogState dialog, Notify notify, Target target) {
        try {
            return attempt(dialog, parties(dialog), notify, departures.to(target, nextHop(dialog).host()));
        } catch (ParseException | RuntimeException e) {
            LOG.warn("NOTIFY could not be made: call-id={} to {}: {}", dialog.callId(), dialog.remoteTarget(), rootCause(e));
            return CompletableFuture.completedFuture(Attempted.unreachable());
        }
    }

    /** Sends it to one target, in a session and a transaction of its own. */
    private CompletableFuture<Attempted> attempt(DialogState dialog, Parties parties, Notify notify, Departure way) {
        // A name of its own: what is left of an earlier NOTIFY of the dialog, or of another dialog with this Call-ID, is not in its way. A short one: the container writes it into Via.
        String name = Long.toString(names.incrementAndGet(), Character.MAX_RADIX);
        MobicentsSipApplicationSession applicationSession = container.sessions().getSipApplicationSession(
                SessionManagerUtil.getSipApplicationSessionKey(container.applicationName(), name, null), true);
        MobicentsSipSession session = container.sessions().getSipSession(
                new SipSessionKey(dialog.localTag(), dialog.remoteTag(), dialog.callId(), name, container.applicationName()),
                true, container.factory(), applicationSession);
        PendingNotify pending = new PendingNotify(session, applicationSession);
        Runnable sending = () -> container.sendTo(way.target(), () -> send(dialog, parties, notify, way, session, pending));
        if (way.target().transport().equals(UDP)) {
            sending.run();
        } else {
            senders.execute(way.target().toString(), sending); // a stream transport connects while it sends, and a peer that does not answer holds the thread for seconds
        }
        return pending.outcome();
    }

    private void send(DialogState dialog, Parties parties, Notify notify, Departure way, MobicentsSipSession session, PendingNotify pending) {
        if (pending.isOver()) {
            return;
        }
        try {
            session.setSessionCreatingDialog(new ProjectedDialog(container.providers().get(0), template, dialog, parties, notify.cseq(), transaction -> leave(transaction, dialog, notify, way, pending)));
            session.setTransport(way.target().transport());
            SipServletRequest request = session.createRequest(NOTIFY);
            NotifyRequest.write(request, notify);
            SIPRequest message = (SIPRequest) ((SipServletMessageImpl) request).getMessage();
            boolean isAsItWillBe = way.target().transport().equals(UDP) && !isForStrictRouter(message);
            Optional<CompletableFuture<Attempted>> taken = courier.filter(present -> isAsItWillBe).flatMap(present -> offer(present, message, dialog, notify, way));
            if (taken.isPresent()) {
                pending.yieldTo(taken.get());
            } else {
                request.send();
            }
        } catch (IOException | ParseException | RuntimeException e) {
            // Restcomm wraps what goes wrong in sending, a refused connection among it, in an IllegalStateException.
            failed(dialog, way, pending, e);
        }
    }

    private static void failed(DialogState dialog, Departure way, PendingNotify pending, Exception problem) {
        LOG.warn("NOTIFY could not be sent: call-id={} to {} at {}: {}", dialog.callId(), dialog.remoteTarget(), way.target(), rootCause(problem));
        pending.complete(Attempted.unreachable());
    }

    /** RFC 3261 s12.2.1.1: then the stack changes the request when it sends it. */
    private static boolean isForStrictRouter(SIPRequest request) {
        RouteList routes = request.getRouteHeaders();
        return routes != null && !routes.isEmpty() && routes.getFirst() instanceof Route first && first.getAddress().getURI() instanceof SipUri uri && !uri.hasLrParam();
    }

    /** The container has made the request, which another may send. */
    private Optional<CompletableFuture<Attempted>> offer(Courier other, SIPRequest request, DialogState dialog, Notify notify, Departure way) {
        Map<String, String> told = complete(request, dialog, notify, way);
        byte[] datagram = request.encodeAsBytes(UDP);
        return large.isFor(way, datagram) ? Optional.empty() : other.take(dialog, notify, way.target(), way.from().address(), told, datagram);
    }

    /**
     * Gives a request that the container has made what depends on its way.
     *
     * @return what it tells because its target is within the trust domain, values by header name; empty for none
     */
    private Map<String, String> complete(SIPRequest request, DialogState dialog, Notify notify, Departure way) {
        cleanRequestUri(request);
        stamp(request, way, dialog, notify);
        Map<String, String> told = trusted.filter(domain -> domain.contains(way.target().address())).map(domain -> domain.ofNotify(dialog, presentity(notify))).orElse(Map.of());
        told.forEach((name, value) -> tell(request, name, value));
        return told;
    }

    /** The container is about to send the request. */
    private void leave(SIPClientTransaction transaction, DialogState dialog, Notify notify, Departure way, PendingNotify pending) throws SipException {
        SIPRequest request = (SIPRequest) transaction.getOriginalRequest();
        complete(request, dialog, notify, way);
        pending.await(transaction);
        byte[] datagram = way.target().transport().equals(UDP) ? request.encodeAsBytes(UDP) : NONE;
        if (large.isFor(way, datagram)) {
            large.send(way, transaction, byTcp -> stamp(request, byTcp, dialog, notify), problem -> {
                failed(dialog, way, pending, problem);
                PendingNotify.terminate(transaction);
            });
        } else {
            way.send(transaction);
        }
    }

    private static void stamp(SIPRequest request, Departure way, DialogState dialog, Notify notify) {
        way.stampVia(request);
        Addresses.stampContact(request, way.from(), notify.contactUser(), way.target().transport(), dialog.isSecure());
    }

    /**
     * RFC 3261 s12.2.1.1, s19.1.1: what may be in the URI of a strict router's Record-Route, or of a Contact, and not in a Request-URI. The stack leaves it in.
     * A copy: the URI belongs to the route set, which is shared.
     */
    private static void cleanRequestUri(SIPRequest request) {
        if (request.getRequestURI() instanceof SipUri uri && (uri.getMethodParam() != null || uri.getHeaderNames().hasNext())) {
            SipUri clean = (SipUri) uri.clone();
            clean.removeMethod();
            clean.removeHeaders();
            request.setRequestURI(clean);
        }
    }

    private static String presentity(Notify notify) {
        return ContactUser.presentity(notify.contactUser()).orElseThrow();
    }

    private static void tell(SIPRequest request, String name, String value) {
        ExtensionHeaderImpl header = new ExtensionHeaderImpl(name);
        header.setValue(value);
        request.setHeader((Header) header);
    }

    private Parties parties(DialogState dialog) throws ParseException {
        return new Parties(
                SipFactoryImpl.addressFactory.createAddress(dialog.localParty()),
                SipFactoryImpl.addressFactory.createAddress(dialog.remoteParty()),
                SipFactoryImpl.addressFactory.createAddress("<" + dialog.remoteTarget() + ">"),
                routes.get(dialog.routeSet()));
    }

    private static RouteList parse(RouteSet set) throws ParseException {
        return set.routes().isEmpty() ? new RouteList() : (RouteList) new RouteParser("Route: " + String.join(", ", set.routes()) + "\n").parse();
    }

    /** The least of a response that the stack's constructor takes; all of it is overwritten. */
    private static SIPResponse template() {
        String text = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP invalid;branch=z9hG4bKtemplate\r\n"
                + "From: <sip:template@invalid>;tag=t\r\nTo: <sip:template@invalid>;tag=t\r\nCall-ID: template\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
        try {
            return (SIPResponse) new StringMsgParser().parseSIPMessage(text.getBytes(StandardCharsets.US_ASCII), true, true, null);
        } catch (ParseException e) {
            throw new IllegalStateException("the template is a response", e);
        }
    }

    private static String rootCause(Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }
}
