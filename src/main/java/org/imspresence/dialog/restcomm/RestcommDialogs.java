package org.imspresence.dialog.restcomm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.ExtensionHeaderImpl;
import gov.nist.javax.sip.header.RouteList;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.RouteParser;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import javax.servlet.sip.SipServletRequest;
import javax.sip.ObjectInUseException;
import javax.sip.SipException;
import javax.sip.header.Header;
import org.imspresence.dialog.ContactUser;
import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Dialogs;
import org.imspresence.dialog.Notify;
import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.dialog.RouteSet;
import org.imspresence.dialog.TrustDomain;
import org.imspresence.dialog.restcomm.Departures.Departure;
import org.imspresence.dialog.restcomm.ProjectedDialog.Parties;
import org.mobicents.servlet.sip.core.session.MobicentsSipApplicationSession;
import org.mobicents.servlet.sip.core.session.MobicentsSipSession;
import org.mobicents.servlet.sip.core.session.SessionManagerUtil;
import org.mobicents.servlet.sip.core.session.SipSessionKey;
import org.mobicents.servlet.sip.message.SipFactoryImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends NOTIFYs through container sessions that are opened from the stored dialog. A session lives from here to the final response; it has no authority:
 * everything in it comes from the {@link DialogState} of this very call.
 *
 * <ol>
 *   <li>An application session and a session are made under a name of this NOTIFY's own.
 *   <li>A {@link ProjectedDialog} gives the session its place in the dialog.
 *   <li>{@code session.createRequest("NOTIFY")}: the container writes Request-URI, Route, Via, From, To, Call-ID and CSeq.
 *   <li>Just before the request leaves, it is known where to: its {@link Departures way} gives Via and Contact, and within the trust domain it has the headers that are told there. A large one goes by TCP ({@link LargeRequests}).
 *   <li>The final response, or its absence, comes back to {@link StackGate}, which releases the session and tells the outcome.
 * </ol>
 */
final class RestcommDialogs implements Dialogs {

    private static final Logger LOG = LoggerFactory.getLogger(RestcommDialogs.class);
    private static final String NOTIFY = "NOTIFY";
    private static final String UDP = "udp";
    private static final String TLS = "tls";
    private static final Pattern TRANSPORT = Pattern.compile(";\\s*transport\\s*=\\s*([a-z]+)", Pattern.CASE_INSENSITIVE);
    private static final int PARSED_ROUTE_SETS = 1_000;

    private final RestcommContainer container;
    private final Departures departures;
    private final LargeRequests large;
    private final StripedSenders senders;
    private final Optional<TrustDomain> trusted;
    private final AtomicLong names = new AtomicLong();
    private final SIPResponse template = template();
    /**
     * Route sets are shared instances: the parsed form of one that many dialogs have is made once. The stack copies it for every request. Bounded, as it takes more
     * than 2 KB: where the P-CSCF writes a token for each UE into its Record-Route, there are as many route sets as dialogs.
     */
    private final LoadingCache<RouteSet, RouteList> routes =
            Caffeine.newBuilder().weakKeys().maximumSize(PARSED_ROUTE_SETS).build(RestcommDialogs::parse);

    RestcommDialogs(RestcommContainer container, Addresses addresses, StripedSenders senders, int largeFrom, Optional<TrustDomain> trusted) {
        this.container = container;
        this.departures = new Departures(container.providers(), addresses);
        this.senders = senders;
        this.large = new LargeRequests(largeFrom, senders);
        this.trusted = trusted;
    }

    @Override
    public CompletableFuture<NotifyOutcome> send(DialogState dialog, Notify notify) {
        // A name of its own: what is left of an earlier NOTIFY of the dialog, or of another dialog with this Call-ID, is not in its way. A short one: the container writes it into Via.
        String name = Long.toString(names.incrementAndGet(), Character.MAX_RADIX);
        MobicentsSipApplicationSession applicationSession = container.sessions().getSipApplicationSession(
                SessionManagerUtil.getSipApplicationSessionKey(container.applicationName(), name, null), true);
        MobicentsSipSession session = container.sessions().getSipSession(
                new SipSessionKey(dialog.localTag(), dialog.remoteTag(), dialog.callId(), name, container.applicationName()),
                true, container.factory(), applicationSession);
        PendingNotify pending = new PendingNotify(session, applicationSession);
        String transport = transport(dialog);
        if (transport.equals(UDP)) {
            send(dialog, notify, transport, session, pending);
        } else { // a stream connects while it sends, and a peer that does not answer holds the thread for seconds
            senders.execute(dialog.firstHop(), () -> send(dialog, notify, transport, session, pending));
        }
        return pending.outcome();
    }

