package org.imspresence.dialog.standard;

import java.io.UnsupportedEncodingException;

import javax.servlet.sip.SipServletRequest;

import org.imspresence.dialog.Notify;

/** A NOTIFY that a container has made in its dialog; whichever container, as only the API is needed. */
public final class NotifyRequest {

    private NotifyRequest() {}

    /** Writes what the NOTIFY says. Contact is left to the adapter. */
    public static void write(SipServletRequest request, Notify notify) throws UnsupportedEncodingException {
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
    }
}
