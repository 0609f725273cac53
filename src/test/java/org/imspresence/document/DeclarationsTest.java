package org.imspresence.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.document.Documents.XML;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;

class DeclarationsTest {

    @ParameterizedTest
    @CsvSource({
        "<a xmlns:x='u:x'/>, <a/>", "<a xmlns='u:a' xmlns:x='u:x'/>, <a xmlns='u:a'/>", "<a xmlns:x='u:x'><x:b/></a>, <a xmlns:x='u:x'><x:b/></a>",
        "<a xmlns:x='u:x' x:b='1'/>, <a xmlns:x='u:x' x:b='1'/>", "<a xmlns:x='u:x'><b c='x:t'/></a>, <a xmlns:x='u:x'><b c='x:t'/></a>",
        "<a xmlns:x='u:x'>is x:t</a>, <a xmlns:x='u:x'>is x:t</a>", "<x:a xmlns:x='u:x' xmlns:y='u:y'/>, <x:a xmlns:x='u:x'/>", "<a xmlns:x='u:x'><b xmlns:y='u:y'/></a>, <a><b xmlns:y='u:y'/></a>"})
    void whatNothingMentionsGoes(String before, String after) {
        Document document = XML.parse(before.getBytes(UTF_8));
        Declarations.dropUnmentioned(document.getDocumentElement());

        assertEquals(Documents.written(after), new String(XmlWriter.utf8(document), UTF_8));
    }
}
