package org.imspresence.testbed;

import java.util.Map;

/**
 * A SIP URI (RFC 3261 s19.1), as much of it as routing needs: {@code sip:user@[5555::aaa]:5060;lr}.
 *
 * @param text   as it was written
 * @param user   empty when there is none
 * @param host   lower case, an IPv6 reference keeps its brackets
 * @param port   0 when none is written
 * @param params names in lower case
 */
public record SipUri(String text, String user, String host, int port, Map<String, String> params) {

    public static SipUri parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || !text.regionMatches(true, 0, "sip", 0, 3)) {
            throw new SipParseException("not a SIP URI: " + text);
        }
        String rest = text.substring(colon + 1);
        int question = rest.indexOf('?');
        if (question >= 0) {
            rest = rest.substring(0, question);
        }
        int at = rest.indexOf('@');
        String user = at < 0 ? "" : rest.substring(0, at);
        String hostAndParams = rest.substring(at + 1);
        int semicolon = hostAndParams.indexOf(';');
        String hostPort = semicolon < 0 ? hostAndParams : hostAndParams.substring(0, semicolon);
        Map<String, String> params = SipText.params(semicolon < 0 ? "" : hostAndParams.substring(semicolon));
        return new SipUri(text, user, SipText.host(hostPort), SipText.port(hostPort), params);
    }

    @Override
    public String toString() {
        return text;
    }
}
