package org.imspresence.server;

import javax.servlet.sip.SipServletContextEvent;
import javax.servlet.sip.SipServletListener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SIP side of the container is up: its connectors are bound. */
public final class SipLifecycle implements SipServletListener {

    /** A ServletContext attribute, and a system property: why the node could not open. {@code container.StartupGuard} and {@code container.LibertyProcess} end the process on it, as the container ignores what a listener throws. */
    public static final String FAILURE = "org.imspresence.failure";

    private static final Logger LOG = LoggerFactory.getLogger(SipLifecycle.class);

    @Override
    public void servletInitialized(SipServletContextEvent event) {
        if (event.getServletContext().getAttribute(WebLifecycle.SERVER) instanceof PresenceServer server) {
            try {
                server.open();
            } catch (RuntimeException e) {
                LOG.error("the node cannot open", e);
                event.getServletContext().setAttribute(FAILURE, e.toString());
                System.setProperty(FAILURE, "the application did not open: " + e);
            }
        }
    }
}
