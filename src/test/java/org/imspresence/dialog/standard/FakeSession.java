package org.imspresence.dialog.standard;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

import javax.servlet.sip.SipApplicationSession;
import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipSession;

/** A session of the container, as far as the adapter uses one. */
final class FakeSession {

    private final Map<String, Object> attributes = new HashMap<>();
    private SipSession.State state = SipSession.State.CONFIRMED;
    private SipServletRequest next;
    private int minutes;

    private final SipApplicationSession application = (SipApplicationSession) Proxy.newProxyInstance(FakeSession.class.getClassLoader(), new Class<?>[] {SipApplicationSession.class}, (proxy, method, arguments) -> {
        if (method.getName().equals("setExpires")) {
            return minutes = (Integer) arguments[0];
        }
        throw new UnsupportedOperationException(method.toString());
    });

    private final SipSession session = (SipSession) Proxy.newProxyInstance(FakeSession.class.getClassLoader(), new Class<?>[] {SipSession.class}, (proxy, method, arguments) -> switch (method.getName()) {
        case "getAttribute" -> attributes.get(arguments[0]);
        case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
        case "getState" -> state;
        case "isValid" -> state != null;
        case "getApplicationSession" -> state == null ? null : application;
        case "createRequest" -> next;
        default -> throw new UnsupportedOperationException(method.toString());
    });

    SipSession servletSession() {
        return session;
    }

    /** What is created next. */
    FakeSession creates(SipServletRequest request) {
        next = request;
        return this;
    }

    void terminate() {
        state = SipSession.State.TERMINATED;
    }

    void invalidate() {
        state = null;
    }

    /** Minutes that the container keeps it. */
    int minutes() {
        return minutes;
    }
}
