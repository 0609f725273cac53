package org.imspresence.filter;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javax.xml.XMLConstants;
import org.imspresence.document.Declarations;
import org.imspresence.document.Dom;
import org.imspresence.document.PidfFormat;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/**
 * RFC 4660 s5.3.1, RFC 4661 s3.5: takes from one presence document what a filter does not ask for.
 *
 * <ul>
 * <li><b>Included</b> elements stay with all that they contain, those included by namespace with their own text and attributes. What contains something that is told stays, too, without what else is in it.
 * <li><b>Excluded</b> elements go with all that they contain.
 * <li><b>{@linkplain Mandatory Mandatory}</b> for something that is told stays in any case: an element that was not asked for itself is there with what is mandatory in it alone, one that was excluded as if it had not been.
 * <li>{@code xml:lang} and its like, and RFC 3863's {@code mustUnderstand}, say how to read what is told: they stay with their elements unless they are excluded by name.
 * </ul>
 *
 * <p>All selectors look at the document as it was, so it makes no difference in which order they are listed.
 */
final class Extract {

    private final What what;
    private final Set<Node> whole = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Node> themselves = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Node> excluded = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Effort effort = new Effort();
    private boolean removedAny;

    Extract(What what) {
        this.what = what;
    }

    /**
     * Carries it out, once.
     *
     * @throws Effort.TooMuch before anything has changed, if that would cost too much
     */
    void apply(Document document) {
        if (what.includes().isEmpty()) {
            whole.add(document.getDocumentElement());
        }
        what.includes().forEach(selection -> include(selection, document));
        what.excludes().forEach(selection -> exclude(selection, document));
        Element presence = document.getDocumentElement();
        removeChildren(document, node -> node == presence || whole.contains(presence));
        if (!isTold(presence, false)) {
            reduce(presence);
        }
        if (removedAny) {
            Declarations.dropUnmentioned(presence);
        }
    }

    /** False when the document is as it was. */
    boolean removedAny() {
        return removedAny;
    }

    private void include(Selection selection, Document document) {
        if (selection instanceof Selection.Items items) {
            whole.addAll(items.selector().select(document, effort));
        } else if (selection instanceof Selection.Namespace namespace) {
            themselves.addAll(namespace.elements(document, effort));
        }
    }

    private void exclude(Selection selection, Document document) {
        if (selection instanceof Selection.Items items) {
            items.selector().select(document, effort).forEach(this::exclude);
        } else if (selection instanceof Selection.Namespace namespace) {
            namespace.elements(document, effort).forEach(this::exclude);
            namespace.attributes(document, effort).forEach(this::exclude);
        }
    }

    private void exclude(Node node) {
        boolean isMandatory = node instanceof Attr attribute ? Mandatory.is(attribute) : Mandatory.is((Element) node);
        if (!isMandatory) {
            excluded.add(node);
        }
    }

    /** Decides on an element, and cuts what is inside it when it is told. */
    private boolean isTold(Element element, boolean isInWhole) {
        if (excluded.contains(element)) {
            return false;
        }
        boolean isWhole = isInWhole || whole.contains(element);
        boolean isItself = isWhole || themselves.contains(element);
        Set<Node> told = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Element> children = Dom.children(element);
        children.stream().filter(child -> isTold(child, isWhole)).forEach(told::add);
        boolean isForAttribute = Xml.attributes(element).stream().anyMatch(attribute -> whole.contains(attribute) && !excluded.contains(attribute));
        if (!isItself && told.isEmpty() && !isForAttribute) {
            return false;
        }
        children.stream().filter(child -> !told.contains(child) && Mandatory.is(child)).forEach(child -> {
            reduce(child);
            told.add(child);
        });
        removeChildren(element, node -> node instanceof Element ? told.contains(node) : isWhole || isItself && node instanceof Text);
        removeAttributes(element, attribute -> !excluded.contains(attribute)
                && (isWhole || whole.contains(attribute) || isItself && isOwn(attribute) || saysHowToRead(attribute)));
        if (!isWhole) {
            Declarations.dropUnmentioned(element);
        }
        return true;
    }

    /** Leaves of an element what is mandatory. */
    private void reduce(Element element) {
        boolean isText = Dom.children(element).isEmpty();
        Dom.children(element).stream().filter(Mandatory::is).forEach(this::reduce);
        removeChildren(element, node -> node instanceof Element child ? Mandatory.is(child) : isText && node instanceof Text);
        removeAttributes(element, attribute -> !excluded.contains(attribute) && saysHowToRead(attribute));
        Declarations.dropUnmentioned(element);
    }

    private void removeChildren(Node parent, Predicate<Node> wanted) {
        Node next;
        for (Node node = parent.getFirstChild(); node != null; node = next) {
            next = node.getNextSibling();
            if (!wanted.test(node)) {
                parent.removeChild(node);
                removedAny = true;
            }
        }
    }

    private void removeAttributes(Element element, Predicate<Attr> wanted) {
        for (Attr attribute : Xml.attributes(element)) {
            if (!Mandatory.is(attribute) && !wanted.test(attribute)) {
                element.removeAttributeNode(attribute);
                removedAny = true;
            }
        }
    }

    private static boolean isOwn(Attr attribute) {
        return attribute.getNamespaceURI() == null || attribute.getNamespaceURI().equals(attribute.getOwnerElement().getNamespaceURI());
    }

    private static boolean saysHowToRead(Attr attribute) {
        return XMLConstants.XML_NS_URI.equals(attribute.getNamespaceURI()) && !attribute.getLocalName().equals("id")
                || PidfFormat.PIDF.namespace().equals(attribute.getNamespaceURI()) && attribute.getLocalName().equals("mustUnderstand");
    }
}
