package org.imspresence.dialog.standard;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

import javax.servlet.sip.Address;
import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipServletResponse;
import javax.servlet.sip.SipURI;

/** A NOTIFY that a session has created, and the responses to it, as far as the adapter uses them. */
final class FakeNotify {

    private final Map<String, Object> attributes = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, String> answer = new HashMap<>();
    private byte[] content = new byte[0];
    private String contentType;
    private String contactUser;
    private boolean refuses;
    private int sent;

    private final SipServletRequest request = fake(SipServletRequest.class, (proxy, method, arguments) -> {
        switch (method.getName()) {
            case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
            case "setContent" -> {
                content = (byte[]) arguments[0];
                contentType = (String) arguments[1];
            }
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            case "getAttribute" -> {
                return attributes.get(arguments[0]);
            }
            case "getAddressHeader" -> {
                return contact("sip:127.0.0.1:5060");
            }
            case "send" -> {
                if (refuses) {
                    throw new IllegalStateException("no such session");
                }
                sent++;
            }
            default -> throw new UnsupportedOperationException(method.toString());
        }
        return null;
    });

    private static <T> T fake(Class<T> type, InvocationHandler behaviour) {
        return type.cast(Proxy.newProxyInstance(FakeNotify.class.getClassLoader(), new Class<?>[] {type}, behaviour));
    }

    private Address contact(String uri) {
        SipURI sip = fake(SipURI.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "setUser" -> contactUser = (String) arguments[0];
            case "isSipURI" -> true;
            case "toString" -> uri;
            default -> throw new UnsupportedOperationException(method.toString());
        });
        return fake(Address.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getURI" -> sip;
            case "isWildcard" -> false;
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    SipServletRequest servletRequest() {
        return request;
    }

    /** A response to it, with the headers that {@link #answerHas} has named. */
    SipServletResponse answered(int status) {
        return fake(SipServletResponse.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getStatus" -> status;
            case "getRequest" -> request;
            case "getHeader" -> answer.get((String) arguments[0]);
            case "getAddressHeader" -> answer.containsKey("Contact") ? contact(answer.get("Contact").replaceAll("[<>]", "")) : null;
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    void answerHas(String header, String value) {
        answer.put(header, value);
    }

    /** It cannot be sent. */
    void refuses() {
        refuses = true;
    }

    String header(String name) {
        return headers.get(name);
    }

    String content() {
        return new String(content);
    }

    String contentType() {
        return contentType;
    }

    String contactUser() {
        return contactUser;
    }

    int sent() {
        return sent;
    }
}
