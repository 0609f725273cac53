package org.imspresence.dialog.standard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.servlet.sip.Address;
import javax.servlet.sip.ServletParseException;
import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipServletResponse;
import javax.servlet.sip.SipSession;

import org.imspresence.dialog.ContactUser;
import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Dialogs;
import org.imspresence.dialog.Notify;
import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.dialog.TrustDomain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends NOTIFYs in the sessions that the container has made for their SUBSCRIBEs. Of the stored dialog only the tag counts: target, route set and sequence number are the container's. A dialog that this process does not have, as after
 * a restart, is answered for as its watcher would (481), so its subscription ends; the watcher subscribes again when its refresh gets 481 from the container.
 */
final class StandardDialogs implements Dialogs {

    private static final Logger LOG = LoggerFactory.getLogger(StandardDialogs.class);
    private static final String OUTCOME = "org.imspresence.outcome";
    private static final int GONE = 481;
    private static final int OK = 200;
    private static final int MULTIPLE_CHOICES = 300;
    private static final Pattern HOST = Pattern.compile("sips?:(?:[^@>;?]*@)?(\\[[^]]*]|[^:;?>\\s]+)", Pattern.CASE_INSENSITIVE);

    private final SessionsByTag sessions;
    private final Optional<TrustDomain> trusted;

    StandardDialogs(SessionsByTag sessions, Optional<TrustDomain> trusted) {
        this.sessions = sessions;
        this.trusted = trusted;
    }

    @Override
    public CompletableFuture<NotifyOutcome> send(DialogState dialog, Notify notify) {
        CompletableFuture<NotifyOutcome> outcome = new CompletableFuture<>();
        Optional<SipSession> session = sessions.of(dialog.localTag());
        if (session.isEmpty()) {
            outcome.complete(NotifyOutcome.of(GONE));
            return outcome;
        }
        try {
            SipServletRequest request = request(session.get(), notify);
            trusted.filter(domain -> leavesTo(domain, dialog)).ifPresent(domain -> tell(request, domain, dialog, notify));
            request.setAttribute(OUTCOME, outcome);
            request.send();
        } catch (IOException | RuntimeException e) {
            LOG.warn("NOTIFY could not be sent: call-id={} to {}: {}", dialog.callId(), dialog.remoteTarget(), e.toString());
            outcome.complete(NotifyOutcome.unreachable());
        }
        return outcome;
    }

    private static SipServletRequest request(SipSession session, Notify notify) throws IOException {
        SipServletRequest request = session.createRequest("NOTIFY");
        NotifyRequest.write(request, notify);
        StandardExchanges.nameContact(request, notify.contactUser());
        return request;
    }

    /** A Route or a Contact with a name is looked up; the container will look it up, too. */
    private static boolean leavesTo(TrustDomain domain, DialogState dialog) {
        String hop = dialog.routeSet().routes().isEmpty() ? dialog.remoteTarget() : dialog.routeSet().routes().get(0);
        Matcher host = HOST.matcher(hop);
        try {
            return host.find() && domain.contains(InetAddress.getByName(host.group(1)));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void tell(SipServletRequest request, TrustDomain domain, DialogState dialog, Notify notify) {
        String presentity = ContactUser.presentity(notify.contactUser()).orElseThrow();
        domain.ofNotify(dialog, presentity).forEach(request::setHeader);
    }

    @Override
    public void over(DialogState dialog) {
        sessions.release(dialog.localTag());
    }

    /** The container makes a 408 of a NOTIFY that nobody answers, and a 503 of one that cannot be delivered, so every one has a final response. */
    @SuppressWarnings("unchecked")
    static void received(SipServletResponse response) {
        if (response.getStatus() >= OK && response.getRequest().getAttribute(OUTCOME) instanceof CompletableFuture<?> outcome) {
            ((CompletableFuture<NotifyOutcome>) outcome).complete(outcome(response));
        }
    }

    private static NotifyOutcome outcome(SipServletResponse response) {
        return response.getStatus() < MULTIPLE_CHOICES
                ? NotifyOutcome.success(response.getStatus(), remoteTarget(response), Optional.ofNullable(response.getHeader("Event")))
                : NotifyOutcome.failure(response.getStatus(), retryAfter(response));
    }

    private static Optional<String> remoteTarget(SipServletResponse response) {
        try {
            Address contact = response.getAddressHeader("Contact");
            return contact == null || contact.isWildcard() || !contact.getURI().isSipURI() ? Optional.empty() : Optional.of(DialogState.remoteTarget(contact.getURI().toString()));
        } catch (ServletParseException e) {
            return Optional.empty();
        }
    }

    /** RFC 3261 s20.33: seconds, and after them what is for people and for later. */
    private static OptionalInt retryAfter(SipServletResponse response) {
        String header = response.getHeader("Retry-After");
        Matcher seconds = Pattern.compile("\\s*(\\d{1,9})").matcher(header == null ? "" : header);
        return seconds.lookingAt() ? OptionalInt.of(Integer.parseInt(seconds.group(1))) : OptionalInt.empty();
    }
}
