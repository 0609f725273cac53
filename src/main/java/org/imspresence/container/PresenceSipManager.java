package org.imspresence.container;

import java.beans.PropertyChangeEvent;
import java.beans.PropertyChangeListener;
import org.mobicents.servlet.sip.catalina.SipStandardManager;

/**
 * The session manager of Restcomm SIP Servlets, made to fit the last Tomcat 7.
 *
 * <p>Up to Tomcat 7.0.68 the class {@code ManagerBase} was a {@link PropertyChangeListener}. Restcomm 3.2.0-37 still relies
 * on it: {@code SipStandardManager.setContainer} registers itself as the context's property listener through an untyped array, and
 * on a newer Tomcat fails there with an {@link ArrayStoreException}. Only the type is missing: what the listener was
 * told (a change of the session timeout) the newer Tomcat reads from the context when it needs it. So this class adds
 * the type and does nothing with the events.
 *
 * <p>It is named as the Manager of the application's context in the container's {@code conf/server.xml}.
 */
public final class PresenceSipManager extends SipStandardManager implements PropertyChangeListener {

    @Override
    public void propertyChange(PropertyChangeEvent event) {
        // The session timeout is read from the context when a session is created.
    }

    /** Ignored by this Tomcat, which warns of every call; the container calls it at each start. */
    @Override
    public void setMaxInactiveInterval(int seconds) {
        // The session timeout is in the deployment descriptor.
    }
}
