package org.imspresence.sip;

import java.io.IOException;
import javax.servlet.ServletException;
import javax.servlet.sip.SipServlet;
import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipServletResponse;

/** Placeholder: answers OPTIONS with 200 and everything else with 405. */
public final class PresenceServlet extends SipServlet {

    @Override
    protected void doRequest(SipServletRequest request) throws ServletException, IOException {
        if ("ACK".equals(request.getMethod())) {
            return;
        }
        boolean options = "OPTIONS".equals(request.getMethod());
        SipServletResponse response = request.createResponse(
                options ? SipServletResponse.SC_OK : SipServletResponse.SC_METHOD_NOT_ALLOWED);
        response.setHeader("Allow", "OPTIONS");
        response.send();
    }
}
