package org.imspresence.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import javax.xml.XMLConstants;

import org.imspresence.document.Dom;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.Namespaces;
import org.imspresence.document.XmlLimits;
import org.w3c.dom.Element;

/** Reads a presence document that this server has composed. */
final class StateReader {

    /** What has a member of its own. */
    private static final Set<String> KNOWN = Set.of("note", "timestamp", "deviceID", "contact", "status");

    private final HardenedXml xml = new HardenedXml(XmlLimits.NONE);

    StateView read(byte[] document) {
        Element root = xml.parse(document).getDocumentElement();
        List<StateView.Person> persons = new ArrayList<>();
        List<StateView.Service> services = new ArrayList<>();
        List<StateView.Device> devices = new ArrayList<>();
        for (Element child : Dom.children(root)) {
            if (Dom.is(child, Namespaces.PIDF, "tuple")) {
                services.add(service(child));
            } else if (Dom.is(child, Namespaces.DATA_MODEL, "person")) {
                persons.add(new StateView.Person(child.getAttribute("id"), notes(child), text(child, "timestamp"), details(child)));
            } else if (Dom.is(child, Namespaces.DATA_MODEL, "device")) {
                devices.add(new StateView.Device(child.getAttribute("id"), text(child, "deviceID"), notes(child), text(child, "timestamp"), details(child)));
            }
        }
        return new StateView(root.getAttribute("entity"), persons, services, devices, notes(root));
    }

    private static StateView.Service service(Element tuple) {
        Element status = first(tuple, "status");
        Element contact = first(tuple, "contact");
        List<String> deviceIds = named(tuple, "deviceID").map(StateReader::text).toList();
        List<StateView.Detail> details = new ArrayList<>(details(tuple));
        if (status != null) {
            Dom.children(status).stream().filter(child -> !Dom.is(child, Namespaces.PIDF, "basic")).map(StateReader::detail).forEach(details::add);
        }
        return new StateView.Service(tuple.getAttribute("id"), status == null ? null : text(status, "basic"), contact == null ? null : text(contact),
                contact == null || !contact.hasAttribute("priority") ? null : contact.getAttribute("priority"), deviceIds, notes(tuple), text(tuple, "timestamp"), details);
    }

    private static boolean isModel(Element element) {
        return Namespaces.PIDF.equals(element.getNamespaceURI()) || Namespaces.DATA_MODEL.equals(element.getNamespaceURI());
    }

    private static Stream<Element> named(Element parent, String name) {
        return Dom.children(parent).stream().filter(child -> isModel(child) && child.getLocalName().equals(name));
    }

    private static Element first(Element parent, String name) {
        return named(parent, name).findFirst().orElse(null);
    }

    private static String text(Element parent, String name) {
        Element child = first(parent, name);
        return child == null ? null : text(child);
    }

    private static String text(Element element) {
        return element.getTextContent().strip();
    }

    private static List<StateView.Note> notes(Element parent) {
        return named(parent, "note").map(note -> {
            String lang = note.getAttributeNS(XMLConstants.XML_NS_URI, "lang");
            return new StateView.Note(text(note), lang.isEmpty() ? null : lang);
        }).toList();
    }

    private static List<StateView.Detail> details(Element parent) {
        return Dom.children(parent).stream().filter(child -> !isModel(child) || !KNOWN.contains(child.getLocalName())).map(StateReader::detail).toList();
    }

    private static StateView.Detail detail(Element element) {
        List<Element> children = Dom.children(element);
        List<String> values = children.isEmpty()
                ? Stream.of(text(element)).filter(text -> !text.isEmpty()).toList()
                : children.stream().map(child -> text(child).isEmpty() ? child.getLocalName() : child.getLocalName() + ": " + text(child)).toList();
        return new StateView.Detail(element.getLocalName(), element.getNamespaceURI() == null ? "" : element.getNamespaceURI(), values);
    }
}
