package org.imspresence.testbed;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;

/**
 * One Via value (RFC 3261 s20.42): {@code SIP/2.0/UDP scscf2.home2.net;branch=z9hG4bK764z87.1}.
 *
 * @param text      as it was written
 * @param transport upper case
 * @param host      of the sent-by, lower case
 * @param port      of the sent-by, 0 when none is written
 * @param params    names in lower case
 */
public record Via(String text, String transport, String host, int port, Map<String, String> params) {

    /** What a branch of an RFC 3261 element starts with (s8.1.1.7). */
    public static final String MAGIC_COOKIE = "z9hG4bK";
    private static final String PROTOCOL = "SIP/2.0/";

    public static Via parse(String text) {
        int space = text.indexOf(' ');
        if (space < 0 || !text.startsWith(PROTOCOL)) {
            throw new SipParseException("not a Via: " + text);
        }
        int semicolon = text.indexOf(';');
        String sentBy = text.substring(space + 1, semicolon < 0 ? text.length() : semicolon).trim();
        String transport = text.substring(PROTOCOL.length(), space).toUpperCase(Locale.ROOT);
        return new Via(text, transport, SipText.host(sentBy), SipText.port(sentBy),
                SipText.params(semicolon < 0 ? "" : text.substring(semicolon)));
    }

    static String text(String transport, String sentBy, String branch) {
        return PROTOCOL + transport + " " + sentBy + ";branch=" + branch;
    }

    /** Empty when there is none. */
    public String branch() {
        return params.getOrDefault("branch", "");
    }

    public String sentBy() {
        return port == 0 ? host : host + ":" + port;
    }

    /** The value without what servers on the way add to it ({@code received}, {@code rport}). */
    public String asWritten() {
        return text.replaceAll("(?i)\\s*;\\s*(received|rport)(=[^;,]*)?", "");
    }

    /**
     * What the receiver makes of the topmost Via (RFC 3261 s18.2.1, RFC 3581 s4): {@code received} where the sent-by is not the
     * address the request came from, and a value for {@code rport} where the sender asked for it.
     */
    Via receivedFrom(InetSocketAddress source) {
        String address = source.getAddress().getHostAddress();
        boolean asked = params.containsKey("rport");
        String marked = asked ? text.replaceFirst("(?i);\\s*rport\\b(=\\d*)?", ";rport=" + source.getPort()) : text;
        if (asked || !host.equals(address)) {
            marked += ";received=" + address;
        }
        return marked.equals(text) ? this : parse(marked);
    }
}
