package org.imspresence.patch;

import java.util.List;
import java.util.TreeMap;
import org.w3c.dom.Attr;
import org.w3c.dom.Node;

/**
 * One operation of a patch that is being made.
 *
 * @param directive {@code type}, {@code pos} or {@code ws}; empty if it has none
 * @param value     of the directive
 * @param prefixes  what the prefixes in its selector, its type and its content mean; the default namespace has the empty prefix
 * @param content   nodes of another document
 * @param text      the content, if that is text alone
 */
record Edit(String name, String selector, String directive, String value, TreeMap<String, String> prefixes, List<Node> content, String text) {

    /** The characters of an operation besides its selector and content, roughly. */
    static final int OVERHEAD = 32;

    static Edit of(String name, Node target, List<Node> content) {
        TreeMap<String, String> prefixes = prefixes(content);
        return new Edit(name, new Path(prefixes).to(target), "", "", prefixes, content, "");
    }

    static Edit of(String name, Node target, String text) {
        TreeMap<String, String> prefixes = new TreeMap<>();
        return new Edit(name, new Path(prefixes).to(target), "", "", prefixes, List.of(), text);
    }

    /** @param name {@code replace} or {@code remove} */
    static Edit ofAttribute(String name, Attr target, String text) {
        TreeMap<String, String> prefixes = new TreeMap<>();
        Path path = new Path(prefixes);
        String attribute = path.name(target);
        return new Edit(name, path.to(target.getOwnerElement()) + "/" + attribute, "", "", prefixes, List.of(), text);
    }

    static Edit addingAttribute(Attr added, Node target, String text) {
        TreeMap<String, String> prefixes = new TreeMap<>();
        Path path = new Path(prefixes);
        String attribute = path.name(added);
        return new Edit("add", path.to(target), "type", attribute, prefixes, List.of(), text);
    }

    static Edit addingNamespace(String prefix, Node target, String namespace) {
        return of("add", target, namespace).with("type", "namespace::" + prefix);
    }

    static Edit removingNamespace(String prefix, Node target) {
        Edit ofElement = of("remove", target, "");
        return new Edit("remove", ofElement.selector + "/namespace::" + prefix, "", "", ofElement.prefixes, List.of(), "");
    }

    /** @param value empty for no directive at all */
    Edit with(String directive, String value) {
        return new Edit(name, selector, value.isEmpty() ? "" : directive, value, prefixes, content, text);
    }

    private static TreeMap<String, String> prefixes(List<Node> content) {
        TreeMap<String, String> prefixes = new TreeMap<>();
        content.forEach(node -> Path.collect(node, new TreeMap<>(), prefixes));
        return prefixes;
    }
}
