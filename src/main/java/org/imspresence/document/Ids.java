package org.imspresence.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/**
 * Ids of tuples, persons, devices and RPID elements are of the schema type ID, and so is every {@code xml:id}: unique in the
 * whole document, whatever kind of element has them. Whether an {@code id} of an unknown extension is one cannot be known, so
 * these are left alone.
 */
final class Ids {

    private static final Set<String> NAMESPACES = Set.of(Namespaces.PIDF, Namespaces.DATA_MODEL, Namespaces.RPID);

    /** An id that an earlier element has, and the layer it comes from. */
    private record Double(Attr id, String layer) {
    }

    private final Set<String> taken = new HashSet<>();
    private final List<Double> doubles = new ArrayList<>();
    private final Map<Element, String> layers;

    private Ids(Map<Element, String> layers) {
        this.layers = layers;
    }

    static boolean areUnique(Element root) {
        Ids ids = new Ids(Map.of());
        ids.claimAll(root);
        return ids.doubles.isEmpty();
    }

    /**
     * Gives a new id to each element whose id an earlier one has. Tuples, persons and devices have the first choice.
     *
     * @param layers the name of the layer that each of these elements, with all it contains, comes from
     */
    static void makeUnique(Element root, Map<Element, String> layers) {
        Ids ids = new Ids(layers);
        ids.claimAll(root);
        ids.renameDoubles();
    }

    private void claimAll(Element root) {
        claim(root, "");
        Dom.children(root).forEach(child -> claim(child, layer(child, "")));
        Dom.children(root).forEach(child -> claimInside(child, layer(child, "")));
    }

    private void claimInside(Element parent, String inherited) {
        for (Element child : Dom.children(parent)) {
            String layer = layer(child, inherited);
            claim(child, layer);
            claimInside(child, layer);
        }
    }

    private String layer(Element element, String inherited) {
        return layers.getOrDefault(element, inherited);
    }

    private void claim(Element element, String layer) {
        idOf(element).ifPresent(id -> claim(id, layer));
        Optional.ofNullable(element.getAttributeNodeNS(XMLConstants.XML_NS_URI, "id")).ifPresent(id -> claim(id, layer));
    }

    private void claim(Attr id, String layer) {
        if (!taken.add(id.getValue().strip())) {
            doubles.add(new Double(id, layer));
        }
    }

    private static Optional<Attr> idOf(Element element) {
        return NAMESPACES.contains(Dom.namespace(element)) ? Optional.ofNullable(element.getAttributeNode("id")) : Optional.empty();
    }

    private void renameDoubles() {
        Map<String, Integer> tried = new HashMap<>();
        for (Double twin : doubles) {
            String marked = twin.id.getValue().strip() + "." + twin.layer.replaceAll("[^A-Za-z0-9._-]", "_");
            String unique = marked;
            while (!taken.add(unique)) {
                // Counting goes on where it stopped: thousands of equal ids take no longer than as many different ones.
                unique = marked + "." + tried.merge(marked, 2, (count, ignored) -> count + 1);
            }
            twin.id.setValue(unique);
        }
    }
}
