package org.imspresence.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.imspresence.address.PresenceAddress;
import org.imspresence.document.Composition.Source;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/** What the tests of this room share: short ways to write documents, to compose them and to read the result. */
final class Documents {

    static final HardenedXml XML = new HardenedXml(XmlLimits.DEFAULT);
    /** For what has been composed of documents at the limits. */
    static final HardenedXml ROOMY = new HardenedXml(XmlLimits.NONE);
    static final PresenceAddress SOMEONE = PresenceAddress.parse("sip:someone@example.com");
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private Documents() {
    }

    /** A presence element with the usual prefixes declared. */
    static String presence(String content) {
        return "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model'"
                + " xmlns:rpid='urn:ietf:params:xml:ns:pidf:rpid' entity='sip:someone@example.com'>" + content + "</presence>";
    }

    static String tuple(String id, String basic, String contact) {
        return "<tuple id='" + id + "'><status><basic>" + basic + "</basic></status><contact>" + contact + "</contact></tuple>";
    }

    static PresenceDocument parse(String document) {
        return PresenceDocument.parse(XML, PidfFormat.PIDF, document.getBytes(UTF_8));
    }

    static Source source(long order, String publicationId, String document) {
        return new Source(parse(document), order, publicationId);
    }

    static ComposedDocument merge(Source... sources) {
        return new Composition(XML).compose(SOMEONE, List.of(sources), CompositionPolicy.MERGE, Optional.empty());
    }

    static String text(ComposedDocument document) {
        return new String(document.bytes(PidfFormat.PIDF), UTF_8);
    }

    static Element root(ComposedDocument document) {
        return XML.reparse(document.bytes(PidfFormat.PIDF), name -> name).getDocumentElement();
    }

    /** The expected text of a composed document: single quotes stand for double ones, and the XML declaration is added. */
    static String written(String document) {
        return DECLARATION + document.replace('\'', '"');
    }

    /** What each child of an element says, whatever its id, language, prefixes and indentation. */
    static List<String> sayings(Element parent) {
        List<String> sayings = new ArrayList<>();
        Dom.children(parent).forEach(child -> sayings.add(saying(child)));
        return sayings;
    }

    static String saying(Element element) {
        StringBuilder saying = new StringBuilder(ExpandedForm.name(element));
        TreeMap<String, String> attributes = new TreeMap<>();
        for (Attr attribute : Dom.attributes(element)) {
            if (!Dom.isInherited(attribute) && !attribute.getName().equals("id")) {
                attributes.put(ExpandedForm.name(attribute), attribute.getValue());
            }
        }
        saying.append(attributes).append('(');
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                saying.append(saying(child));
            } else if (node instanceof Text text) {
                saying.append(text.getData().strip());
            }
        }
        return saying.append(')').toString();
    }
}
