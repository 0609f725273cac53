package org.imspresence.dialog.restcomm;

import java.io.IOException;

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
 * RFC 3261 s8.1.1.7: a branch begins with {@code z9hG4bK}. For a request whose branch does not, from the days of RFC 2543, the stack would compare every transaction that it holds, thousands of them, and it needs the
 * requests of answered ones for that, which nobody keeps. No CSCF sends such a request: it is refused before the stack looks for its transaction.
 */
final class CookieValve implements SIPMessageValve {

    private static final Logger LOG = LoggerFactory.getLogger(CookieValve.class);
    private static final String COOKIE = "z9hG4bK";

    private final Refusals refusals;

    CookieValve(Refusals refusals) {
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
        return true;
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
