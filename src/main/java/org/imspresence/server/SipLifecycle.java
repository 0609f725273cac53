package org.imspresence.server;

import javax.servlet.sip.SipServletContextEvent;
import javax.servlet.sip.SipServletListener;

/** The SIP side of the container is up: its connectors are bound. */
public final class SipLifecycle implements SipServletListener {

    @Override
    public void servletInitialized(SipServletContextEvent event) {
        if (event.getServletContext().getAttribute(WebLifecycle.SERVER) instanceof PresenceServer server) {
            server.open();
        }
    }
}
