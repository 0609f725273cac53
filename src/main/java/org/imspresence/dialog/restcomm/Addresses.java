package org.imspresence.dialog.restcomm;

import java.net.InetAddress;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

import gov.nist.core.Host;
import gov.nist.core.HostPort;
import gov.nist.javax.sip.address.AddressImpl;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.message.SIPMessage;

/**
 * Who we say we are. Contact is where the cluster is to be found, Via is this very node: a NOTIFY that named its node in Contact would move the watcher's
 * target there (RFC 3261 s12.2.1.2).
 *
 * @param own     all addresses of this node
 * @param viaHost host in Via instead of the bound address
 */
record Addresses(List<OwnAddress> own, Optional<String> viaHost) {

    private static final String UDP = "udp";
    private static final String TLS = "tls";
    private static final int DEFAULT_PORT = 5060;
    private static final int DEFAULT_TLS_PORT = 5061;

    /** The one of these that a listening point is bound to. */
    OwnAddress of(InetAddress address, int port) {
        return own.stream().filter(one -> one.port() == port && one.address().equals(address)).findFirst()
                .orElseThrow(() -> new IllegalStateException("SIP came by " + address + ":" + port + ", which no setting names"));
    }

    /**
     * Sets the one Contact of the message.
     *
     * @param at        where the message comes in or leaves
     * @param user      user part, the name of the presentity
     * @param transport as it came or leaves
     * @param isSecure  true for a {@code sips} URI (s12.1.1, s12.2.1.1); it says that the transport is TLS
     */
    static void stampContact(SIPMessage message, OwnAddress at, String user, String transport, boolean isSecure) {
        SipUri uri = new SipUri();
        try {
            uri.setUser(user);
            uri.setHost(at.contactHost());
            uri.setPort(at.contactPort());
            uri.setSecure(isSecure);
            if (!isSecure && !transport.equalsIgnoreCase(UDP)) {
                uri.setTransportParam(transport);
            }
        } catch (ParseException e) {
            throw new IllegalArgumentException("not a Contact: " + user + "@" + at.contactHost(), e);
        }
        AddressImpl address = new AddressImpl();
        address.setURI(uri);
        Contact contact = new Contact();
        contact.setAddress(address);
        message.setHeader(contact);
    }

    /** What Via says of a request that leaves there over this transport: the address as the settings write it or, if so set, a name, without a port that goes without saying. */
    HostPort sentBy(OwnAddress at, String transport) {
        HostPort sentBy = new HostPort();
        sentBy.setHost(new Host(viaHost.orElse(at.host())));
        int silent = transport.equalsIgnoreCase(TLS) ? DEFAULT_TLS_PORT : DEFAULT_PORT;
        if (viaHost.isEmpty() || at.port() != silent) {
            sentBy.setPort(at.port());
        }
        return sentBy;
    }
}
