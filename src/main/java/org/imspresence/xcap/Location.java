package org.imspresence.xcap;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.namespace.QName;
import org.imspresence.document.Dom;
import org.w3c.dom.Element;

/** The way to an attribute, as RFC 4825 s11.1 wants it told: a node selector with the query that it needs, percent-encoded: {@code a:ruleset/a:rule%5B1%5D/@id?xmlns(a=urn:ietf:params:xml:ns:common-policy)}. */
final class Location {

    private final String defaultNamespace;
    private final Map<String, String> prefixes = new LinkedHashMap<>();

    private Location(String defaultNamespace) {
        this.defaultNamespace = defaultNamespace;
    }

    /**
     * @param attribute        in no namespace
     * @param defaultNamespace of names without a prefix
     */
    static String of(Element element, String attribute, String defaultNamespace) {
        Location location = new Location(defaultNamespace);
        StringBuilder out = new StringBuilder(UriReader.encoded(location.path(element) + "/@" + attribute));
        String mark = "?";
        for (Map.Entry<String, String> bound : location.prefixes.entrySet()) {
            out.append(mark).append("xmlns(").append(bound.getValue()).append('=').append(UriReader.encoded(bound.getKey().replaceAll("[()^]", "^$0"))).append(')');
            mark = "";
        }
        return out.toString();
    }

    private String path(Element element) {
        if (!(element.getParentNode() instanceof Element parent)) {
            return step(element);
        }
        String before = path(parent);
        QName name = Selection.nameOf(element);
        long position = Dom.children(parent).stream().takeWhile(sibling -> sibling != element).filter(sibling -> Selection.nameOf(sibling).equals(name)).count() + 1;
        return before + "/" + step(element) + "[" + position + "]";
    }

    private String step(Element element) {
        QName name = Selection.nameOf(element);
        if (name.getNamespaceURI().equals(defaultNamespace)) {
            return name.getLocalPart();
        }
        String next = String.valueOf((char) ('a' + prefixes.size()));
        return prefixes.computeIfAbsent(name.getNamespaceURI(), namespace -> next) + ":" + name.getLocalPart();
    }
}
