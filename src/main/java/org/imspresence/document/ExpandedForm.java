package org.imspresence.document;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/**
 * What an element says where it stands, without how: equal for two elements that differ in prefixes, declarations or comments
 * only. The language and the base that it inherits belong to what it says, and so does what the prefixes in its text mean.
 */
final class ExpandedForm {

    private final StringBuilder out = new StringBuilder();
    private final Set<String> mentioned;

    private ExpandedForm(Set<String> mentioned) {
        this.mentioned = mentioned;
    }

    static String of(Element element) {
        ExpandedForm form = new ExpandedForm(Mentions.inContent(element));
        form.append(element, Dom.inherited(element));
        return form.out.toString();
    }

    static String name(Node node) {
        return "{" + Dom.namespace(node) + "}" + node.getLocalName();
    }

    /** @param inherited what an ancestor says for this element, too */
    private void append(Element element, Map<String, String> inherited) {
        TreeMap<String, String> attributes = new TreeMap<>();
        for (Attr attribute : Dom.attributes(element)) {
            if (Dom.isInherited(attribute)) {
                putInherited(attribute.getName(), attribute.getValue(), attributes);
            } else {
                attributes.put(name(attribute), attribute.getValue());
            }
        }
        inherited.forEach((name, value) -> putInherited(name, value, attributes));
        out.append('<').append(name(element));
        attributes.forEach((name, value) -> {
            out.append(' ').append(name).append('=');
            appendCounted(value);
        });
        out.append('>');
        StringBuilder text = new StringBuilder();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Text more) {
                text.append(more.getData());
            } else if (node instanceof Element child) {
                flush(text);
                append(child, Map.of());
            }
        }
        flush(text);
        out.append("</>");
    }

    private void putInherited(String name, String value, Map<String, String> attributes) {
        if (!Dom.isDeclaration(name) || mentioned.contains(Dom.declaredPrefix(name))) {
            attributes.put(name, value);
        }
    }

    private void flush(StringBuilder text) {
        if (!text.isEmpty()) {
            appendCounted(text.toString());
            text.setLength(0);
        }
    }

    private void appendCounted(String text) {
        out.append(text.length()).append(':').append(text);
    }
}
