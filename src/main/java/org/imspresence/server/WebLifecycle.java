package org.imspresence.server;

import javax.servlet.ServletContextEvent;
import javax.servlet.ServletContextListener;

import org.imspresence.config.Settings;

/** The web application starts and stops. An exception here means that it does not start. */
public final class WebLifecycle implements ServletContextListener {

    static final String SERVER = PresenceServer.class.getName();

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            Settings settings = Settings.read(System.getProperties(), System.getenv());
            event.getServletContext().setAttribute(SERVER, PresenceServer.start(settings, event.getServletContext()));
        } catch (RuntimeException | Error e) {
            System.setProperty(SipLifecycle.FAILURE, "the application did not start: " + e.getMessage());
            throw e;
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (event.getServletContext().getAttribute(SERVER) instanceof PresenceServer server) {
            server.close();
        }
    }
}
