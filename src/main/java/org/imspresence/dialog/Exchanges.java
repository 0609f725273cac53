package org.imspresence.dialog;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;

import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipServletResponse;

/**
 * The way back of the inbound door: sends the final response to a request. There is one implementation per container, as each has its own idea of our Contact
 * and of how long it wants to keep a session.
 */
public interface Exchanges {

    /**
     * Takes a request on, or not. Asked once for each request but ACK, before anything else.
     *
     * @return false when it has been refused, and answered, because the node is too busy or about to go. An adapter that refuses before the container knows of a request takes all that come here
     */
    default boolean takes(SipServletRequest request) {
        return true;
    }

    /**
     * Our tag of the dialog that a SUBSCRIBE belongs to or may open: that of To, or a new one. Where the container makes up the tag in To itself, and only when it sends the response, this is a name that stands for it.
     */
    default String localTag(SipServletRequest request) {
        String tag = request.getTo().getParameter("tag");
        return tag == null || tag.isEmpty() ? LocalTag.next() : tag;
    }

    /** A response to a NOTIFY has come. Not called where the adapter takes them before the container does. */
    default void received(SipServletResponse response) {
        // the adapter has it already
    }

    /**
     * Sends a final response, made by {@code request.createResponse}, that opens, refreshes or ends a dialog: with our Contact.
     *
     * @param contactUser user part of the Contact
     * @param toTag       our tag of the dialog; replaces the one that the container made up when this is a request that has been answered before
     * @param isSecure    whether our Contact has to be a {@code sips} URI ({@link DialogState#isSecure})
     */
    void sendInDialog(SipServletResponse response, String contactUser, String toTag, boolean isSecure) throws IOException;

    /** Sends any other final response. */
    void send(SipServletResponse response) throws IOException;

    /** Where a request has come from: the address that its bytes had, whatever is written in them, as in its Via. Empty when that is not certain. */
    Optional<InetAddress> peer(SipServletRequest request);
}
