package org.imspresence.trace;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.imspresence.address.PresenceAddress;
import org.imspresence.dialog.ContactUser;

/**
 * Which presentities a message is about. A SUBSCRIBE or PUBLISH is for its Request-URI, or for whom the user part of our Contact names there, or P-Served-User (RFC 5502); a NOTIFY is about whom our Contact names, or From.
 * A response is about whom its request was, which is remembered for a while, and else about To or, for a NOTIFY, From. Not thread-safe.
 */
final class Concerned {

    private static final String NOTIFY = "NOTIFY";
    private static final Set<String> METHODS = Set.of("SUBSCRIBE", "PUBLISH", NOTIFY);

    private final Map<String, Set<String>> byRequest;

    /** @param remembered requests whose responses are still known */
    Concerned(int remembered) {
        byRequest = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
                return size() > remembered;
            }
        };
    }

    /** Canonical addresses; none when it is about nobody. */
    Set<String> by(SipText message) {
        String method = message.method();
        if (!METHODS.contains(method)) {
            return Set.of();
        }
        String exchange = message.first("call-id") + ' ' + message.first("cseq") + ' ' + SipText.tag(message.first("from"));
        if (message.isRequest()) {
            Set<String> concerned = method.equals(NOTIFY) ? ofNotify(message) : ofRequest(message);
            byRequest.put(exchange, concerned);
            return concerned;
        }
        Set<String> known = byRequest.get(exchange);
        return known != null ? known : addresses(message.first(method.equals(NOTIFY) ? "from" : "to"));
    }

    private static Set<String> ofRequest(SipText message) {
        String inOurContact = inOurContact(message.requestUri());
        return inOurContact != null ? Set.of(inOurContact) : addresses(message.requestUri(), message.first("p-served-user"));
    }

    private static Set<String> ofNotify(SipText message) {
        String inOurContact = inOurContact(message.first("contact"));
        return inOurContact != null ? Set.of(inOurContact) : addresses(message.first("from"));
    }

    private static String inOurContact(String value) {
        String uri = SipText.uri(value);
        int colon = uri.indexOf(':');
        int at = uri.indexOf('@');
        return colon < 0 || at < colon ? null : ContactUser.presentity(uri.substring(colon + 1, at)).orElse(null);
    }

    private static Set<String> addresses(String... values) {
        return Arrays.stream(values).flatMap(value -> Stream.ofNullable(address(value))).collect(Collectors.toUnmodifiableSet());
    }

    private static String address(String value) {
        try {
            return PresenceAddress.parse(SipText.uri(value)).canonical();
        } catch (IllegalArgumentException none) {
            return null;
        }
    }
}
