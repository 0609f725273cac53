package org.imspresence.dialog.restcomm;

import java.io.IOException;
import java.util.function.Predicate;

import gov.nist.javax.sip.Utils;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.SIPMessageValve;
import javax.sip.SipStack;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.imspresence.dialog.Refusals;
import org.imspresence.dialog.Refusals.Cause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops the messages for which the stack would compare every transaction that it holds, thousands of them, because it does not find theirs by branch.
 *
 * <p>RFC 3261 s8.1.1.7: a branch begins with {@code z9hG4bK}. A request whose branch does not is from the days of RFC 2543, and the stack needs the requests of answered ones to compare it with, which nobody keeps. No CSCF sends such a
 * request: it is refused.
 *
 * <p>A response that belongs to no transaction comes too late, or repeats one because the server was slow and had sent its NOTIFY more than once. There is nobody for it (s18.1.2), and just then there is no time to search.
 */
final class LookupValve implements SIPMessageValve {

    private static final Logger LOG = LoggerFactory.getLogger(LookupValve.class);
    private static final String COOKIE = "z9hG4bK";

    private final Predicate<String> isClientTransaction;
    private final Refusals refusals;

    /**
     * @param isClientTransaction whether there is one of the stack's with this id
     * @param refusals            told of the requests that are refused
     */
    LookupValve(Predicate<String> isClientTransaction, Refusals refusals) {
        this.isClientTransaction = isClientTransaction;
        this.refusals = refusals;
    }

    @Override
    public boolean processRequest(SIPRequest request, MessageChannel channel) {
        String branch = request.getTopmostVia().getBranch();
        if (branch != null && branch.regionMatches(true, 0, COOKIE, 0, COOKIE.length())) {
            return true;
        }
        if (!Request.ACK.equals(request.getMethod())) {
            SIPResponse response = request.createResponse(Response.BAD_REQUEST, "The branch of the topmost Via does not begin with " + COOKIE);
            if (response.getToTag() == null) {
                response.setToTag(Utils.getInstance().generateTag());
            }
            refusals.refused(Cause.BRANCH, () -> StatelessResponse.entry(request, response));
            try {
                channel.sendMessage(response);
            } catch (IOException | RuntimeException e) {
                LOG.debug("could not refuse a {}: {}", request.getMethod(), e.toString());
            }
        }
        return false;
    }

    @Override
    public boolean processResponse(Response response, MessageChannel channel) {
        return isClientTransaction.test(((SIPResponse) response).getTransactionId());
    }

    @Override
    public void init(SipStack stack) {
        // nothing to prepare
    }

    @Override
    public void destroy() {
        // nothing to give back
    }
}
