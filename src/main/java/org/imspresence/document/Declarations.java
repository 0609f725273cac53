package org.imspresence.document;

import java.util.Set;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/** Namespace declarations that have outlived what needed them. */
public final class Declarations {

    private Declarations() {
    }

    /** Takes from an element the declarations of all prefixes that nothing in it mentions, be it in a name, a value or a text. The default namespace stays. */
    public static void dropUnmentioned(Element element) {
        Set<String> mentioned = Mentions.in(element);
        for (Attr attribute : Dom.attributes(element)) {
            String name = attribute.getName();
            if (Dom.isDeclaration(name) && !Dom.declaredPrefix(name).isEmpty() && !mentioned.contains(Dom.declaredPrefix(name))) {
                element.removeAttributeNode(attribute);
            }
        }
    }
}
