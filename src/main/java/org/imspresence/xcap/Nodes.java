package org.imspresence.xcap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import org.imspresence.document.DocumentException;
import org.imspresence.document.Dom;
import org.imspresence.document.HardenedXml;
import org.imspresence.xcap.Conflict.Condition;
import org.imspresence.xcap.NodeSelector.Kind;
import org.imspresence.xcap.TagScanner.AttributeSpan;
import org.imspresence.xcap.TagScanner.Span;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/**
 * RFC 4825 s7 and s8: reads, puts and deletes a node of a document. Knows nothing of users, usages and HTTP.
 *
 * <p>Every change is made in the text, read again, and held against the selector: a GET after a PUT gives what was put, a GET after a DELETE finds nothing, or there is no change
 * (s8.2.3, s8.4).
 */
final class Nodes {

    private final HardenedXml xml;

    Nodes(HardenedXml xml) {
        this.xml = xml;
    }

    /** What a GET answers with; empty when the node is not there. */
    Optional<String> read(XmlText document, NodeSelector selector) {
        Optional<Element> element = Selection.find(document.document(), selector.steps());
        return switch (selector.target().kind()) {
            case ELEMENT -> element.map(document::slice);
            case ATTRIBUTE -> element.flatMap(owner -> attribute(document, owner, selector)).map(span -> value(document, span));
            case NAMESPACES -> element.map(owner -> "<" + TagScanner.name(document.text(), document.span(owner)) + XmlText.declarations(XmlText.inScope(owner)) + "/>");
        };
    }

    /** With its quotes: RFC 4825 s7.9, in the grammar of AttValue. */
    private static String value(XmlText document, AttributeSpan span) {
        return document.text().substring(span.value() - 1, span.end());
    }

    private static Optional<AttributeSpan> attribute(XmlText document, Element owner, NodeSelector selector) {
        QName name = selector.target().attribute().orElseThrow();
        Attr attribute = owner.getAttributeNodeNS(Selection.namespace(name), name.getLocalPart());
        return Optional.ofNullable(attribute).map(found -> document.attributes(owner).get(found.getName()));
    }

    /**
     * Whether a PUT finds what it is to replace.
     *
     * @throws Missing the node that it would be part of is not there
     */
    boolean exists(XmlText document, NodeSelector selector) {
        List<Step> parent = selector.target().kind() == Kind.ATTRIBUTE ? selector.steps() : selector.parents();
        for (int there = 0; there < parent.size(); there++) {
            if (Selection.find(document.document(), parent.subList(0, there + 1)).isEmpty()) {
                throw new Missing(parent.subList(0, there));
            }
        }
        return read(document, selector).isPresent();
    }

    /**
     * The document with the node created or replaced.
     *
     * @throws Conflict not-xml-frag, not-xml-att-value, cannot-insert
     * @throws Missing  as above
     */
    XmlText put(XmlText document, NodeSelector selector, String body) {
        boolean replaces = exists(document, selector);
        if (selector.target().kind() == Kind.ATTRIBUTE) {
            String quoted = quoted(body.strip());
            Element owner = Selection.find(document.document(), selector.steps()).orElseThrow();
            String changed = replaces ? replaceAttribute(document, owner, selector, quoted) : addAttribute(document, owner, selector, quoted);
            return checkedPut(changed, selector, quoted);
        }
        String element = body.strip();
        QName name = nameOf(document, selector, element);
        String changed = replaces ? replaceElement(document, selector, element) : insertElement(document, selector, name, element);
        return checkedPut(changed, selector, element);
    }

    private XmlText checkedPut(String changed, NodeSelector selector, String put) {
        XmlText document = read(changed).orElseThrow(() -> new Conflict(Condition.CANNOT_INSERT, "the document would not be well-formed, or be too large"));
        if (!read(document, selector).filter(put::equals).isPresent()) {
            throw new Conflict(Condition.CANNOT_INSERT, "the URI would not lead to what was put");
        }
        return document;
    }

    private Optional<XmlText> read(String text) {
        try {
            return Optional.of(XmlText.of(xml, text));
        } catch (DocumentException e) {
            return Optional.empty();
        }
    }

    /** The body must be one element, in the scope of the namespaces where it is to be. */
    private QName nameOf(XmlText document, NodeSelector selector, String body) {
        Map<String, String> scope = Selection.find(document.document(), selector.parents()).map(XmlText::inScope).orElse(Map.of());
        Element wrapper;
        try {
            wrapper = XmlText.of(xml, "<fragment" + XmlText.declarations(scope) + ">" + body + "</fragment>").root();
        } catch (DocumentException e) {
            throw new Conflict(Condition.NOT_XML_FRAG, e.getMessage());
        }
        if (wrapper.getChildNodes().getLength() == 1 && wrapper.getFirstChild() instanceof Element element) {
            return Selection.nameOf(element);
        }
        throw new Conflict(Condition.NOT_XML_FRAG, "the body is not exactly one element");
    }

    private static String replaceElement(XmlText document, NodeSelector selector, String body) {
        Span span = document.span(Selection.find(document.document(), selector.steps()).orElseThrow());
        return spliced(document.text(), span.start(), span.end(), body);
    }

