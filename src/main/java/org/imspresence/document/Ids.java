package org.imspresence.document;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * Ids of tuples, persons, devices and RPID elements are of the schema type ID: unique in the whole document, whatever kind of
 * element has them. Whether an {@code id} of an unknown extension is one cannot be known, so these are left alone.
 */
final class Ids {

    private static final Set<String> NAMESPACES = Set.of(Namespaces.PIDF, Namespaces.DATA_MODEL, Namespaces.RPID);

    private final Set<String> taken = new HashSet<>();
    private final Map<Element, String> names;

    /** @param names the name of the layer that each of these elements, with all it contains, comes from */
    private Ids(Map<Element, String> names) {
        this.names = names;
    }

    static boolean areUnique(Element root) {
        return areUnique(root, new HashSet<>());
    }

    private static boolean areUnique(Element element, Set<String> seen) {
        return (!isIdentified(element) || seen.add(element.getAttribute("id")))
                && Dom.children(element).stream().allMatch(child -> areUnique(child, seen));
    }

    /** Gives a new id to each element whose id an earlier one has. Tuples, persons and devices have the first choice. */
    static void makeUnique(Element root, Map<Element, String> names) {
        Ids ids = new Ids(names);
        Dom.children(root).forEach(child -> ids.claim(child, names.get(child)));
        Dom.children(root).forEach(child -> ids.claimInside(child, names.get(child)));
    }

    private void claimInside(Element parent, String inherited) {
        for (Element child : Dom.children(parent)) {
            String name = names.getOrDefault(child, inherited);
            claim(child, name);
            claimInside(child, name);
        }
    }

    private void claim(Element element, String name) {
        if (!isIdentified(element)) {
            return;
        }
        String id = element.getAttribute("id");
        if (!taken.add(id)) {
            String unique = id + "." + name.replaceAll("[^A-Za-z0-9._-]", "_");
            while (!taken.add(unique)) {
                unique += "_";
            }
            element.setAttribute("id", unique);
        }
    }

    private static boolean isIdentified(Element element) {
        return NAMESPACES.contains(Dom.namespace(element)) && element.hasAttribute("id");
    }
}
