package org.imspresence.authorization;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.xml.namespace.QName;
import org.imspresence.document.Dom;
import org.imspresence.document.Namespaces;
import org.w3c.dom.Element;

/**
 * RFC 5025 s3.3: what transformations grant. A value: equal ones grant the same.
 *
 * @param selections    for each kind of component
 * @param allAttributes everything in what is selected; the other three say nothing more then
 * @param attributes    those with a transformation of their own
 * @param unknown       names of attributes that have none
 */
record Grants(Map<Component, Selection> selections, boolean allAttributes, Set<Attribute> attributes, UserInput userInput, Set<QName> unknown) {

    static final Grants NONE = new Grants(everywhere(Selection.NONE), false, Set.of(), UserInput.FALSE, Set.of());
    static final Grants ALL = new Grants(everywhere(Selection.ALL), true, Set.of(), UserInput.FULL, Set.of());

    Grants {
        selections = Map.copyOf(selections);
        attributes = allAttributes ? Set.of() : Set.copyOf(attributes);
        userInput = allAttributes ? UserInput.FULL : userInput;
        unknown = allAttributes ? Set.of() : Set.copyOf(unknown);
    }

    private static Map<Component, Selection> everywhere(Selection selection) {
        return Arrays.stream(Component.values()).collect(Collectors.toMap(Function.identity(), component -> selection));
    }

    /** Reads {@code transformations}; what is not understood grants nothing. */
    static Grants read(Element transformations) {
        Map<Component, Selection> selections = new EnumMap<>(NONE.selections);
        boolean allAttributes = false;
        Set<Attribute> attributes = EnumSet.noneOf(Attribute.class);
        UserInput userInput = UserInput.FALSE;
        Set<QName> unknown = new HashSet<>();
        for (Element child : Dom.children(transformations)) {
            Component.selectedBy(child).ifPresent(component -> selections.merge(component, Selection.read(component, child), Selection::or));
            Attribute.grantedBy(child).ifPresent(attributes::add);
            if (Dom.is(child, Xml.PRES_RULES, "provide-user-input")) {
                userInput = userInput.or(UserInput.of(Xml.text(child)));
            } else if (Dom.is(child, Xml.PRES_RULES, "provide-unknown-attribute") && Attribute.isTrue(Xml.text(child))) {
                unknown.add(new QName(child.getAttribute("ns").strip(), child.getAttribute("name").strip()));
            } else if (Dom.is(child, Xml.PRES_RULES, "provide-all-attributes")) {
                allAttributes |= Xml.text(child).isEmpty() || Attribute.isTrue(Xml.text(child));
            }
        }
        return new Grants(selections, allAttributes, attributes, userInput, unknown);
    }

    /** RFC 4745 s10.2: what either grants. */
    Grants or(Grants other) {
        if (equals(NONE) || equals(other)) {
            return other;
        }
        Map<Component, Selection> united = new EnumMap<>(selections);
        other.selections.forEach((component, selection) -> united.merge(component, selection, Selection::or));
        return new Grants(united, allAttributes || other.allAttributes, union(attributes, other.attributes), userInput.or(other.userInput), union(unknown, other.unknown));
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        Set<T> union = new HashSet<>(one);
        union.addAll(other);
        return union;
    }

    boolean select(Component component, Element element) {
        return selections.get(component).selects(component, element);
    }

    /**
     * Whether an attribute is told. RFC 5025 s3.3.2.14: "unknown" is what has no transformation of its own, so {@code provide-unknown-attribute} cannot grant what another one withholds, nor what
     * documents are made of.
     */
    boolean tell(QName name) {
        if (allAttributes) {
            return true;
        }
        if (UserInput.is(name)) {
            return userInput != UserInput.FALSE;
        }
        return Attribute.named(name).map(attributes::contains).orElseGet(() -> !isStructure(name) && unknown.contains(name));
    }

    private static boolean isStructure(QName name) {
        return name.getNamespaceURI().equals(Namespaces.PIDF) || name.getNamespaceURI().equals(Namespaces.DATA_MODEL);
    }
}