    private void send(DialogState dialog, Notify notify, String transport, MobicentsSipSession session, PendingNotify pending) {
        if (pending.isOver()) {
            return;
        }
        try {
            open(session, dialog, notify, transport, transaction -> leave(transaction, dialog, notify, pending));
            SipServletRequest request = session.createRequest(NOTIFY);
            request.setHeader("Event", notify.event());
            request.setHeader("Subscription-State", notify.subscriptionState());
            if (!notify.entityTag().isEmpty()) {
                request.setHeader("SIP-ETag", notify.entityTag());
            }
            if (notify.body().length > 0) {
                request.setContent(notify.body(), notify.contentType());
                if (!notify.contentEncoding().isEmpty()) {
                    request.setHeader("Content-Encoding", notify.contentEncoding());
                }
            }
            request.send();
        } catch (IOException | ParseException | RuntimeException e) {
            // Restcomm wraps what goes wrong in sending, an unknown host among them, in an IllegalStateException.
            failed(dialog, pending, e);
        }
    }

    private static void failed(DialogState dialog, PendingNotify pending, Exception problem) {
        LOG.warn("NOTIFY could not be sent: call-id={} to {}: {}", dialog.callId(), dialog.remoteTarget(), rootCause(problem));
        pending.complete(NotifyOutcome.unreachable());
    }

    /** The container has made the request; here it gets what depends on its way, and goes. */
    private void leave(SIPClientTransaction transaction, DialogState dialog, Notify notify, PendingNotify pending) throws SipException {
        SIPRequest request = (SIPRequest) transaction.getOriginalRequest();
        cleanRequestUri(request);
        Departure way = departures.to(transaction.getNextHop());
        trusted.filter(domain -> domain.contains(way.peer())).ifPresent(domain -> tell(request, domain, dialog, notify));
        stamp(request, way, dialog, notify);
        pending.await(transaction);
        if (large.isFor(way, request)) {
            large.send(way, transaction, byTcp -> stamp(request, byTcp, dialog, notify), problem -> {
                failed(dialog, pending, problem);
                terminate(transaction);
            });
        } else {
            way.send(transaction);
        }
    }

    private static void stamp(SIPRequest request, Departure way, DialogState dialog, Notify notify) {
        way.stampVia(request);
        Addresses.stampContact(request, way.from(), notify.contactUser(), way.transport(), dialog.isSecure());
    }

    private static void terminate(SIPClientTransaction transaction) {
        try {
            transaction.terminate();
        } catch (ObjectInUseException e) {
            throw new IllegalStateException("a NOTIFY's transaction can be ended at any time", e);
        }
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

    private static void tell(SIPRequest request, TrustDomain domain, DialogState dialog, Notify notify) {
        String presentity = ContactUser.presentity(notify.contactUser()).orElseThrow();
        domain.ofNotify(dialog, presentity).forEach((name, value) -> {
            ExtensionHeaderImpl header = new ExtensionHeaderImpl(name);
            header.setValue(value);
            request.setHeader((Header) header);
        });
    }

    /**
     * The transport to the first hop, as its URI says it: TLS for {@code sips} (RFC 3261 s26.2.2), else the parameter. A URI that does not say it means the one that the SUBSCRIBE came by: RFC 3263 s4.1 wants UDP, but a next hop that
     * has come by TCP is there at TCP, and nobody knows of UDP.
     */
    private static String transport(DialogState dialog) {
        if (dialog.isSecure()) {
            return TLS;
        }
        Matcher parameter = TRANSPORT.matcher(dialog.firstHop());
        return parameter.find() ? parameter.group(1).toLowerCase(Locale.ROOT) : dialog.transport();
    }

    /** @param transport that the container looks for an address of its own by; the way out is chosen later */
    private void open(MobicentsSipSession session, DialogState dialog, Notify notify, String transport, ProjectedDialog.Sender sender) throws ParseException {
        Parties parties = new Parties(
                SipFactoryImpl.addressFactory.createAddress(dialog.localParty()),
                SipFactoryImpl.addressFactory.createAddress(dialog.remoteParty()),
                SipFactoryImpl.addressFactory.createAddress("<" + dialog.remoteTarget() + ">"),
                routes.get(dialog.routeSet()));
        session.setSessionCreatingDialog(new ProjectedDialog(container.providers().get(0), template, dialog, parties, notify.cseq(), sender));
        session.setTransport(transport);
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
