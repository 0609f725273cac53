package org.imspresence.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** One run of a {@link Composition} that has something to change. The layers come in the order of their position. */
final class Merge {

    /** What makes two tuples of different publications one service; RFC 4479 s3.3. */
    private record Service(String id, Optional<String> contact, List<String> description, List<String> devices) {

        static Service of(Element tuple) {
            return new Service(tuple.getAttribute("id"), Dom.childText(tuple, Namespaces.PIDF, "contact"),
                    forms(tuple, Namespaces.OMA_PRESENCE, "service-description"),
                    forms(tuple, Namespaces.DATA_MODEL, "deviceID"));
        }

        private static List<String> forms(Element tuple, String namespace, String localName) {
            return Dom.children(tuple, namespace, localName).stream().map(ExpandedForm::of).toList();
        }
    }

    /** An element and the layer it comes from. */
    private record Part(Element element, Layer layer) {

        boolean yieldsTo(Part other) {
            return other.layer.precedence() >= layer.precedence();
        }
    }

    private final List<Part> roots;
    private final List<Part> children;
    private final Transplant transplant;
    private final Map<Element, String> names = new IdentityHashMap<>();

    Merge(Document empty, List<Layer> layers) {
        roots = layers.stream().map(layer -> new Part(layer.document().root(), layer)).toList();
        children = roots.stream()
                .flatMap(part -> Dom.children(part.element).stream().map(child -> new Part(child, part.layer)))
                .toList();
        boolean withDataModel = children.stream()
                .anyMatch(part -> PresenceDocument.isPerson(part.element) || PresenceDocument.isDevice(part.element));
        transplant = new Transplant(empty, roots.stream().map(Part::element).toList(), withDataModel);
    }

    /** Fills the new document in the order of the schema: tuples, notes, then all other elements. */
    void run(String entity) {
        Map<Service, Part> tuples = new LinkedHashMap<>();
        List<Part> notes = new ArrayList<>();
        List<Part> persons = new ArrayList<>();
        Map<String, List<Part>> devices = new LinkedHashMap<>();
        List<Part> extensions = new ArrayList<>();
        for (Part child : children) {
            if (Dom.is(child.element, Namespaces.PIDF, "tuple")) {
                tuples.merge(Service.of(child.element), child, (one, other) -> one.yieldsTo(other) ? other : one);
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
        append(tuples.values(), root);
        appendDistinct(notes, root);
        if (!persons.isEmpty()) {
            root.appendChild(merged(persons));
        }
        devices.values().forEach(same -> root.appendChild(merged(same)));
        appendDistinct(extensions, root);
        Ids.makeUnique(root, names);
    }

    /** What tells devices apart: the deviceID, or the id of a device that has none. */
    static String deviceKey(Element device) {
        return Dom.childText(device, Namespaces.DATA_MODEL, "deviceID").map(id -> "deviceID " + id)
                .orElseGet(() -> "id " + device.getAttribute("id"));
    }

    /** One person or device made of several, in the order of the schema: extensions, deviceID, notes, timestamp. */
    private Element merged(List<Part> parts) {
        Part first = parts.get(0);
        Element merged = transplant.dataModelElement(first.element.getLocalName());
        mergeAttributes(parts, merged);
        merged.setAttribute("id", first.element.getAttribute("id"));
        names.put(merged, first.layer.name());

        Map<String, List<Part>> byName = new LinkedHashMap<>();
        List<Part> notes = new ArrayList<>();
        for (Part part : parts) {
            Map<String, List<Part>> own = new LinkedHashMap<>();
            for (Element child : Dom.children(part.element)) {
                List<Part> sameKind = isNote(child) ? notes
                        : own.computeIfAbsent(ExpandedForm.name(child), name -> new ArrayList<>());
                sameKind.add(new Part(child, part.layer));
            }
            own.forEach((name, same) -> byName.merge(name, same,
                    (one, other) -> one.get(0).yieldsTo(other.get(0)) ? other : one));
        }
        List<Part> deviceId = removed(byName, "deviceID");
        List<Part> timestamp = removed(byName, "timestamp");
        byName.values().forEach(same -> append(same, merged));
        append(deviceId, merged);
        appendDistinct(notes, merged);
        append(timestamp, merged);
        return merged;
    }

    private static List<Part> removed(Map<String, List<Part>> byName, String localName) {
        List<Part> parts = byName.remove("{" + Namespaces.DATA_MODEL + "}" + localName);
        return parts == null ? List.of() : parts;
    }

    /** All attributes of the parts, except those that go along with the children. */
    private static void mergeAttributes(List<Part> parts, Element target) {
        Map<String, Part> owners = new HashMap<>();
        for (Part part : parts) {
            for (Attr attribute : Dom.attributes(part.element)) {
                Part owner = owners.get(ExpandedForm.name(attribute));
                if (!Transplant.isInherited(attribute) && (owner == null || owner.yieldsTo(part))) {
                    owners.put(ExpandedForm.name(attribute), part);
                    target.setAttributeNS(attribute.getNamespaceURI(), attribute.getName(), attribute.getValue());
                }
            }
        }
    }

    private static boolean isNote(Element element) {
        return Dom.is(element, Namespaces.PIDF, "note") || Dom.is(element, Namespaces.DATA_MODEL, "note");
    }

    private void append(Iterable<Part> parts, Element parent) {
        parts.forEach(part -> parent.appendChild(copy(part)));
    }

    private void appendDistinct(List<Part> parts, Element parent) {
        Set<String> said = new HashSet<>();
        for (Part part : parts) {
            Element copy = copy(part);
            if (said.add(ExpandedForm.of(copy))) {
                parent.appendChild(copy);
            }
        }
    }

    private Element copy(Part part) {
        Element copy = transplant.copy(part.element);
        names.put(copy, part.layer.name());
        return copy;
    }
}
