package org.imspresence.event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.imspresence.subscription.EventId;

/** The event packages that are served. */
public final class EventPackages {

    private final Map<String, EventPackage> byName = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if two have the same name */
    public EventPackages(List<EventPackage> packages) {
        for (EventPackage eventPackage : packages) {
            if (byName.put(eventPackage.name(), eventPackage) != null) {
                throw new IllegalArgumentException("two event packages are named " + eventPackage.name());
            }
        }
    }

    /** The package of that name; empty when none is served. */
    public Optional<EventPackage> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The package that an Event header asks for; empty when it is not served.
     *
     * @param header the header's value with or without parameters, or null when the request has none
     */
    public Optional<EventPackage> of(String header) {
        return header == null ? Optional.empty() : named(EventId.of(header).type());
    }

    /** Names of the packages that can be subscribed to, for Allow-Events (RFC 6665 s8.2.2). */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** Names of the packages that can be published to, for Allow-Events of a response to PUBLISH (RFC 3903 s6 step 2). */
    public List<String> published() {
        return byName.values().stream().filter(p -> p.publications().isPresent()).map(EventPackage::name).toList();
    }

    /** The media types of the bodies that are taken, each once: what can be published, and what may be in a SUBSCRIBE; for Accept (RFC 3261 s11.2, s20.1). */
    public List<String> takenFormats() {
        Stream<String> published = byName.values().stream().filter(p -> p.publications().isPresent()).flatMap(p -> p.publishedFormats().stream());
        return Stream.concat(published, byName.values().stream().flatMap(p -> p.subscribeFormats().stream())).distinct().toList();
    }
}
