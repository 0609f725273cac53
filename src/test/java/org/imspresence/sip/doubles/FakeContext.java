package org.imspresence.sip.doubles;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.servlet.ServletConfig;
import javax.servlet.ServletContext;

/** The attributes of a web application. */
public final class FakeContext {

    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private final ServletContext context = Doubles.of(ServletContext.class, this);

    public ServletConfig config() {
        return Doubles.of(ServletConfig.class, new FakeConfig(context));
    }

    public Object getAttribute(String name) {
        return attributes.get(name);
    }

    public void setAttribute(String name, Object value) {
        attributes.put(name, value);
    }

    /** Public for the proxy. */
    public record FakeConfig(ServletContext context) {

        public ServletContext getServletContext() {
            return context;
        }

        public String getServletName() {
            return "presence";
        }
    }
}
