package org.imspresence.testbed;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Attr;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * A text that is equal for documents that mean the same: element and attribute names with their namespace instead of a prefix,
 * attributes sorted, white space around text gone, comments gone. The order of elements counts.
 */
public final class CanonicalXml {

    private CanonicalXml() {
    }

    /** The text, one element or text a line; for what is no XML, a line that says so. */
    public static String of(byte[] document) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            StringBuilder out = new StringBuilder();
            write(builder.parse(new ByteArrayInputStream(document)).getDocumentElement(), out);
            return out.toString();
        } catch (SAXException | IOException e) {
            return "not XML: " + e.getMessage();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Node node, StringBuilder out) {
        if (node.getNodeType() == Node.TEXT_NODE || node.getNodeType() == Node.CDATA_SECTION_NODE) {
            String text = node.getNodeValue().strip();
            out.append(text.isEmpty() ? "" : text + "\n");
        }
        if (node.getNodeType() != Node.ELEMENT_NODE) {
            return;
        }
        out.append('<').append(name(node));
        attributes(node).forEach(attribute -> out.append(' ').append(attribute));
        out.append(">\n");
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            write(child, out);
        }
        out.append("</>\n");
    }

    private static List<String> attributes(Node element) {
        List<String> attributes = new ArrayList<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Attr attribute = (Attr) element.getAttributes().item(i);
            if (!XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI())) {
                attributes.add(name(attribute) + "=" + attribute.getValue());
            }
        }
        Collections.sort(attributes);
        return attributes;
    }

    private static String name(Node node) {
        return node.getNamespaceURI() == null ? node.getLocalName() : "{" + node.getNamespaceURI() + "}" + node.getLocalName();
    }
}
