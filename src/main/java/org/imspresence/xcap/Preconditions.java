package org.imspresence.xcap;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RFC 7232, RFC 4825 s7.11: If-Match and If-None-Match of one request. Tags are compared with the document's, also when it is a part of it that is asked for; {@code *} is about that part itself.
 */
record Preconditions(List<String> ifMatch, List<String> ifNoneMatch) {

    private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([^\"]*)\"\\s*(?:,|$)");
    private static final String ANY = "*";

    static Preconditions of(XcapRequest.Headers headers) {
        return new Preconditions(headers.all("If-Match"), headers.all("If-None-Match"));
    }

    /**
     * @param documentTag entity tag of the document; empty when it is not there
     * @param exists      whether what the URI means is there
     * @throws Refusal 412
     */
    void check(Optional<String> documentTag, boolean exists) {
        if (!ifMatch.isEmpty() && !matches(ifMatch, documentTag, exists, false)) {
            throw new Refusal(412, "If-Match does not name what is there");
        }
        if (!ifNoneMatch.isEmpty() && matches(ifNoneMatch, documentTag, exists, true)) {
            throw new Refusal(412, "If-None-Match names what is there");
        }
    }

    /** Whether a GET of what exists is to be answered 304. */
    boolean notModified(String documentTag) {
        return !ifNoneMatch.isEmpty() && matches(ifNoneMatch, Optional.of(documentTag), true, true);
    }

    void checkIfMatch(String documentTag) {
        new Preconditions(ifMatch, List.of()).check(Optional.of(documentTag), true);
    }

    private static boolean matches(List<String> lines, Optional<String> documentTag, boolean exists, boolean weakly) {
        for (String line : lines) {
            if (line.strip().equals(ANY)) {
                return exists;
            }
            Matcher tag = TAG.matcher(line);
            while (tag.lookingAt()) {
                if ((weakly || tag.group(1) == null) && documentTag.filter(tag.group(2)::equals).isPresent()) {
                    return true;
                }
                tag.region(tag.end(), line.length());
            }
        }
        return false;
    }
}
