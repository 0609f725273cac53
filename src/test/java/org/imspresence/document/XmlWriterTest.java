package org.imspresence.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.document.Documents.XML;
import static org.imspresence.document.Documents.written;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class XmlWriterTest {

    @ParameterizedTest
    @ValueSource(strings = {
            "<a/>",
            "<a> text\n <b/> more </a>",
            "<a b='1' c='2'>&lt;&amp;&gt;&#13;</a>",
            "<a b='&#9;&#10;&#13;&#34;&lt;&amp;&gt;'/>",
            "<a>gr\u00fcn \ud83d\ude00</a>",
            "<?style s?><!-- before --><a><!-- in --><?t?></a><!-- after -->",
            "<a xmlns='u:1' xmlns:p='u:2' p:c='x'><p:b/><b xmlns=''><c/></b></a>",
            "<p:a xmlns:p='u:1'><p:b xmlns:p='u:2' xmlns:unused='u:3' p:c='1'/></p:a>",
            "<a xmlns:xs='u:1' type='xs:string' xml:lang='en'/>"})
    void aParsedTreeIsWrittenAsItWas(String document) {
        assertEquals(written(document), write(parse(document)));
    }

    @Test
    void theOrderOfAttributesMakesNoDifference() {
        assertEquals(write(parse("<a xmlns:p='u' p:d='3' c='2' b='1'/>")), write(parse("<a b='1' c='2' p:d='3' xmlns:p='u'/>")));
    }

    @Test
    void markedSectionsBecomeText() {
        assertEquals(written("<a>1&lt;2&amp;3</a>"), write(parse("<a>1<![CDATA[<2&]]>3</a>")));
    }

    @Test
    void missingDeclarationsAreAdded() {
        Document document = parse("<a xmlns='u:1' xmlns:p='u:2'/>");
        Element root = document.getDocumentElement();
        root.appendChild(document.createElementNS("u:3", "b")).appendChild(document.createElementNS("u:3", "c"));
        root.appendChild(document.createElementNS("u:3", "p:d"));
        root.appendChild(document.createElementNS(null, "e"));

        assertEquals(written("<a xmlns='u:1' xmlns:p='u:2'><b xmlns='u:3'><c/></b><p:d xmlns:p='u:3'/><e xmlns=''/></a>"),
                write(document));
    }

    @Test
    void anAttributeWhosePrefixMeansSomethingElseGetsAnother() {
        Document document = parse("<p:a xmlns:p='u:1' xmlns:ns1='u:2'/>");
        Element root = document.getDocumentElement();
        root.setAttributeNS("u:3", "p:b", "x");
        root.setAttributeNS("u:3", "q:c", "y");
        root.setAttributeNS("u:4", "d", "z");

        Element again = parse(write(document)).getDocumentElement();

        assertEquals("u:1", again.getNamespaceURI());
        assertEquals("x", again.getAttributeNS("u:3", "b"));
        assertEquals("y", again.getAttributeNS("u:3", "c"));
        assertEquals("z", again.getAttributeNS("u:4", "d"));
    }

    private static Document parse(String document) {
        return XML.parse(document.getBytes(UTF_8));
    }

    private static String write(Document document) {
        return new String(XmlWriter.utf8(document), UTF_8);
    }
}