    /** RFC 4825 s8.2.3: at the position that the selector names, else after the last of its like, else at the end. */
    private static String insertElement(XmlText document, NodeSelector selector, QName name, String body) {
        Element parent = Selection.find(document.document(), selector.parents())
                .orElseThrow(() -> new Conflict(Condition.CANNOT_INSERT, "a document has one root element"));
        OptionalInt position = selector.last().position();
        List<Element> like = position.isPresent()
                ? Selection.siblings(parent, selector.last())
                : Dom.children(parent).stream().filter(child -> Selection.nameOf(child).equals(name)).toList();
        int before = position.orElse(like.size() + 1) - 1;
        if (before < 0 || before > like.size()) {
            throw new Conflict(Condition.CANNOT_INSERT, "positions count from 1, and there are " + like.size() + " siblings to come after");
        }
        if (like.isEmpty()) {
            return append(document, parent, body);
        }
        int at = before == 0 ? document.span(like.get(0)).start() : document.span(like.get(before - 1)).end();
        return spliced(document.text(), at, at, body);
    }

    private static String append(XmlText document, Element parent, String body) {
        String text = document.text();
        Span span = document.span(parent);
        if (span.isEmptyTag()) {
            String startTag = text.substring(span.start(), span.end() - 2);
            return spliced(text, span.start(), span.end(), startTag + ">" + body + "</" + TagScanner.name(text, span) + ">");
        }
        return spliced(text, span.contentEnd(), span.contentEnd(), body);
    }

    /** RFC 4825 s7.7: what is put is the value with the quotes around it, as XML 1.0 s2.3 has AttValue. */
    private static String quoted(String body) {
        char quote = body.isEmpty() ? 0 : body.charAt(0);
        boolean isQuoted = (quote == '"' || quote == '\'') && body.indexOf(quote, 1) == body.length() - 1;
        if (!isQuoted || AttributeValue.decoded(body.substring(1, body.length() - 1)).isEmpty()) {
            throw new Conflict(Condition.NOT_XML_ATT_VALUE, "the body is not the value of an attribute in quotes");
        }
        return body;
    }

    private static String replaceAttribute(XmlText document, Element owner, NodeSelector selector, String quoted) {
        AttributeSpan span = attribute(document, owner, selector).orElseThrow();
        return spliced(document.text(), span.value() - 1, span.end(), quoted);
    }

    private static String addAttribute(XmlText document, Element owner, NodeSelector selector, String quoted) {
        QName name = selector.target().attribute().orElseThrow();
        Map<String, String> scope = XmlText.inScope(owner);
        int at = TagScanner.attributesEnd(document.text(), document.span(owner));
        if (name.getNamespaceURI().isEmpty()) {
            return spliced(document.text(), at, at, " " + name.getLocalPart() + "=" + quoted);
        }
        Optional<String> prefix = name.getNamespaceURI().equals(XMLConstants.XML_NS_URI)
                ? Optional.of("xml")
                : scope.entrySet().stream().filter(bound -> !bound.getKey().isEmpty() && bound.getValue().equals(name.getNamespaceURI())).map(Map.Entry::getKey).findFirst();
        String declaration = "";
        if (prefix.isEmpty()) {
            if (scope.containsKey(selector.target().prefix())) {
                throw new Conflict(Condition.CANNOT_INSERT, "the prefix " + selector.target().prefix() + " has another meaning there");
            }
            declaration = XmlText.declarations(new TreeMap<>(Map.of(selector.target().prefix(), name.getNamespaceURI())));
        }
        return spliced(document.text(), at, at, declaration + " " + prefix.orElse(selector.target().prefix()) + ":" + name.getLocalPart() + "=" + quoted);
    }

    /**
     * The document without the node; empty when it was not there.
     *
     * @throws Conflict cannot-delete
     */
    Optional<XmlText> delete(XmlText document, NodeSelector selector) {
        return Selection.find(document.document(), selector.steps()).flatMap(element -> selector.target().kind() == Kind.ATTRIBUTE
                ? attribute(document, element, selector).map(span -> checkedDelete(spliced(document.text(), span.start(), span.end(), ""), selector))
                : Optional.of(deleteElement(document, element, selector)));
    }

    private XmlText deleteElement(XmlText document, Element element, NodeSelector selector) {
        if (element == document.root()) {
            throw new Conflict(Condition.CANNOT_DELETE, "without its root element it would be no document");
        }
        Span span = document.span(element);
        return checkedDelete(spliced(document.text(), span.start(), span.end(), ""), selector);
    }

    private XmlText checkedDelete(String changed, NodeSelector selector) {
        XmlText document = read(changed).orElseThrow(() -> new Conflict(Condition.CANNOT_DELETE, "the document would not be well-formed"));
        if (read(document, selector).isPresent()) {
            throw new Conflict(Condition.CANNOT_DELETE, "the URI would then lead to another node");
        }
        return document;
    }

    /** Steps as they stand in a URI. */
    static String path(List<Step> steps) {
        return steps.stream().map(step -> UriReader.encoded(step.text())).collect(Collectors.joining("/"));
    }

    private static String spliced(String text, int from, int to, String replacement) {
        return text.substring(0, from) + replacement + text.substring(to);
    }

    /** The parent of what is to be put is not there; {@code nearest} is the way to the closest ancestor that is. */
    static final class Missing extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient List<Step> nearest;

        Missing(List<Step> nearest) {
            super("no parent", null, false, false);
            this.nearest = nearest;
        }

        List<Step> nearest() {
            return nearest;
        }
    }
}
