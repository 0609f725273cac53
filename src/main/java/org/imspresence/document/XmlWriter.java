package org.imspresence.document;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.ProcessingInstruction;

/**
 * A tree as text: equal trees give equal bytes. Text is written as it is, without indentation. Namespace declarations of the
 * tree are kept, as attribute values and text may depend on their prefixes, and missing ones are added.
 */
public final class XmlWriter {

    private final StringBuilder out = new StringBuilder(1024).append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final int maxBytes;

    private XmlWriter(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The document in UTF-8, with an XML declaration. */
    public static byte[] utf8(Document document) {
        return utf8(document, Integer.MAX_VALUE);
    }

    /**
     * The same, but no more of it than the limit is ever written.
     *
     * @throws DocumentException if the document is larger
     */
    static byte[] utf8(Document document, int maxBytes) {
        XmlWriter writer = new XmlWriter(maxBytes);
        writer.children(document, Map.of());
        byte[] bytes = writer.out.toString().getBytes(StandardCharsets.UTF_8);
        checkSize(bytes.length, maxBytes);
        return bytes;
    }

    private static void checkSize(int size, int maxBytes) {
        if (size > maxBytes) {
            throw new DocumentException("the document is larger than " + maxBytes + " bytes");
        }
    }

    private void children(Node parent, Map<String, String> scope) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            switch (node.getNodeType()) {
                case Node.ELEMENT_NODE -> element((Element) node, scope);
                case Node.TEXT_NODE, Node.CDATA_SECTION_NODE -> escaped(node.getNodeValue(), false);
                case Node.COMMENT_NODE -> out.append("<!--").append(node.getNodeValue()).append("-->");
                case Node.PROCESSING_INSTRUCTION_NODE -> instruction((ProcessingInstruction) node);
                default -> throw new IllegalArgumentException("no " + node.getNodeName() + " in a document of this server");
            }
        }
    }

    private void instruction(ProcessingInstruction instruction) {
        String data = instruction.getData();
        out.append("<?").append(instruction.getTarget()).append(data.isEmpty() ? "" : " ").append(data).append("?>");
    }

    /** @param scope the namespace of each prefix that an ancestor declares; the default namespace has the empty prefix */
    private void element(Element element, Map<String, String> scope) {
        checkSize(out.length(), maxBytes);
        List<Attr> attributes = Dom.attributes(element);
        SortedMap<String, String> declared = new TreeMap<>();
        for (Attr attribute : attributes) {
            if (Dom.isDeclaration(attribute.getName())) {
                declared.put(Dom.declaredPrefix(attribute.getName()), attribute.getValue());
            }
        }
        String prefix = element.getPrefix() == null ? "" : element.getPrefix();
        if (!Dom.namespace(element).equals(declared.getOrDefault(prefix, scope.getOrDefault(prefix, "")))) {
            declared.put(prefix, Dom.namespace(element));
        }
        SortedMap<String, String> named = named(attributes, declared, scope);
        out.append('<').append(element.getTagName());
        declared.forEach((declaredPrefix, namespace) -> attribute(Dom.declaration(declaredPrefix), namespace));
        named.forEach(this::attribute);
        if (!element.hasChildNodes()) {
            out.append("/>");
            return;
        }
        out.append('>');
        children(element, declared.isEmpty() ? scope : joined(scope, declared));
        out.append("</").append(element.getTagName()).append('>');
    }

    private static Map<String, String> joined(Map<String, String> scope, Map<String, String> declared) {
        Map<String, String> joined = new HashMap<>(scope);
        joined.putAll(declared);
        return joined;
    }

    /** The attributes by the names they can have here. */
    private static SortedMap<String, String> named(List<Attr> attributes, Map<String, String> declared,
            Map<String, String> scope) {
        SortedMap<String, String> named = new TreeMap<>();
        for (Attr attribute : attributes) {
            if (!Dom.isDeclaration(attribute.getName())) {
                named.put(name(attribute, declared, scope), attribute.getValue());
            }
        }
        return named;
    }

    /** The attribute's own name, if its prefix means its namespace here or can be made to; else one with a prefix not in use. */
    private static String name(Attr attribute, Map<String, String> declared, Map<String, String> scope) {
        String namespace = Dom.namespace(attribute);
        if (namespace.isEmpty() || namespace.equals(XMLConstants.XML_NS_URI)) {
            return attribute.getName();
        }
        String prefix = attribute.getPrefix();
        for (int i = 1; prefix == null || !namespace.equals(bound(prefix, namespace, declared, scope)); i++) {
            prefix = "ns" + i;
        }
        if (!scope.containsKey(prefix)) {
            declared.put(prefix, namespace);
        }
        return prefix + ":" + attribute.getLocalName();
    }

    private static String bound(String prefix, String ifUnbound, Map<String, String> declared, Map<String, String> scope) {
        return declared.getOrDefault(prefix, scope.getOrDefault(prefix, ifUnbound));
    }

    private void attribute(String name, String value) {
        out.append(' ').append(name).append("=\"");
        escaped(value, true);
        out.append('"');
    }

    private void escaped(String text, boolean inAttribute) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\r' -> out.append("&#13;");
                case '"', '\t', '\n' -> {
                    if (inAttribute) {
                        out.append("&#").append((int) c).append(';');
                    } else {
                        out.append(c);
                    }
                }
                default -> out.append(c);
            }
        }
    }
}
