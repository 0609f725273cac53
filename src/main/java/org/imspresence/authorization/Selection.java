package org.imspresence.authorization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.imspresence.address.PresenceAddress;
import org.imspresence.document.Dom;
import org.imspresence.document.Namespaces;
import org.w3c.dom.Element;

/**
 * RFC 5025 s3.3.1: which services, persons or devices are provided. They are selected as they are published: a selector sees the class of one even if {@code provide-class} does not let it through.
 *
 * @param selectors empty for all
 */
record Selection(boolean all, Set<Selector> selectors) {

    static final Selection NONE = new Selection(false, Set.of());
    static final Selection ALL = new Selection(true, Set.of());

    /** What the value of a selector is compared with. */
    enum Kind {
        CLASS, OCCURRENCE_ID, DEVICE_ID, SERVICE_URI, SERVICE_URI_SCHEME, SERVICE_ID
    }

    /** @param value in the form in which equal ones are alike */
    record Selector(Kind kind, String value) {}

    Selection {
        selectors = all ? Set.of() : Set.copyOf(selectors);
    }

    /** Reads {@code provide-services} and its like; what is not understood selects nothing. */
    static Selection read(Component component, Element transformation) {
        Set<Selector> selectors = new HashSet<>();
        for (Element child : Dom.children(transformation)) {
            if (component.isAll(child)) {
                return ALL;
            }
            selector(component, child).ifPresent(selectors::add);
        }
        return new Selection(false, selectors);
    }

    private static Optional<Selector> selector(Component component, Element element) {
        String value = Xml.text(element);
        if (component == Component.SERVICE && Dom.is(element, Xml.OMA_PRES_RULES, "service-id")) {
            return Optional.of(new Selector(Kind.SERVICE_ID, value));
        }
        if (!Xml.PRES_RULES.equals(element.getNamespaceURI())) {
            return Optional.empty();
        }
        Kind kind = switch (element.getLocalName()) {
            case "class" -> Kind.CLASS;
            case "occurrence-id" -> Kind.OCCURRENCE_ID;
            case "deviceID" -> component == Component.DEVICE ? Kind.DEVICE_ID : null;
            case "service-uri" -> component == Component.SERVICE ? Kind.SERVICE_URI : null;
            case "service-uri-scheme" -> component == Component.SERVICE ? Kind.SERVICE_URI_SCHEME : null;
            default -> null;
        };
        return Optional.ofNullable(kind).map(known -> new Selector(known, known == Kind.DEVICE_ID || known == Kind.SERVICE_URI ? comparable(value) : value));
    }

    Selection or(Selection other) {
        if (all || other.equals(NONE)) {
            return this;
        }
        if (other.all || equals(NONE)) {
            return other;
        }
        Set<Selector> union = new HashSet<>(selectors);
        union.addAll(other.selectors);
        return new Selection(false, union);
    }

    boolean selects(Component component, Element element) {
        return all || !selectors.isEmpty() && answers(component, element).stream().anyMatch(selectors::contains);
    }

    /** All selectors that mean this one. */
    private static List<Selector> answers(Component component, Element element) {
        List<Selector> answers = new ArrayList<>();
        answers.add(new Selector(Kind.OCCURRENCE_ID, element.getAttribute("id").strip()));
        for (Element child : Dom.children(element)) {
            if (Dom.is(child, Namespaces.RPID, "class")) {
                answers.add(new Selector(Kind.CLASS, Xml.text(child)));
            } else if (component == Component.DEVICE && Dom.is(child, Namespaces.DATA_MODEL, "deviceID")) {
                answers.add(new Selector(Kind.DEVICE_ID, comparable(Xml.text(child))));
            } else if (component == Component.SERVICE && Dom.is(child, Namespaces.PIDF, "contact")) {
                String contact = Xml.text(child);
                answers.add(new Selector(Kind.SERVICE_URI, comparable(contact)));
                answers.add(new Selector(Kind.SERVICE_URI_SCHEME, contact.substring(0, Math.max(contact.indexOf(':'), 0))));
            } else if (component == Component.SERVICE && Dom.is(child, Namespaces.OMA_PRESENCE, "service-description")) {
                Dom.children(child, Namespaces.OMA_PRESENCE, "service-id").forEach(id -> answers.add(new Selector(Kind.SERVICE_ID, Xml.text(id))));
            }
        }
        return answers;
    }

    /**
     * A URI in a form in which equivalent ones are alike, as far as that can be told: two that this holds to be different are at worst not provided. URIs of different schemes never are equivalent, nor
     * are those with different parameters.
     */
    static String comparable(String uri) {
        int colon = uri.indexOf(':');
        if (colon <= 0) {
            return uri;
        }
        String scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = uri.substring(colon + 1);
        return switch (scheme) {
            case "sip", "sips", "pres", "im", "tel" -> address(scheme, uri).orElse(scheme + ":" + rest);
            // RFC 8141 s3.1, RFC 9562 s4
            case "urn" -> rest.regionMatches(true, 0, "uuid:", 0, 5) ? uri.toLowerCase(Locale.ROOT) : scheme + ":" + lowerUpTo(rest.indexOf(':'), rest);
            default -> scheme + ":" + rest;
        };
    }

    private static Optional<String> address(String scheme, String uri) {
        try {
            String canonical = PresenceAddress.parse(uri).canonical();
            int parameters = uri.indexOf(';', uri.indexOf('@') + 1);
            String[] sorted = parameters < 0 ? new String[0] : uri.substring(parameters + 1).toLowerCase(Locale.ROOT).split(";");
            Arrays.sort(sorted);
            return Optional.of(scheme + canonical.substring(canonical.indexOf(':')) + ";" + String.join(";", sorted));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static String lowerUpTo(int end, String text) {
        return text.substring(0, Math.max(end, 0)).toLowerCase(Locale.ROOT) + text.substring(Math.max(end, 0));
    }
}
