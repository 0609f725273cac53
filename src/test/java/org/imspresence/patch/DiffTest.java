package org.imspresence.patch;

import static org.imspresence.patch.Patches.ROOT;
import static org.imspresence.patch.Patches.parse;
import static org.imspresence.patch.Patches.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.namespace.QName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** What patches are made of. That they do what they should, {@link PatchPropertyTest} shows for many more documents. */
class DiffTest {

    /** So that it never pays to send all of it again. */
    private static final String LARGE_ROOT = "<r large='" + "x".repeat(1000) + "'";

    @Test
    void equalDocumentsGiveNoOperations() {
        assertOperations("", "<r a='1' b='2'>x<!--c--></r>", "<r b='2' a='1'>x<!--c--></r>");
    }

    @Test
    void aTextIsReplacedWhereItHasChanged() {
        assertOperations("<p:replace sel=\"*/tuple[@id='a']/status/basic/text()\">closed</p:replace>",
                "<r><tuple id='a'><status><basic>open</basic></status></tuple><tuple id='b'><status><basic>open</basic></status></tuple></r>",
                "<r><tuple id='a'><status><basic>closed</basic></status></tuple><tuple id='b'><status><basic>open</basic></status></tuple></r>");
    }

    @Test
    void attributesAreAddedReplacedAndRemoved() {
        assertOperations("<p:remove sel=\"*/@a\"/><p:replace sel=\"*/@b\">3</p:replace><p:add sel=\"*\" type=\"@c\">4</p:add>", "<r a='1' b='2'/>", "<r b='3' c='4'/>");
    }

    /** RFC 5261 s4.3 has a text in what adds an attribute; s4.4.2 allows none in what replaces it. */
    @Test
    void anEmptyAttributeTakesTwoSteps() {
        assertOperations("<p:add sel=\"*\" type=\"@a\">-</p:add><p:replace sel=\"*/@a\"/>", "<r/>", "<r a=''/>");
    }

    @Test
    void anElementIsAddedWhereItBelongs() {
        assertOperations("<p:add sel=\"*\"><c id=\"3\"/></p:add>", "<r><c id='1'/></r>", "<r><c id='1'/><c id='3'/></r>");
        assertOperations("<p:add pos=\"prepend\" sel=\"*\"><c id=\"0\"/></p:add>", "<r><c id='1'/></r>", "<r><c id='0'/><c id='1'/></r>");
        assertOperations("<p:add pos=\"before\" sel=\"*/c[@id='4']\"><c id=\"2\"/><c id=\"3\"/></p:add>", "<r><c id='1'/><c id='4'/></r>",
                "<r><c id='1'/><c id='2'/><c id='3'/><c id='4'/></r>");
    }

    @Test
    void anElementIsRemovedByItsId() {
        assertOperations("<p:remove sel=\"*/c[@id='2']\"/>", "<r><c id='1'/><c id='2'/><c id='3'/></r>", "<r><c id='1'/><c id='3'/></r>");
    }

    @Test
    void anElementWithoutIdIsKnownByItsPlaceAmongThoseOfItsName() {
        assertOperations("<p:remove sel=\"*/c[2]\"/>", "<r><c>1</c><b/><c>2</c><c>3</c></r>", "<r><c>1</c><b/><c>3</c></r>");
        assertOperations("<p:replace sel=\"*/c/text()\">2</p:replace>", "<r><b/><c>1</c></r>", "<r><b/><c>2</c></r>");
    }

    @Test
    void indentationGoesAndComesWithItsElement() {
        assertOperations("<p:remove sel=\"*/b\" ws=\"after\"/>", "<r>\n  <a/>\n  <b/>\n  <c/>\n</r>", "<r>\n  <a/>\n  <c/>\n</r>");
        assertOperations("<p:remove sel=\"*/c\" ws=\"before\"/>", "<r>\n  <a/>\n  <b/>\n  <c/>\n</r>", "<r>\n  <a/>\n  <b/>\n</r>");
        assertOperations("<p:remove sel=\"*/a\" ws=\"both\"/>", "<r> <a/> </r>", "<r/>");
        assertOperations("<p:add pos=\"before\" sel=\"*/c\"><b/>\n  </p:add>", "<r>\n  <a/>\n  <c/>\n</r>", "<r>\n  <a/>\n  <b/>\n  <c/>\n</r>");
    }

    @Test
    void whatHasMovedIsRemovedAndAdded() {
        assertOperations("<p:add pos=\"prepend\" sel=\"*\"><c id=\"3\">x</c></p:add><p:remove sel=\"*/c[4]\"/>",
                "<r><c id='1'>x</c><c id='2'>x</c><c id='3'>x</c></r>", "<r><c id='3'>x</c><c id='1'>x</c><c id='2'>x</c></r>");
    }

    @Test
    void whatIsShorterToSendAgainIsSentAgain() {
        assertOperations("<p:replace sel=\"*/a\"><a x=\"2\" y=\"2\" z=\"2\"/></p:replace>", "<r><a x='1' y='1' z='1'/></r>", "<r><a x='2' y='2' z='2'/></r>");
    }

