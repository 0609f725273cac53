package org.imspresence.document;

import java.util.TreeMap;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/** What an element says, without how: equal for two elements that differ in prefixes, declarations or comments only. */
final class ExpandedForm {

    private final StringBuilder out = new StringBuilder();

    private ExpandedForm() {
    }

    static String of(Element element) {
        ExpandedForm form = new ExpandedForm();
        form.append(element);
        return form.out.toString();
    }

    static String name(Node node) {
        return "{" + Dom.namespace(node) + "}" + node.getLocalName();
    }

    private void append(Element element) {
        TreeMap<String, String> attributes = new TreeMap<>();
        for (Attr attribute : Dom.attributes(element)) {
            if (!Dom.isDeclaration(attribute.getName())) {
                attributes.put(name(attribute), attribute.getValue());
            }
        }
        out.append('<').append(name(element));
        attributes.forEach((name, value) -> out.append(' ').append(name).append('=').append(value.length()).append(value));
        out.append('>');
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                append(child);
            } else if (node instanceof Text text) {
                out.append(text.getLength()).append(text.getData());
            }
        }
        out.append("</>");
    }
}
