package org.imspresence.filter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imspresence.address.PresenceAddress;
import org.imspresence.document.Dom;
import org.imspresence.document.PidfFormat;
import org.imspresence.filter.FilterSet.Entry;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/**
 * RFC 4661 s7: reads a {@code filter-set} by its schema. Elements and attributes of other namespaces are ignored where the schema lets them be; those of its own that it does not know are refused, and so is text where there is none.
 */
final class FilterReader {

    /** RFC 3856 s6.1. */
    private static final String PACKAGE = "presence";

    private final PresenceAddress presentity;
    private final Map<String, String> prefixes = new HashMap<>();

    FilterReader(PresenceAddress presentity) {
        this.presentity = presentity;
    }

    /** @throws FilterException if it is not acceptable */
    FilterSet read(Element root) {
        if (!FilterSet.NAMESPACE.equals(root.getNamespaceURI()) || !root.getLocalName().equals("filter-set")) {
            throw new FilterException("the root element is not filter-set in namespace " + FilterSet.NAMESPACE);
        }
        checkAttributes(root, Set.of("package"));
        attribute(root, "package").filter(name -> !name.equals(PACKAGE)).ifPresent(name -> {
            throw new FilterException("filters for another event package than " + PACKAGE + ": " + name);
        });
        List<Element> children = children(root, Set.of("ns-bindings", "filter"));
        List<Element> bindings = named(children, "ns-bindings");
        refuseSecond(bindings, root);
        bindings.forEach(this::bind);
        List<Element> filters = named(children, "filter");
        if (filters.isEmpty()) {
            throw new FilterException("there is no filter");
        }
        FilterLimits.refuseAbove(FilterLimits.FILTERS, filters.size(), "filters");
        return checked(filters.stream().map(this::entry).toList());
    }

    private static FilterSet checked(List<Entry> entries) {
        Set<String> ids = new HashSet<>();
        for (Entry entry : entries) {
            if (!ids.add(entry.id())) {
                throw new FilterException("more than one filter has the id " + entry.id());
            }
        }
        FilterLimits.check(entries.stream().flatMap(entry -> entry.content().stream()).toList());
        return new FilterSet(entries);
    }

    private void bind(Element bindings) {
        List<Element> all = children(bindings, Set.of("ns-binding"));
        FilterLimits.refuseAbove(FilterLimits.BINDINGS, all.size(), "bindings of namespaces");
        for (Element binding : all) {
            checkAttributes(binding, Set.of("prefix", "urn"));
            String prefix = required(binding, "prefix");
            if (prefixes.put(prefix, namespace(required(binding, "urn"))) != null) {
                throw new FilterException("the prefix " + prefix + " is bound twice");
            }
        }
    }

    /** The drafts' namespace is another name of RFC 3863's, as filters know nothing of the format that a watcher is sent. */
    private static String namespace(String uri) {
        return uri.equals(PidfFormat.CPIM_PIDF.namespace()) ? PidfFormat.PIDF.namespace() : uri;
    }

    private Entry entry(Element filter) {
        checkAttributes(filter, Set.of("id", "uri", "domain", "remove", "enabled"));
        String id = required(filter, "id");
        Optional<String> uri = attribute(filter, "uri");
        Optional<String> domain = attribute(filter, "domain");
        if (uri.isPresent() && domain.isPresent()) {
            throw new FilterException("a URI and a domain in filter " + id);
        }
        Target target = domain.map(Target::domain).or(() -> uri.map(Target::resource)).orElseGet(() -> Target.resource(presentity));
        List<Element> children = children(filter, Set.of("what", "trigger"));
        return new Entry(id, target, flag(filter, "remove", false), flag(filter, "enabled", true), children.isEmpty() ? Optional.empty() : Optional.of(content(filter, children)));
    }

    private Filter content(Element filter, List<Element> children) {
        List<Element> whats = named(children, "what");
        refuseSecond(whats, filter);
        What what = whats.stream().findFirst().map(this::what).orElse(What.EVERYTHING);
        return new Filter(what, Triggers.of(named(children, "trigger").stream().map(this::trigger).toList()));
    }

    private What what(Element what) {
        List<Element> children = children(what, Set.of("include", "exclude"));
        return new What(named(children, "include").stream().map(this::selection).toList(), named(children, "exclude").stream().map(this::selection).toList());
    }

