package org.imspresence.sip;

import java.util.Arrays;
import java.util.List;

import org.imspresence.document.PidfFormat;

/** RFC 3856: the event package that is served. */
final class PresenceEvent {

    static final String NAME = "presence";

    /** The formats of its documents (RFC 3856 s6.5), the default first. */
    static final List<String> FORMATS = Arrays.stream(PidfFormat.values()).map(PidfFormat::contentType).toList();

    private PresenceEvent() {}

    /**
     * True for an Event header of this package, with parameters or without. RFC 6665 s8.2.1 compares the event type byte by byte.
     *
     * @param header the header's value, or null when the request has none
     */
    static boolean isNamedBy(String header) {
        return header != null && header.split(";", 2)[0].strip().equals(NAME);
    }
}
