package org.imspresence.sip;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;

import javax.servlet.sip.SipServletRequest;

import org.imspresence.dialog.TrustDomain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RFC 3325, TS 24.229 s5.7: finds out who sends a request. P-Asserted-Identity counts when a trusted peer has sent it, and for nothing when anybody else has; From is for people, unless the server is told to believe it.
 */
public final class Identities {

    private static final Logger LOG = LoggerFactory.getLogger(Identities.class);

    private static final String SENDER = "org.imspresence.sender";

    private final IdentitySettings settings;
    private final Function<SipServletRequest, Optional<InetAddress>> peers;
    private final LongAdder untrusted = new LongAdder();
    private final LongAdder forbidden = new LongAdder();

    /** @param peers where a request has come from: the address that its bytes had, and nothing that is written in it; empty when that is not certain */
    public Identities(IdentitySettings settings, Function<SipServletRequest, Optional<InetAddress>> peers) {
        this.settings = settings;
        this.peers = peers;
    }

    /**
     * Who sends a request.
     *
     * @throws Refusal 400 for an asserted identity that cannot be read, 403 when nobody vouches for the sender and none but known ones are let in, 500 for a privacy that cannot be provided
     */
    Identity of(SipServletRequest request) {
        Identity sender = find(request);
        request.setAttribute(SENDER, sender);
        return sender;
    }

    /** What {@link #of} has found out about the sender; null when it was not asked, or has refused the request. */
    static Identity known(SipServletRequest request) {
        return (Identity) request.getAttribute(SENDER);
    }

    private Identity find(SipServletRequest request) {
        boolean anonymous = PrivacyHeader.hidesTheUser(Headers.lines(request, PrivacyHeader.HEADER));
        Optional<AssertedIdentity> asserted = asserted(request);
        Optional<String> address = asserted.flatMap(AssertedIdentity::address);
        if (address.isPresent()) {
            return Identity.of(address.get(), asserted.get().alias(), anonymous);
        }
        if (settings.unasserted() != IdentitySettings.Unasserted.FROM && Admission.isInDialog(request) && Headers.lines(request, AssertedIdentity.HEADER).isEmpty() && isFromTrustedPeer(request)) {
            return Identity.OF_THE_DIALOG;
        }
        return switch (settings.unasserted()) {
            case ANONYMOUS -> Identity.UNKNOWN;
            case REFUSE -> throw new Refusal(403, "Forbidden: nobody asserts who you are");
            case FROM -> Identity.of(from(request), "", anonymous);
        };
    }

    /** The trust domain, when the request comes from one of its members and there is something that is told within it. */
    Optional<TrustDomain> domainOf(SipServletRequest request) {
        return settings.domain().filter(domain -> peers.apply(request).filter(domain::contains).isPresent());
    }

    private boolean isFromTrustedPeer(SipServletRequest request) {
        return peers.apply(request).filter(settings.trusted()::contains).isPresent();
    }

    private static String from(SipServletRequest request) {
        Admission.checkReadable("From", request.getFrom());
        return Admission.address("From", request.getFrom().getURI());
    }

    private Optional<AssertedIdentity> asserted(SipServletRequest request) {
        List<String> lines = Headers.lines(request, AssertedIdentity.HEADER);
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Optional<InetAddress> peer = peers.apply(request);
        if (peer.filter(settings.trusted()::contains).isEmpty()) {
            untrusted.increment();
            LOG.info("{} ignored: {} is no trusted peer, {} call-id={}", AssertedIdentity.HEADER,
                    peer.map(InetAddress::getHostAddress).orElse("an uncertain address"), request.getMethod(), request.getCallId());
            return Optional.empty();
        }
        return Optional.of(AssertedIdentity.of(lines));
    }

    /**
     * RFC 3903 s14.1: a user publishes for itself, a listed proxy for everybody.
     *
     * @param presentity canonical address that the request is for
     * @throws Refusal 403
     */
    void checkMayPublish(SipServletRequest request, String presentity) {
        Identity publisher = of(request);
        if (!publisher.is(presentity) && settings.proxies().stream().noneMatch(publisher::is)) {
            forbidden.increment();
            throw new Refusal(403, "Forbidden");
        }
    }

    /** What has been counted, by series. */
    public Map<String, LongSupplier> counters() {
        return Map.of("presence_identity_untrusted_total", untrusted::sum, "presence_publish_forbidden_total", forbidden::sum);
    }
}
