package org.imspresence.dialog;

import java.io.IOException;

import javax.servlet.sip.SipServletResponse;

/**
 * The way back of the inbound door: sends the final response to a request. There is one implementation per container, as each has its own idea of our Contact
 * and of how long it wants to keep a session.
 */
public interface Exchanges {

    /**
     * Sends a final response, made by {@code request.createResponse}, that opens, refreshes or ends a dialog: with our Contact.
     *
     * @param localTag    our tag of the dialog, which goes into To: that of the response, or that of an earlier response to the same request
     * @param contactUser user part of the Contact
     */
    void sendInDialog(SipServletResponse response, String localTag, String contactUser) throws IOException;

    /** Sends any other final response. */
    void send(SipServletResponse response) throws IOException;
}
