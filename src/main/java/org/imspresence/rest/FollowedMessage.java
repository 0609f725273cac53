package org.imspresence.rest;

import java.time.Instant;
import java.util.List;

import org.imspresence.home.inspection.PassedMessages.Passed;
import org.imspresence.trace.SipText;

/**
 * A SIP message that has passed a node: the data of the event {@code message}.
 *
 * @param time              RFC 3339 with milliseconds
 * @param node              that it has passed
 * @param direction         {@code in} or {@code out}
 * @param transport         {@code udp}, {@code tcp} or {@code tls}
 * @param local             HOST:PORT of the node
 * @param peer              HOST:PORT
 * @param method            of the request, or of the one that it answers
 * @param status            of a response; null for a request
 * @param reason            of a response; null for a request
 * @param from              URI
 * @param to                URI
 * @param event             the header Event, null for none; so are {@code subscriptionState}, and {@code entityTag} (SIP-ETag)
 * @param routes            the values of Route; null for none
 * @param size              bytes, with the body
 * @param repeat            the same bytes have passed before
 * @param text              start line and header fields, and the body if it may be shown
 */
public record FollowedMessage(
        String time, String node, String direction, String transport, String local, String peer, String method, Integer status, String reason, String callId, long cseq, String fromTag, String toTag,
        String from, String to, String event, String subscriptionState, String entityTag, List<String> routes, int size, boolean repeat, String text) {

    private static final int MILLISECONDS = 24;

    /**
     * Messages that could not be shown: the data of the event {@code lost}.
     *
     * @param node at which
     */
    public record LostMessages(long count, String node) {}

    static FollowedMessage of(String node, Passed passed, boolean repeat) {
        SipText sip = SipText.ofText(passed.text());
        boolean isRequest = sip.isRequest();
        List<String> routes = sip.values("route");
        return new FollowedMessage(time(passed.at()), node, passed.incoming() ? "in" : "out", passed.transport(), passed.local(), passed.peer(), sip.method(),
                isRequest ? null : Integer.valueOf(sip.status()), isRequest ? null : sip.reason(), sip.first("call-id"), sip.cseq(),
                orNull(SipText.tag(sip.first("from"))), orNull(SipText.tag(sip.first("to"))), SipText.uri(sip.first("from")), SipText.uri(sip.first("to")),
                orNull(sip.first("event")), orNull(sip.first("subscription-state")), orNull(sip.first("sip-etag")), routes.isEmpty() ? null : routes, passed.size(), repeat, passed.text());
    }

    /** With three digits, whatever they are: texts of one length sort as times do. */
    private static String time(long millis) {
        String text = Instant.ofEpochMilli(millis).toString();
        return text.length() == MILLISECONDS ? text : text.substring(0, text.length() - 1) + ".000Z";
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
