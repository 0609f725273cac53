package org.imspresence.xcap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param contentType of the body; empty when there is none
 */
record XcapResponse(int status, String contentType, List<Map.Entry<String, String>> headers, byte[] body) {

    private static final byte[] NOTHING = {};

    static XcapResponse empty(int status) {
        return new XcapResponse(status, "", List.of(), NOTHING);
    }

    static XcapResponse of(int status, String contentType, String body) {
        return new XcapResponse(status, contentType, List.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    static XcapResponse text(int status, String text) {
        return of(status, "text/plain;charset=UTF-8", text + "\n");
    }

    XcapResponse with(String header, String value) {
        return with(List.of(Map.entry(header, value)));
    }

    XcapResponse with(List<Map.Entry<String, String>> more) {
        List<Map.Entry<String, String>> all = new ArrayList<>(headers);
        all.addAll(more);
        return new XcapResponse(status, contentType, List.copyOf(all), body);
    }

    /** RFC 4825 s8.5: the entity tag of the document, whichever part of it was asked for. */
    XcapResponse withEntityTag(String entityTag) {
        return with("ETag", "\"" + entityTag + "\"");
    }
}
