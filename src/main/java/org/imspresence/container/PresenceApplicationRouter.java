package org.imspresence.container;

import java.io.Serializable;
import java.util.List;
import java.util.Properties;
import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.ar.SipApplicationRouter;
import javax.servlet.sip.ar.SipApplicationRouterInfo;
import javax.servlet.sip.ar.SipApplicationRoutingDirective;
import javax.servlet.sip.ar.SipApplicationRoutingRegion;
import javax.servlet.sip.ar.SipRouteModifier;
import javax.servlet.sip.ar.SipTargetedRequestInfo;

/**
 * JSR 289 s15: the application router of a container that holds one application.
 *
 * <p>Every initial request from the network goes to the application, whatever its method, so that the application can answer a
 * method it does not know with 405 and its Allow. Every initial request that the application sends itself leaves the container.
 * The default router (appendix C) would need a line per method in a file, and has no such difference.
 *
 * <p>While no application is deployed the container answers 500. Requests that it takes for parts of a dialog (BYE, INFO and their like) do not come
 * here: the application's gate at the stack answers them.
 */
public final class PresenceApplicationRouter implements SipApplicationRouter {

    private static final String NOT_DEPLOYED = "no application";

    private static final SipApplicationRouterInfo TO_THE_NETWORK =
            new SipApplicationRouterInfo(null, null, null, null, SipRouteModifier.NO_ROUTE, null);

    private volatile String application = NOT_DEPLOYED;

    @Override
    public void init() {
        // Told of each application as it is deployed.
    }

    @Override
    public void init(Properties properties) {
        init();
    }

    @Override
    public void applicationDeployed(List<String> names) {
        if (!names.isEmpty()) {
            application = names.get(0);
        }
    }

    @Override
    public void applicationUndeployed(List<String> names) {
        if (names.contains(application)) {
            application = NOT_DEPLOYED;
        }
    }

    @Override
    public void destroy() {
        application = NOT_DEPLOYED;
    }

    /** A request that already has a session was made by the application: the container opens one only after this choice. */
    @Override
    public SipApplicationRouterInfo getNextApplication(
            SipServletRequest initialRequest,
            SipApplicationRoutingRegion region,
            SipApplicationRoutingDirective directive,
            SipTargetedRequestInfo targetedRequestInfo,
            Serializable stateInfo) {
        if (initialRequest.getSession(false) != null) {
            return TO_THE_NETWORK;
        }
        return new SipApplicationRouterInfo(
                application,
                SipApplicationRoutingRegion.NEUTRAL_REGION,
                null,
                null,
                SipRouteModifier.NO_ROUTE,
                null);
    }
}
