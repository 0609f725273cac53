package org.imspresence.filter;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.xml.namespace.QName;
import org.imspresence.document.Dom;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Which element of a document is which one of the document before it: the one with the same id, or, of those without, the one at the same place among its siblings of that name; in both cases inside the
 * same one. RFC 4661 speaks of "this instance of that element" and leaves it there.
 */
final class Counterparts {

    private record Key(QName name, Optional<String> id, int number) {
    }

    private final Map<Element, Element> beforeByAfter = new IdentityHashMap<>();
    private final Map<Element, Element> afterByBefore = new IdentityHashMap<>();
    private final Map<Element, Boolean> changed = new IdentityHashMap<>();

    Counterparts(Document before, Document after) {
        Element old = before.getDocumentElement();
        Element now = after.getDocumentElement();
        if (Xml.name(old).equals(Xml.name(now))) {
            pair(old, now);
        }
    }

    /** @return whether both contain the same */
    private boolean pair(Element old, Element now) {
        beforeByAfter.put(now, old);
        afterByBefore.put(old, now);
        Map<Key, Element> olds = keyed(Dom.children(old));
        Map<Key, Element> nows = keyed(Dom.children(now));
        boolean isSame = Xml.ownText(old).equals(Xml.ownText(now)) && olds.size() == nows.size();
        for (Map.Entry<Key, Element> child : nows.entrySet()) {
            Element counterpart = olds.get(child.getKey());
            isSame &= counterpart != null && pair(counterpart, child.getValue()) && attributes(counterpart).equals(attributes(child.getValue()));
        }
        changed.put(now, !isSame);
        return isSame;
    }

    private static Map<Key, Element> keyed(List<Element> siblings) {
        Map<Key, Element> keyed = new HashMap<>();
        Map<Key, Integer> numbers = new HashMap<>();
        for (Element element : siblings) {
            Key first = new Key(Xml.name(element), Xml.attribute(element, new QName("id")).map(id -> id.getValue().strip()), 0);
            keyed.put(new Key(first.name(), first.id(), numbers.merge(first, 1, Integer::sum)), element);
        }
        return keyed;
    }

    private static Map<QName, String> attributes(Element element) {
        return Xml.attributes(element).stream().collect(Collectors.toMap(Xml::name, attribute -> attribute.getValue().strip()));
    }

    /** What an element of the document after was before; empty if it was not there. */
    Optional<Element> before(Element after) {
        return Optional.ofNullable(beforeByAfter.get(after));
    }

    Optional<Attr> before(Attr after) {
        return before(after.getOwnerElement()).flatMap(owner -> Xml.attribute(owner, Xml.name(after)));
    }

    /** What has become of an element of the document before; empty if it is not there any more. */
    Optional<Element> after(Element before) {
        return Optional.ofNullable(afterByBefore.get(before));
    }

    Optional<Attr> after(Attr before) {
        return after(before.getOwnerElement()).flatMap(owner -> Xml.attribute(owner, Xml.name(before)));
    }

    /** Whether what an element of the document after contains is something else than before: text, elements, or attributes of these. The order of elements makes no difference. */
    boolean hasChanged(Element after) {
        return changed.getOrDefault(after, true);
    }
}