    private Selection selection(Element element) {
        checkAttributes(element, Set.of("type"));
        String text = text(element);
        String type = attribute(element, "type").orElse("xpath");
        return switch (type) {
            case "xpath" -> new Selection.Items(SelectorParser.selection(text, prefixes));
            case "namespace" -> new Selection.Namespace(namespace(text));
            default -> throw new FilterException("not a type of " + element.getLocalName() + ": " + type);
        };
    }

    private Trigger trigger(Element trigger) {
        List<Element> children = children(trigger, Set.of("changed", "added", "removed"));
        return new Trigger(named(children, "changed").stream().map(this::change).toList(), references(named(children, "added")), references(named(children, "removed")));
    }

    private List<Selector> references(List<Element> elements) {
        List<Selector> references = new ArrayList<>();
        for (Element element : elements) {
            checkAttributes(element, Set.of());
            references.add(SelectorParser.reference(text(element), prefixes));
        }
        return references;
    }

    private Change change(Element changed) {
        checkAttributes(changed, Set.of("from", "to", "by"));
        Optional<BigDecimal> by = attribute(changed, "by").map(FilterReader::number);
        if (by.filter(amount -> amount.signum() < 0).isPresent()) {
            throw new FilterException("by is below 0");
        }
        Optional<String> from = attribute(changed, "from");
        Optional<String> to = attribute(changed, "to");
        if (by.isPresent()) {
            from.ifPresent(FilterReader::number);
            to.ifPresent(FilterReader::number);
        }
        return new Change(SelectorParser.reference(text(changed), prefixes), from, to, by);
    }

    private static BigDecimal number(String text) {
        return Xml.decimal(text).orElseThrow(() -> new FilterException("not a number beside by: " + text));
    }

    private static boolean flag(Element element, String name, boolean byDefault) {
        return attribute(element, name).map(text -> switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new FilterException(name + " is neither true nor false: " + text);
        }).orElse(byDefault);
    }

    private static String required(Element element, String name) {
        return attribute(element, name).filter(value -> !value.isEmpty()).orElseThrow(() -> new FilterException("a " + element.getLocalName() + " without " + name));
    }

    /** The attribute's value without the white space around it. */
    private static Optional<String> attribute(Element element, String name) {
        Optional<String> value = Optional.ofNullable(element.getAttributeNodeNS(null, name)).map(Attr::getValue).map(String::strip);
        FilterLimits.refuseAbove(FilterLimits.CHARACTERS, value.map(String::length).orElse(0), "characters in " + name);
        return value;
    }

    private static void checkAttributes(Element element, Set<String> known) {
        for (Attr attribute : Xml.attributes(element)) {
            if (attribute.getNamespaceURI() == null && !known.contains(attribute.getLocalName())) {
                throw new FilterException("not an attribute of " + element.getLocalName() + ": " + attribute.getLocalName());
            }
        }
    }

    /** Those of the schema. */
    private static List<Element> children(Element parent, Set<String> known) {
        if (!Xml.ownText(parent).isEmpty()) {
            throw new FilterException("text in " + parent.getLocalName());
        }
        List<Element> children = Dom.children(parent).stream().filter(child -> child.getNamespaceURI() == null || child.getNamespaceURI().equals(FilterSet.NAMESPACE)).toList();
        for (Element child : children) {
            if (child.getNamespaceURI() == null || !known.contains(child.getLocalName())) {
                throw new FilterException("not an element of " + parent.getLocalName() + ": " + child.getLocalName());
            }
        }
        return children;
    }

    private static List<Element> named(List<Element> elements, String name) {
        return elements.stream().filter(element -> element.getLocalName().equals(name)).toList();
    }

    private static String text(Element element) {
        if (!Dom.children(element).isEmpty()) {
            throw new FilterException("elements in " + element.getLocalName());
        }
        String text = Xml.ownText(element);
        FilterLimits.refuseAbove(FilterLimits.CHARACTERS, text.length(), "characters in " + element.getLocalName());
        if (text.isEmpty()) {
            throw new FilterException("nothing in " + element.getLocalName());
        }
        return text;
    }

    private static void refuseSecond(List<Element> elements, Element parent) {
        if (elements.size() > 1) {
            throw new FilterException("more than one " + elements.get(0).getLocalName() + " in " + parent.getLocalName());
        }
    }
}
