package org.imspresence.sip;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.imspresence.address.PresenceAddress;

/**
 * RFC 5502 s6: P-Served-User, by which an S-CSCF tells an application server whom it is to serve, and in which session case.
 *
 * <pre>
 *   P-Served-User: &lt;sip:user2_public1@home2.net&gt;;sescase=term;regstate=reg
 * </pre>
 *
 * @param address     canonical address of the user
 * @param terminating {@code sescase=term}: a request for the user, and not one of the user's own
 */
record ServedUserHeader(String address, boolean terminating) {

    static final String HEADER = "P-Served-User";

    private static final int MAX_LINE = 1024;
    /** A name-addr, whose display name may have anything in its quotes, or an addr-spec, whose parameters are the header's (RFC 3261 s20); then parameters. */
    private static final Pattern VALUE = Pattern.compile("\\s*+(?:(?:\"(?:[^\"\\\\]|\\\\.)*+\"\\s*+|[^\"<>;]*+)<([^<>]++)>|([^\"<>;\\s]++))\\s*+((?:;.*)?)");

    /**
     * @param lines the header's lines as they came
     * @return empty for none, and for what cannot be read
     */
    static Optional<ServedUserHeader> of(List<String> lines) {
        Matcher value = VALUE.matcher(lines.size() == 1 && lines.get(0).length() <= MAX_LINE ? lines.get(0) : "");
        if (!value.matches()) {
            return Optional.empty();
        }
        try {
            String address = PresenceAddress.parse(value.group(1) == null ? value.group(2) : value.group(1)).toString();
            return Optional.of(new ServedUserHeader(address, Headers.hasParameter(value.group(3), "sescase=term")));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
