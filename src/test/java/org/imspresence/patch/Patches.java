package org.imspresence.patch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import javax.xml.namespace.QName;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.XmlLimits;
import org.imspresence.document.XmlWriter;
import org.imspresence.patch.PatchException.Condition;
import org.w3c.dom.Document;

/** What the tests of this room share: short ways to write documents and patches and to read what comes of them. */
final class Patches {

    static final HardenedXml XML = new HardenedXml(new XmlLimits(1 << 24, 1 << 16, 1 << 16, 1 << 20));
    static final QName ROOT = new QName("urn:ietf:params:xml:ns:diff", "diff");

    private Patches() {}

    static Document parse(String text) {
        return XML.parse(text.getBytes(UTF_8));
    }

    /** Without the XML declaration. */
    static String text(Document document) {
        String text = new String(XmlWriter.utf8(document), UTF_8);
        return text.substring(text.indexOf('\n') + 1);
    }

    static String apply(String target, String patch) {
        return text(new Patch().apply(parse(target), parse(patch)));
    }

    /** A patch of one namespace for its own elements, none for those without a prefix, and {@code urn:x} for x. */
    static String patch(String operations) {
        return "<p:diff xmlns:p='urn:ietf:params:xml:ns:diff' xmlns:x='urn:x'>" + operations + "</p:diff>";
    }

    /** The document after the operations must be this one. */
    static void assertPatched(String expected, String target, String operations) {
        assertEquals(text(parse(expected)), apply(target, patch(operations)));
    }

    /** The operations must fail so, and leave the document as it was. */
    static PatchException assertRefused(Condition condition, String target, String operations) {
        Document document = parse(target);
        String before = text(document);
        PatchException refusal = assertThrows(PatchException.class, () -> new Patch().apply(document, parse(patch(operations))));
        assertEquals(condition, refusal.condition(), refusal.getMessage());
        assertEquals(before, text(document));
        return refusal;
    }
}
