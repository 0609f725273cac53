package org.imspresence.container;

import java.util.Map;
import org.apache.tomcat.InstanceManager;
import org.mobicents.servlet.sip.annotations.DefaultSipInstanceManager;
import org.mobicents.servlet.sip.startup.SipContextConfig;
import org.mobicents.servlet.sip.startup.SipStandardContext;

/**
 * The application's context in Restcomm SIP Servlets, without annotations: the descriptors say everything.
 *
 * <p>Two things of the container's own context are left out:
 * <ul>
 *   <li>the search for SIP annotations, which loads every class of every jar of the application before its first line
 *       runs (about two seconds on two cores) and ignores {@code metadata-complete};
 *   <li>the injection into annotated fields of servlets and listeners, which needs the classes of EJB, JPA and JAX-WS to be there. The
 *       application takes SipFactory and its like from the attributes of the ServletContext, which every container sets.
 * </ul>
 */
public final class PresenceContext extends SipStandardContext {

    private static final String NOTHING_TO_SEARCH = "/no search for annotations";

    private volatile boolean configuring;

    /**
     * Made once, before the first request. RFC 3903 s6 step 3 wants a PUBLISH refused that has anything but one entity tag in SIP-If-Match. An asserted identity or a wish for privacy that the stack cannot read must not look
     * as if there were none. Of P-Charging-Vector and P-Served-User the stack would keep those parameters that it knows.
     */
    public PresenceContext() {
        VerbatimHeader.keep("SIP-If-Match");
        VerbatimHeader.keep("P-Asserted-Identity");
        VerbatimHeader.keep("Privacy");
        VerbatimHeader.keep("P-Charging-Vector");
        VerbatimHeader.keep("P-Served-User");
    }

    /** Where the application is unpacked; while it is configured nobody but the search for annotations asks. */
    @Override
    public String getBasePath() {
        return configuring ? NOTHING_TO_SEARCH : super.getBasePath();
    }

    @Override
    public void setInstanceManager(InstanceManager offered) {
        super.setInstanceManager(new WithoutInjection(this));
    }

    /** Reads the descriptors, and searches for nothing. */
    public static final class Config extends SipContextConfig {

        @Override
        protected synchronized void configureStart() {
            PresenceContext application = (PresenceContext) context;
            application.configuring = true;
            try {
                super.configureStart();
            } finally {
                application.configuring = false;
            }
        }
    }

    private static final class WithoutInjection extends DefaultSipInstanceManager {

        WithoutInjection(PresenceContext context) {
            super(null, Map.of(), context, PresenceContext.class.getClassLoader());
        }

        @Override
        public void processAnnotations(Object instance, Map<String, String> injections) {
            // No field is injected.
        }
    }
}
