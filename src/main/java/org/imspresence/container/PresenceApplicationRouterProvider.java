package org.imspresence.container;

import javax.servlet.sip.ar.SipApplicationRouter;
import javax.servlet.sip.ar.spi.SipApplicationRouterProvider;

/**
 * JSR 289 s15.4.2: hands the container its application router. Named by the system property
 * {@code javax.servlet.sip.ar.spi.SipApplicationRouterProvider}, because the container's own search for providers asks
 * ImageIO's service registry, which refuses other kinds of service since Java 9.
 */
public final class PresenceApplicationRouterProvider extends SipApplicationRouterProvider {

    private final SipApplicationRouter router = new PresenceApplicationRouter();

    @Override
    public SipApplicationRouter getSipApplicationRouter() {
        return router;
    }
}
