package org.imspresence.dialog.standard;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RFC 3261 s20.42: the topmost Via of a request, as the container has completed it. */
final class TopVia {

    private static final Pattern SENT_BY = Pattern.compile("SIP\\s*/\\s*2\\.0\\s*/\\s*\\w+\\s+(\\[[^]]*]|[^\\s:;,]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern RECEIVED = Pattern.compile(";\\s*received\\s*=\\s*(\\[[^]]*]|[^\\s;,]+)", Pattern.CASE_INSENSITIVE);

    private TopVia() {}

    /** s18.2.1: the host that the request has come from: that of {@code received}, which is there if it is not the one that the sender has named. Empty when it cannot be read. */
    static Optional<String> source(String via) {
        String top = via.split(",", 2)[0];
        Matcher received = RECEIVED.matcher(top);
        if (received.find()) {
            return Optional.of(received.group(1));
        }
        Matcher sentBy = SENT_BY.matcher(top);
        return sentBy.lookingAt() ? Optional.of(sentBy.group(1)) : Optional.empty();
    }
}
