package org.imspresence.filter;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import org.imspresence.filter.Comparison.Operand;
import org.imspresence.filter.Comparison.Value;

/** RFC 4661: writes filters as one {@code filter-set} from which {@link FilterReader} reads the same. It uses prefixes of its own, one letter each. */
final class FilterWriter {

    private final Map<String, String> prefixes = new LinkedHashMap<>();
    private final StringBuilder filters = new StringBuilder();

    private FilterWriter() {
    }

    /** @throws FilterException if they use more namespaces, or take more bytes, than may be read again */
    static byte[] write(Map<String, Filters.Held> held) {
        FilterWriter writer = new FilterWriter();
        held.forEach(writer::filter);
        byte[] bytes = writer.document().getBytes(StandardCharsets.UTF_8);
        FilterLimits.refuseAbove(FilterLimits.BYTES, bytes.length, "bytes of filters");
        return bytes;
    }

    private String document() {
        FilterLimits.refuseAbove(FilterLimits.BINDINGS, prefixes.size(), "namespaces");
        StringBuilder bindings = new StringBuilder();
        prefixes.forEach((namespace, prefix) -> bindings.append("<ns-binding prefix=\"").append(prefix).append("\" urn=\"").append(escaped(namespace)).append("\"/>"));
        return "<filter-set xmlns=\"" + FilterSet.NAMESPACE + "\">" + (prefixes.isEmpty() ? "" : "<ns-bindings>" + bindings + "</ns-bindings>") + filters + "</filter-set>";
    }

    private void filter(String id, Filters.Held held) {
        filters.append("<filter").append(attribute("id", id)).append(attribute(held.target().isDomain() ? "domain" : "uri", held.target().name()))
                .append(held.enabled() ? "" : attribute("enabled", "false")).append("><what>");
        held.content().what().includes().forEach(selection -> selection("include", selection));
        held.content().what().excludes().forEach(selection -> selection("exclude", selection));
        filters.append("</what>");
        held.content().triggers().all().forEach(this::trigger);
        filters.append("</filter>");
    }

    private void selection(String element, Selection selection) {
        if (selection instanceof Selection.Items items) {
            element(element, "", text(items.selector()));
        } else if (selection instanceof Selection.Namespace namespace) {
            element(element, attribute("type", "namespace"), namespace.uri());
        }
    }

    private void trigger(Trigger trigger) {
        filters.append("<trigger>");
        trigger.changed().forEach(change -> element("changed", optional("from", change.from()) + optional("to", change.to()) + optional("by", change.by().map(BigDecimal::toPlainString)), text(change.selector())));
        trigger.added().forEach(selector -> element("added", "", text(selector)));
        trigger.removed().forEach(selector -> element("removed", "", text(selector)));
        filters.append("</trigger>");
    }

    private void element(String name, String attributes, String text) {
        FilterLimits.refuseAbove(FilterLimits.CHARACTERS, text.length(), "characters in " + name);
        filters.append('<').append(name).append(attributes).append('>').append(escaped(text)).append("</").append(name).append('>');
    }

    private static String optional(String name, Optional<String> value) {
        return value.map(text -> attribute(name, text)).orElse("");
    }

    private static String attribute(String name, String value) {
        return " " + name + "=\"" + escaped(value) + "\"";
    }

    private String text(Selector selector) {
        return selector.steps().stream().map(this::text).collect(Collectors.joining())
                + selector.attribute().map(step -> (step.anywhere() ? "//@" : "/@") + name(step.name())).orElse("");
    }

    private String text(Step step) {
        String condition = step.condition().stream().map(all -> all.stream().map(this::text).collect(Collectors.joining(" and "))).collect(Collectors.joining(" or "));
        return (step.anywhere() ? "//" : "/") + nameOrAny(step.name()) + (condition.isEmpty() ? "" : "[" + condition + "]");
    }

    private String text(Comparison comparison) {
        return text(comparison.operand()) + comparison.operator().sign() + text(comparison.value());
    }

    private String text(Operand operand) {
        if (operand.parent()) {
            return "..";
        }
        if (operand.path().isEmpty()) {
            return operand.attribute().map(name -> "@" + name(name)).orElse(".");
        }
        return operand.path().stream().map(this::nameOrAny).collect(Collectors.joining("/")) + operand.attribute().map(name -> "/@" + name(name)).orElse("");
    }

    private static String text(Value value) {
        String quote = value.text().contains("\"") ? "'" : "\"";
        return value.number().map(BigDecimal::toPlainString).orElseGet(() -> quote + value.text() + quote);
    }

    private String nameOrAny(Optional<QName> name) {
        return name.map(this::name).orElse("*");
    }

    private String name(QName name) {
        String namespace = name.getNamespaceURI();
        if (namespace.isEmpty()) {
            return name.getLocalPart();
        }
        if (namespace.equals(XMLConstants.XML_NS_URI)) {
            return XMLConstants.XML_NS_PREFIX + ":" + name.getLocalPart();
        }
        return prefixes.computeIfAbsent(namespace, unknown -> Character.toString('a' + prefixes.size())) + ":" + name.getLocalPart();
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("&<>\"\t\n\r".indexOf(c) >= 0) {
                out.append("&#").append((int) c).append(';');
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
