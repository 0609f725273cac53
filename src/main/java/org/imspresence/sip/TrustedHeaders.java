package org.imspresence.sip;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipServletResponse;

import org.imspresence.dialog.ChargingVector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the trust domain says in requests besides who sends them, and is told in answers. From anybody else these headers count for nothing, and none makes a request fail: they are for the network's own use. What a trusted
 * peer says and nobody can read is counted, and logged once.
 */
final class TrustedHeaders {

    private static final Logger LOG = LoggerFactory.getLogger(TrustedHeaders.class);

    private final Identities identities;
    private final AtomicLong unreadable = new AtomicLong();

    TrustedHeaders(Identities identities) {
        this.identities = identities;
    }

    /** RFC 7315 s4.6: what the request is charged by; empty for none that counts. */
    Optional<ChargingVector> chargingVector(SipServletRequest request) {
        return lines(request, ChargingVector.HEADER).flatMap(ChargingVectorHeader::of);
    }

    /**
     * TS 24.229 s5.7.1.3A: the user whom an S-CSCF has the server serve as the one that a request is for. Empty for none that counts, and in the originating case, where it is the sender, of whom P-Asserted-Identity tells.
     *
     * @return canonical address
     */
    Optional<String> presentity(SipServletRequest request) {
        return lines(request, ServedUserHeader.HEADER)
                .flatMap(lines -> noting(ServedUserHeader.of(lines), ServedUserHeader.HEADER, request))
                .filter(ServedUserHeader::terminating)
                .map(ServedUserHeader::address);
    }

    /** Adds to a response what it has within the trust domain: RFC 7315 s4.6, to be sent to whoever has sent the request. */
    SipServletResponse complete(SipServletResponse response) {
        SipServletRequest request = response.getRequest();
        identities.domainOf(request).ifPresent(domain -> lines(request, ChargingVector.HEADER)
                .flatMap(lines -> noting(ChargingVectorHeader.of(lines), ChargingVector.HEADER, request))
                .ifPresent(received -> response.setHeader(ChargingVector.HEADER, domain.answerTo(received).toString())));
        return response;
    }

    /** The header's lines as they came; empty without any, and outside the trust domain. */
    private Optional<List<String>> lines(SipServletRequest request, String header) {
        List<String> lines = Headers.lines(request, header);
        return lines.isEmpty() || identities.domainOf(request).isEmpty() ? Optional.empty() : Optional.of(lines);
    }

    private <T> Optional<T> noting(Optional<T> read, String header, SipServletRequest request) {
        if (read.isEmpty() && unreadable.getAndIncrement() == 0) {
            LOG.warn("{} cannot be read and is ignored, as every other from now on: {} call-id={}", header, request.getMethod(), request.getCallId());
        }
        return read;
    }

    /** What has been counted, by series. */
    Map<String, LongSupplier> counters() {
        return Map.of("presence_trusted_headers_unreadable_total", unreadable::get);
    }
}