    @Test
    void anotherRootReplacesTheDocument() {
        assertOperations("<p:replace sel=\"*\"><s/></p:replace>", "<r/>", "<s/>");
    }

    @Test
    void commentsAndInstructionsAreChangedInTheirPlaces() {
        assertOperations("<p:replace sel=\"comment()[1]\"><!--b--></p:replace><p:remove sel=\"*/processing-instruction('p')\"/><p:add pos=\"after\" sel=\"comment()[2]\"><?q?></p:add>",
                "<!--a--><r><?p?></r><!--c-->", "<!--b--><r/><!--c--><?q?>");
    }

    @Test
    void prefixesAreDeclaredOnceAndNeverThoseOfTheDocuments() {
        Document patch = Diff.between(parse("<x:r xmlns:x='u:x' xmlns:p='u:p'><x:a/><p:b/></x:r>"), parse("<x:r xmlns:x='u:x' xmlns:p='u:p'><x:a>1</x:a><p:b>2</p:b></x:r>"), ROOT);

        assertEquals("<p1:diff xmlns:p=\"u:p\" xmlns:p1=\"urn:ietf:params:xml:ns:diff\" xmlns:x=\"u:x\"><p1:add sel=\"*/x:a\">1</p1:add><p1:add sel=\"*/p:b\">2</p1:add></p1:diff>",
                text(patch));
    }

    @Test
    void aPrefixOfTwoMeaningsIsDeclaredWhereItIsUsedOrLeftOut() {
        assertOperations("<p:add sel=\"*/x:a\">1</p:add><p:add sel=\"*/x:d/*\">3</p:add><p:add xmlns:x=\"u:2\" sel=\"*/x:b\">2</p:add>",
                "<r><x:a xmlns:x='u:1'/><x:d xmlns:x='u:1'><x:c xmlns:x='u:2'/></x:d><x:b xmlns:x='u:2'/></r>",
                "<r><x:a xmlns:x='u:1'>1</x:a><x:d xmlns:x='u:1'><x:c xmlns:x='u:2'>3</x:c></x:d><x:b xmlns:x='u:2'>2</x:b></r>");
    }

    @Test
    void declarationsAreAddedFirstAndRemovedLast() {
        assertOperations("<p:add sel=\"*\" type=\"namespace::y\">u:y</p:add><p:replace sel=\"*/x:a\"><y:a/></p:replace><p:remove sel=\"*/namespace::x\"/>",
                "<r xmlns:x='u:x'><x:a/></r>", "<r xmlns:y='u:y'><y:a/></r>");
    }

    @Test
    void quotesInAnIdAreNoTrouble() {
        assertOperations("<p:add sel=\"*/a[@id=&#34;it's&#34;]\">x</p:add>", "<r><a id=\"it's\"/><a/></r>", "<r><a id=\"it's\">x</a><a/></r>");
        assertOperations("<p:add sel=\"*/a[1]\">x</p:add>", "<r><a id=\"it's &quot;so&quot;\"/><a/></r>", "<r><a id=\"it's &quot;so&quot;\">x</a><a/></r>");
    }

    @Test
    void operationsNeedANamespace() {
        assertThrows(IllegalArgumentException.class, () -> Diff.between(parse("<r/>"), parse("<r/>"), new QName("diff")));
    }

    /** Two lists of 200 are compared in full; those of which that would be too much together are sent again. */
    @Test
    void whatWouldCostTooMuchToCompareIsSentAgain() {
        Document old = parse(lists("a"));
        Document wanted = parse(lists("b"));

        Document patch = Diff.between(old, wanted, ROOT);

        assertTrue(new Patch().apply(old, patch).isEqualNode(wanted));
        assertEquals(2 + 9, patch.getDocumentElement().getElementsByTagNameNS("*", "replace").getLength());
    }

    /** Ten lists of 200 elements, of which the first and the last have this text. */
    private static String lists(String text) {
        return "<r>" + IntStream.range(0, 10).mapToObj(list -> "<list id='" + list + "'>"
                + IntStream.range(0, 200).mapToObj(i -> "<e>" + (i % 199 == 0 ? text : i) + "</e>").collect(Collectors.joining()) + "</list>").collect(Collectors.joining()) + "</r>";
    }

    private static void assertOperations(String operations, String before, String after) {
        Document old = parse(before.replaceFirst("<r", LARGE_ROOT));
        Document wanted = parse(after.replaceFirst("<r", LARGE_ROOT));
        Document patch = Diff.between(old, wanted, ROOT);
        String text = text(patch);

        assertTrue(new Patch().apply(old, patch).isEqualNode(wanted), text);
        assertEquals(operations, text.contains("</p:diff>") ? text.substring(text.indexOf('>') + 1, text.lastIndexOf("</p:diff>")) : "");
    }
}
