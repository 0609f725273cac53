package org.imspresence.dialog.restcomm;

import java.io.IOException;

import gov.nist.javax.sip.Utils;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import javax.sip.SipException;
import javax.sip.SipProvider;
import org.imspresence.journal.Entry;

/** RFC 3261 s8.2.7: a response for which nothing is kept. A repeat of its request is a new request. */
final class StatelessResponse {

    private StatelessResponse() {}

    /** Sends it by the rules of s18.2.2: on the connection that the request came by, or by its topmost Via. */
    static void send(SipProvider provider, SIPRequest request, SIPResponse response) throws SipException {
        SIPResponse tagged = tagged(response);
        if (request.getMessageChannel() instanceof MessageChannel channel && channel.isReliable()) {
            try {
                channel.sendMessage(tagged);
            } catch (IOException e) {
                throw new SipException(e.getMessage(), e);
            }
        } else {
            provider.sendResponse(tagged);
        }
    }

    /** What the journal is told of a request and its response. */
    static Entry entry(SIPRequest request, SIPResponse response) {
        return Entry.of(request.getMethod())
                .with("status", response.getStatusCode())
                .with("uri", String.valueOf(request.getRequestURI()))
                .with("from", request.getFrom() == null ? "" : request.getFrom().getAddress().toString())
                .with("call-id", request.getCallId() == null ? "" : request.getCallId().getCallId())
                .withNumber("cseq", request.getCSeq() == null ? "" : String.valueOf(request.getCSeq().getSeqNumber()))
                .with("why", response.getReasonPhrase());
    }

    /** s8.2.6.2: a response has a tag in To, the request's or a new one. */
    private static SIPResponse tagged(SIPResponse response) {
        if (response.getToTag() == null) {
            response.setToTag(Utils.getInstance().generateTag());
        }
        return response;
    }
}
