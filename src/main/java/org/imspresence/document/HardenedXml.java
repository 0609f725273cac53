package org.imspresence.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.UnaryOperator;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.w3c.dom.DOMImplementation;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import org.xml.sax.ext.DefaultHandler2;

/**
 * The one way in for XML: bytes from outside to a namespace-aware tree, or a {@link DocumentException}.
 *
 * <p>There is no document type declaration, hence no entity beyond the five predefined ones, and nothing is ever fetched. The
 * limits hold while parsing, so a hostile document costs no more than they say. Safe for any number of threads.
 *
 * <p>A parser is costly to make and cheap to use again, so idle ones are pooled, in the instance rather than per thread: a
 * thread would keep this application's classes alive after the application is gone. The JDK's parser never forgets a name it
 * has seen, so one that has read {@value #RETIRE_AFTER_BYTES} bytes, or has failed, is replaced.
 */
public final class HardenedXml {

    private static final int RETIRE_AFTER_BYTES = 4 << 20;
    private static final int MAX_IDLE_PARSERS = 16;

    private final XmlLimits limits;
    private final SAXParserFactory factory;
    private final DOMImplementation implementation;
    private final BlockingQueue<Parser> idle = new ArrayBlockingQueue<>(MAX_IDLE_PARSERS);

    public HardenedXml(XmlLimits limits) {
        this.limits = limits;
        try {
            factory = SAXParserFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://xml.org/sax/features/namespace-prefixes", true);
            implementation = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().getDOMImplementation();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("the JDK's XML parser lacks a safety feature", e);
        }
    }

    /**
     * Parses one document. The tree is the caller's own.
     *
     * @throws DocumentException if the bytes are above a limit, not well-formed XML 1.0 with namespaces, or have a DOCTYPE
     */
    public Document parse(byte[] bytes) {
        return parse(bytes, limits, UnaryOperator.identity()).document();
    }

    XmlLimits limits() {
        return limits;
    }

    /** An empty tree of the same kind as parsing gives. */
    Document newDocument() {
        return implementation.createDocument(null, null, null);
    }

    /** @param namespaces what each namespace name is replaced by */
    DomBuilder parse(byte[] bytes, UnaryOperator<String> namespaces) {
        return parse(bytes, limits, namespaces);
    }

    /** Reads what this server wrote itself: no limits. */
    Document reparse(byte[] bytes, UnaryOperator<String> namespaces) {
        return parse(bytes, XmlLimits.NONE, namespaces).document();
    }

    private DomBuilder parse(byte[] bytes, XmlLimits limits, UnaryOperator<String> namespaces) {
        if (bytes.length > limits.maxBytes()) {
            throw new DocumentException("the document is larger than " + limits.maxBytes() + " bytes");
        }
        DomBuilder builder = new DomBuilder(implementation, limits, namespaces);
        Parser pooled = idle.poll();
        Parser parser = pooled == null ? new Parser(newReader()) : pooled;
        try {
            parser.read(bytes, builder);
        } catch (IOException | SAXException e) {
            throw new DocumentException("the encoding is unknown, or the bytes do not obey it", e);
        }
        if (parser.bytesRead < RETIRE_AFTER_BYTES) {
            idle.offer(parser);
        }
        return builder;
    }

    private XMLReader newReader() {
        try {
            SAXParser parser;
            synchronized (factory) {
                parser = factory.newSAXParser();
            }
            parser.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            parser.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            parser.setProperty("http://apache.org/xml/properties/locale", Locale.ROOT);
            // The JDK's own limits would hold for what this server has composed, too, and the second one only where a name crosses the end of a buffer.
            parser.setProperty("jdk.xml.elementAttributeLimit", "0");
            parser.setProperty("jdk.xml.maxXMLNameLimit", Integer.toString(Integer.MAX_VALUE));
            return parser.getXMLReader();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("the JDK's XML parser cannot be made", e);
        }
    }

    /** One parser, used by one thread at a time, and how much it has read in its life. */
    private static final class Parser {

        private final XMLReader reader;
        private long bytesRead;

        Parser(XMLReader reader) {
            this.reader = reader;
        }

        void read(byte[] bytes, DomBuilder builder) throws IOException, SAXException {
            bytesRead += bytes.length;
            attach(builder);
            reader.parse(new InputSource(new ByteArrayInputStream(bytes)));
            attach(new DefaultHandler2());
        }

        private void attach(DefaultHandler2 handler) throws SAXException {
            reader.setContentHandler(handler);
            reader.setErrorHandler(handler);
            reader.setProperty("http://xml.org/sax/properties/lexical-handler", handler);
        }
    }
}
