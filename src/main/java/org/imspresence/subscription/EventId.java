package org.imspresence.subscription;

import java.util.Optional;

/**
 * RFC 6665 s8.2.1: what of an Event header says which subscription is meant: the event type and the value of {@code id}, both byte by byte, and no other
 * parameter.
 *
 * <pre>
 *   Event: presence;id=7;max-rate=0.2
 * </pre>
 */
public record EventId(String type, Optional<String> id) {

    /** Reads the value of an Event header. */
    public static EventId of(String header) {
        String[] parts = header.split(";", -1);
        Optional<String> id = Optional.empty();
        for (int i = 1; i < parts.length && id.isEmpty(); i++) {
            String[] parameter = parts[i].split("=", 2);
            if (parameter.length == 2 && parameter[0].strip().equalsIgnoreCase("id")) {
                id = Optional.of(parameter[1].strip());
            }
        }
        return new EventId(parts[0].strip(), id);
    }
}
