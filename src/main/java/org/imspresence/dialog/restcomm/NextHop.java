package org.imspresence.dialog.restcomm;

import java.util.Locale;

import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.Route;
import javax.sip.address.URI;
import org.imspresence.dialog.location.Destination;
import org.imspresence.dialog.restcomm.ProjectedDialog.Parties;

/** RFC 3261 s8.1.2: a request goes to the first route, strict router or not, and without one to the remote target. */
final class NextHop {

    private static final String TLS = "tls";

    private NextHop() {}

    /**
     * @param transport that the peer has used
     * @throws IllegalArgumentException when it has no SIP URI
     */
    static Destination of(Parties parties, String transport) {
        URI uri = parties.routes().isEmpty() ? parties.target().getURI() : ((Route) parties.routes().getFirst()).getAddress().getURI();
        if (!(uri instanceof SipUri sip)) {
            throw new IllegalArgumentException("not a SIP URI: " + uri);
        }
        String host = sip.getMAddrParam() == null ? sip.getHost() : sip.getMAddrParam();
        return new Destination(host.toLowerCase(Locale.ROOT), sip.getPort(), transport(sip), transport);
    }

    private static String transport(SipUri uri) {
        if (uri.isSecure()) {
            return TLS;
        }
        return uri.getTransportParam() == null ? "" : uri.getTransportParam().toLowerCase(Locale.ROOT);
    }
}
