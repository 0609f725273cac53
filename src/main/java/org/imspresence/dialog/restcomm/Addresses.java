package org.imspresence.dialog.restcomm;

import java.text.ParseException;
import java.util.Optional;

import gov.nist.javax.sip.address.AddressImpl;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;

/**
 * Who we say we are. Contact is where the cluster is to be found, Via is this very node: a NOTIFY that named its node in Contact would move the watcher's
 * target there (RFC 3261 s12.2.1.2).
 *
 * @param contactHost host of Contact
 * @param contactPort port of Contact
 * @param viaHost     host in Via instead of the bound address
 */
record Addresses(String contactHost, int contactPort, Optional<String> viaHost) {

    private static final String UDP = "udp";
    private static final int DEFAULT_PORT = 5060;

    /**
     * Sets the one Contact of the message.
     *
     * @param user      user part, the name of the presentity
     * @param transport as the SUBSCRIBE came
     */
    void stampContact(SIPMessage message, String user, String transport) {
        SipUri uri = new SipUri();
        try {
            uri.setUser(user);
            uri.setHost(contactHost);
            uri.setPort(contactPort);
            if (!transport.equalsIgnoreCase(UDP)) {
                uri.setTransportParam(transport);
            }
        } catch (ParseException e) {
            throw new IllegalArgumentException("not a Contact: " + user + "@" + contactHost, e);
        }
        AddressImpl address = new AddressImpl();
        address.setURI(uri);
        Contact contact = new Contact();
        contact.setAddress(address);
        message.setHeader(contact);
    }

    void stampVia(SIPRequest request) {
        if (viaHost.isEmpty()) {
            return;
        }
        Via via = request.getTopmostVia();
        try {
            via.setHost(viaHost.get());
            if (via.getPort() == DEFAULT_PORT) {
                via.removePort();
            }
        } catch (ParseException e) {
            throw new IllegalArgumentException("not a host for Via: " + viaHost.get(), e);
        }
    }
}
