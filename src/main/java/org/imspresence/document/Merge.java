package org.imspresence.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** One run of a {@link Composition} that has something to change. The layers come in the order of their position. */
final class Merge {

    /** What makes two tuples of different publications one service; RFC 4479 s3.3. */
    private record Service(String id, Optional<String> contact, List<String> descriptions, List<String> devices) {

        static Service of(Element tuple) {
            return new Service(tuple.getAttribute("id").strip(), Dom.childText(tuple, Namespaces.PIDF, "contact"),
                    Dom.children(tuple, Namespaces.OMA_PRESENCE, "service-description").stream().map(Service::description).sorted().toList(),
                    Dom.children(tuple, Namespaces.DATA_MODEL, "deviceID").stream().map(id -> id.getTextContent().strip()).sorted().toList());
        }

        /** The service's name and version; the text for people that may stand beside them makes no other service. */
        private static String description(Element element) {
            return Dom.childText(element, Namespaces.OMA_PRESENCE, "service-id").orElse("") + ' '
                    + Dom.childText(element, Namespaces.OMA_PRESENCE, "version").orElse("");
        }
    }

    /** An element and the layer it comes from. */
    private record Part(Element element, Layer layer) {

        boolean yieldsTo(Part other) {
            return other.layer.precedence() >= layer.precedence();
        }

        List<Part> children() {
            return Dom.children(element).stream().map(child -> new Part(child, layer)).toList();
        }
    }

    private final List<Part> roots;
    private final List<Part> children;
    private final Transplant transplant;
    private final Map<Element, String> layers = new IdentityHashMap<>();

    Merge(Document empty, List<Layer> layers) {
        roots = layers.stream().map(layer -> new Part(layer.document().root(), layer)).toList();
        children = roots.stream().flatMap(root -> root.children().stream()).toList();
        boolean withDataModel = children.stream()
                .anyMatch(part -> PresenceDocument.isPerson(part.element) || PresenceDocument.isDevice(part.element));
        transplant = new Transplant(empty, roots.stream().map(Part::element).toList(), withDataModel);
    }

    /** Fills the new document in the order of the schema: tuples, notes, then all other elements. */
    void run(String entity) {
        Map<Service, List<Part>> tuples = new LinkedHashMap<>();
        List<Part> notes = new ArrayList<>();
        List<Part> persons = new ArrayList<>();
        Map<String, List<Part>> devices = new LinkedHashMap<>();
        List<Part> extensions = new ArrayList<>();
        for (Part child : children) {
            if (Dom.is(child.element, Namespaces.PIDF, "tuple")) {
                tuples.computeIfAbsent(Service.of(child.element), key -> new ArrayList<>()).add(child);
            } else if (PresenceDocument.isPerson(child.element)) {
                persons.add(child);
            } else if (PresenceDocument.isDevice(child.element)) {
                devices.computeIfAbsent(deviceKey(child.element), key -> new ArrayList<>()).add(child);
            } else {
                (isNote(child.element) ? notes : extensions).add(child);
            }
        }
        Element root = transplant.root();
        mergeAttributes(roots, root);
        root.setAttribute("entity", entity);
        tuples.values().forEach(same -> root.appendChild(unlessAlikeMerged(same)));
        append(distinct(notes), root);
        if (!persons.isEmpty()) {
            root.appendChild(merged(persons));
        }
        devices.values().forEach(same -> root.appendChild(merged(same)));
        append(distinct(extensions), root);
        Ids.makeUnique(root, layers);
    }

    /** What tells devices apart: the deviceID, or the id of a device that has none. */
    static String deviceKey(Element device) {
        return Dom.childText(device, Namespaces.DATA_MODEL, "deviceID").filter(id -> !id.isEmpty()).map(id -> "deviceID " + id)
                .orElseGet(() -> "id " + device.getAttribute("id").strip());
    }

    /** One tuple, person or device made of several. Its children are in the order of the schema. */
    private Element merged(List<Part> parts) {
        Part first = parts.get(0);
        Element merged = transplant.emptyLike(first.element);
        mergeAttributes(parts, merged);
        if (first.element.hasAttribute("id")) {
            merged.setAttribute("id", first.element.getAttribute("id"));
        }
        layers.put(merged, first.layer.name());

        Map<String, List<Part>> byName = new LinkedHashMap<>();
        for (Part part : parts) {
            Map<String, List<Part>> own = new LinkedHashMap<>();
            part.children().forEach(child -> own.computeIfAbsent(kind(child.element), name -> new ArrayList<>()).add(child));
            own.forEach((kind, same) -> byName.merge(kind, same, this::joined));
        }
        byName.values().stream()
                .sorted(Comparator.comparingInt(same -> rank(merged, same.get(0).element)))
                .forEach(same -> {
                    if (isStatus(same.get(0).element)) {
                        merged.appendChild(unlessAlikeMerged(same));
                    } else {
                        append(isNote(same.get(0).element) ? distinct(same) : same, merged);
                    }
                });
        return merged;
    }

    /** What all say alike stays as it is, comments and all. */
    private Element unlessAlikeMerged(List<Part> same) {
        return distinct(same).size() == 1 ? copy(same.get(0)) : merged(same);
    }

    private static String kind(Element child) {
        return isNote(child) ? "note" : ExpandedForm.name(child);
    }

    /** What several parts say about one thing: notes and what a status has inside add up, of all else one part's word counts. */
    private List<Part> joined(List<Part> one, List<Part> other) {
        boolean addsUp = isNote(one.get(0).element) || isStatus(one.get(0).element);
        if (!addsUp) {
            return one.get(0).yieldsTo(other.get(0)) ? other : one;
        }
        List<Part> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    /** The place in the schema of tuple, status, person and device: all have their extensions before contact, deviceID and so on. */
    private static int rank(Element parent, Element child) {
        if (isNote(child)) {
            return 4;
        }
        if (!Dom.namespace(parent).equals(Dom.namespace(child))) {
            return 1;
        }
        return switch (child.getLocalName()) {
            case "status", "basic" -> 0;
            case "deviceID" -> 2;
            case "contact" -> 3;
            case "timestamp" -> 5;
            default -> 1;
        };
    }

    /** All attributes of the parts, except those that go along with the children. */
    private void mergeAttributes(List<Part> parts, Element target) {
        Map<String, Part> owners = new HashMap<>();
        for (Part part : parts) {
            for (Attr attribute : Dom.attributes(part.element)) {
                Part owner = owners.get(ExpandedForm.name(attribute));
                if (!Dom.isInherited(attribute) && (owner == null || owner.yieldsTo(part))) {
                    owners.put(ExpandedForm.name(attribute), part);
                    transplant.copyAttribute(attribute, target);
                }
            }
        }
    }

    private static boolean isNote(Element element) {
        return Dom.is(element, Namespaces.PIDF, "note") || Dom.is(element, Namespaces.DATA_MODEL, "note");
    }

    private static boolean isStatus(Element element) {
        return Dom.is(element, Namespaces.PIDF, "status");
    }

    private void append(List<Part> parts, Element parent) {
        parts.forEach(part -> parent.appendChild(copy(part)));
    }

    private static List<Part> distinct(List<Part> parts) {
        if (parts.size() < 2) {
            return parts;
        }
        Map<String, Part> said = new LinkedHashMap<>();
        parts.forEach(part -> said.putIfAbsent(ExpandedForm.of(part.element), part));
        return List.copyOf(said.values());
    }

    private Element copy(Part part) {
        Element copy = transplant.copy(part.element);
        layers.put(copy, part.layer.name());
        return copy;
    }
}
