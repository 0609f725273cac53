package org.imspresence.dialog.standard;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

import javax.servlet.sip.Address;
import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipServletResponse;
import javax.servlet.sip.SipURI;

/** A new SUBSCRIBE and the response to it. Once it is answered, it takes no attribute, as in Open Liberty. */
final class FakeSubscribe {

    private final Map<String, Object> attributes = new HashMap<>();
    private final Map<String, String> answer = new HashMap<>();
    private final FakeSession session = new FakeSession();
    private String told = "10.0.0.9";
    private String via = "SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK1";
    private String contactUser;
    private int status;
    private boolean isAnswered;

    private final SipServletRequest request = fake(SipServletRequest.class, (proxy, method, arguments) -> switch (method.getName()) {
        case "getMethod" -> "SUBSCRIBE";
        case "getHeader" -> arguments[0].equals("Via") ? via : null;
        case "getTo" -> fake(Address.class, (to, asked, name) -> null);
        case "getExpires", "getContentLength" -> 0;
        case "getInitialRemoteAddr" -> told;
        case "getSession" -> session.servletSession();
        case "getAttribute" -> attributes.get(arguments[0]);
        case "setAttribute" -> {
            if (isAnswered) {
                throw new IllegalStateException("answered");
            }
            yield attributes.put((String) arguments[0], arguments[1]);
        }
        case "createResponse" -> response((Integer) arguments[0]);
        default -> throw new UnsupportedOperationException(method.toString());
    });

    private static <T> T fake(Class<T> type, InvocationHandler behaviour) {
        return type.cast(Proxy.newProxyInstance(FakeSubscribe.class.getClassLoader(), new Class<?>[] {type}, behaviour));
    }

    private SipServletResponse response(int code) {
        status = code;
        SipURI contact = fake(SipURI.class, (proxy, method, arguments) -> contactUser = (String) arguments[0]);
        return fake(SipServletResponse.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getRequest" -> request();
            case "getExpires" -> 600;
            case "setHeader" -> answer.put((String) arguments[0], (String) arguments[1]);
            case "getAddressHeader" -> fake(Address.class, (address, asked, none) -> contact);
            case "send" -> {
                isAnswered = true;
                yield null;
            }
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private SipServletRequest request() {
        return request;
    }

    SipServletRequest servletRequest() {
        return request;
    }

    /**
     * @param address what the API tells of where it has come from
     * @param topmost its topmost Via
     */
    FakeSubscribe from(String address, String topmost) {
        told = address;
        via = topmost;
        return this;
    }

    FakeSession session() {
        return session;
    }

    int status() {
        return status;
    }

    String header(String name) {
        return answer.get(name);
    }

    String contactUser() {
        return contactUser;
    }
}
