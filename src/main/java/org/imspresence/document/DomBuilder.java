package org.imspresence.document;

import java.util.function.UnaryOperator;
import javax.xml.XMLConstants;
import org.w3c.dom.DOMImplementation;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXParseException;
import org.xml.sax.ext.DefaultHandler2;
import org.xml.sax.ext.Locator2;

/**
 * Builds the tree of one document while it is parsed, and counts. Adjacent text, CDATA included, becomes one node; comments
 * and processing instructions are kept. Every namespace passes through {@code namespaces} on its way in.
 */
final class DomBuilder extends DefaultHandler2 {

    /** Composition may have to repeat a declaration on many elements. */
    private static final int MAX_NAMESPACE = 1000;

    private final XmlLimits limits;
    private final UnaryOperator<String> namespaces;
    private final Document document;
    private final StringBuilder text = new StringBuilder();
    private Locator2 locator;
    private Node current;
    private String encoding = "";
    private int depth;
    private int elements;

    DomBuilder(DOMImplementation implementation, XmlLimits limits, UnaryOperator<String> namespaces) {
        this.limits = limits;
        this.namespaces = namespaces;
        this.document = implementation.createDocument(null, null, null);
        this.document.setStrictErrorChecking(false);
        this.current = document;
    }

    Document document() {
        document.setStrictErrorChecking(true);
        return document;
    }

    /** The encoding the bytes turned out to have, as the parser names it. */
    String encoding() {
        return encoding;
    }

    @Override
    public void setDocumentLocator(Locator locator) {
        this.locator = (Locator2) locator;
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) {
        if (elements == 0) {
            readXmlDeclaration();
        }
        count(attributes);
        flushText();
        Element element = document.createElementNS(namespace(uri), checked(qName));
        for (int i = 0; i < attributes.getLength(); i++) {
            addAttribute(element, attributes.getURI(i), checked(attributes.getQName(i)), attributes.getValue(i));
        }
        current.appendChild(element);
        current = element;
    }

    private void readXmlDeclaration() {
        encoding = locator.getEncoding() == null ? "" : locator.getEncoding();
        if ("1.1".equals(locator.getXMLVersion())) {
            throw refusal("the XML version is not 1.0");
        }
    }

    private void count(Attributes attributes) {
        if (++depth > limits.maxDepth()) {
            throw refusal("elements are nested more than " + limits.maxDepth() + " deep");
        }
        if (++elements > limits.maxElements()) {
            throw refusal("there are more than " + limits.maxElements() + " elements");
        }
        if (attributes.getLength() > limits.maxAttributesPerElement()) {
            throw refusal("an element has more than " + limits.maxAttributesPerElement() + " attributes");
        }
    }

    /** Namespaces in XML 1.0 s4: the JDK's parser takes a name such as {@code :a}, which its tree cannot hold. */
    private String checked(String qName) {
        int colon = qName.indexOf(':');
        if (colon == 0 || colon == qName.length() - 1 || colon != qName.lastIndexOf(':')) {
            throw refusal("a colon is not between prefix and local name in " + qName);
        }
        return qName;
    }

    private void addAttribute(Element element, String uri, String qName, String value) {
        if (Dom.isDeclaration(qName)) {
            if (value.length() > MAX_NAMESPACE) {
                throw refusal("a namespace name is longer than " + MAX_NAMESPACE + " characters");
            }
            element.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, qName, namespaces.apply(value));
        } else {
            element.setAttributeNS(namespace(uri), qName, value);
        }
    }

    private String namespace(String uri) {
        return uri.isEmpty() ? null : namespaces.apply(uri);
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        flushText();
        current = current.getParentNode();
        depth--;
    }

    @Override
    public void characters(char[] characters, int start, int length) {
        text.append(characters, start, length);
    }

    private void flushText() {
        if (!text.isEmpty()) {
            current.appendChild(document.createTextNode(text.toString()));
            text.setLength(0);
        }
    }

    @Override
    public void comment(char[] characters, int start, int length) {
        flushText();
        current.appendChild(document.createComment(new String(characters, start, length)));
    }

    @Override
    public void processingInstruction(String target, String data) {
        flushText();
        current.appendChild(document.createProcessingInstruction(target, data));
    }

    @Override
    public void fatalError(SAXParseException e) {
        throw DocumentException.at(e.getLineNumber(), e.getColumnNumber(), "not well-formed XML: " + e.getMessage(), e);
    }

    private DocumentException refusal(String reason) {
        return DocumentException.at(locator.getLineNumber(), locator.getColumnNumber(), reason, null);
    }
}
