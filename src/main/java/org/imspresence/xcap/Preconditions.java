package org.imspresence.xcap;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RFC 7232, RFC 4825 s7.11: If-Match and If-None-Match of one request. They are about the document, also when it is a part of it that is asked for: a part that is not there yet counts as having the document's entity tag
 * (s8.2.6), so that nobody can put one on condition that it is new.
 */
record Preconditions(List<String> ifMatch, List<String> ifNoneMatch) {

    private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([^\"]*)\"\\s*(?:,|$)");
    private static final String ANY = "*";

    static Preconditions of(XcapRequest.Headers headers) {
        return new Preconditions(headers.all("If-Match"), headers.all("If-None-Match"));
    }

    /**
     * @param documentTag entity tag of the document; empty when it is not there
     * @throws Refusal 412
     */
    void check(Optional<String> documentTag) {
        if (!ifMatch.isEmpty() && !matches(ifMatch, documentTag, false)) {
            throw new Refusal(412, "If-Match does not name what is there");
        }
        if (!ifNoneMatch.isEmpty() && matches(ifNoneMatch, documentTag, true)) {
            throw new Refusal(412, "If-None-Match names what is there");
        }
    }

    /** Whether a GET of what exists is to be answered 304. */
    boolean notModified(String documentTag) {
        return !ifNoneMatch.isEmpty() && matches(ifNoneMatch, Optional.of(documentTag), true);
    }

    void checkIfMatch(String documentTag) {
        new Preconditions(ifMatch, List.of()).check(Optional.of(documentTag));
    }

    private static boolean matches(List<String> lines, Optional<String> documentTag, boolean weakly) {
        for (String line : lines) {
            if (line.strip().equals(ANY)) {
                return documentTag.isPresent();
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
