package org.imspresence.xcap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import org.imspresence.document.DocumentException;
import org.imspresence.document.Dom;
import org.imspresence.document.HardenedXml;
import org.imspresence.xcap.TagScanner.AttributeSpan;
import org.imspresence.xcap.TagScanner.Span;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * A document as its text, as the tree that the parser makes of it, and where each element of the tree is in the text.
 *
 * <p>The tree says what is there, the text is what is stored. A node is put or deleted by a cut in the text, so all else stays as somebody wrote it: order of attributes, prefixes,
 * indentation, comments.
 */
final class XmlText {

    private static final Pattern DECLARED_ENCODING = Pattern.compile("^\\uFEFF?<\\?xml\\s[^?>]*?encoding\\s*=\\s*[\"']([^\"']*)[\"']");

    private final String text;
    private final Document document;
    private final Map<Element, Span> spans = new IdentityHashMap<>();

    private XmlText(String text, Document document) {
        this.text = text;
        this.document = document;
        List<Element> elements = new ArrayList<>();
        collect(document.getDocumentElement(), elements);
        List<Span> found = TagScanner.elements(text);
        if (found.size() != elements.size()) {
            throw new IllegalStateException(found.size() + " elements found in the text of " + elements.size());
        }
        for (int i = 0; i < found.size(); i++) {
            spans.put(elements.get(i), found.get(i));
        }
    }

    private static void collect(Element element, List<Element> elements) {
        elements.add(element);
        for (Element child : Dom.children(element)) {
            collect(child, elements);
        }
    }

    /**
     * @throws DocumentException if it is not well-formed, or beyond the parser's limits
     */
    static XmlText of(HardenedXml xml, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new DocumentException("not well-formed XML: a NUL");
        }
        return new XmlText(text, xml.parse(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** RFC 4825 s5.3: documents are UTF-8, and say so if they say anything. Empty for other bytes. */
    static Optional<String> decoded(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            Matcher declared = DECLARED_ENCODING.matcher(text);
            return declared.find() && !declared.group(1).equalsIgnoreCase("UTF-8") ? Optional.empty() : Optional.of(text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    String text() {
        return text;
    }

    Document document() {
        return document;
    }

    Element root() {
        return document.getDocumentElement();
    }

    Span span(Element element) {
        return spans.get(element);
    }

    String slice(Element element) {
        Span span = span(element);
        return text.substring(span.start(), span.end());
    }

    Map<String, AttributeSpan> attributes(Element element) {
        return TagScanner.attributes(text, span(element));
    }

    /** The namespaces that hold at an element, by prefix; the default namespace has the empty one. */
    static Map<String, String> inScope(Element element) {
        Map<String, String> scope = new TreeMap<>();
        for (Node node = element; node instanceof Element holder; node = node.getParentNode()) {
            NamedNodeMap attributes = holder.getAttributes();
            for (int i = 0; i < attributes.getLength(); i++) {
                Attr attribute = (Attr) attributes.item(i);
                if (XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI())) {
                    String prefix = attribute.getPrefix() == null ? "" : attribute.getLocalName();
                    scope.putIfAbsent(prefix, attribute.getValue());
                }
            }
        }
        scope.values().removeIf(String::isEmpty);
        return scope;
    }

    /** Declarations of these namespaces, for a start tag; each begins with a blank. */
    static String declarations(Map<String, String> scope) {
        StringBuilder out = new StringBuilder();
        scope.forEach((prefix, namespace) -> out.append(' ').append(prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix).append("=\"").append(Conflict.escaped(namespace)).append('"'));
        return out.toString();
    }
}
