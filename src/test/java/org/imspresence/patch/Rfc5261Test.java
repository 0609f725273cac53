package org.imspresence.patch;

import static org.imspresence.patch.Patches.apply;
import static org.imspresence.patch.Patches.parse;
import static org.imspresence.patch.Patches.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The examples of RFC 5261, each by its clause, with the result that the RFC prints. Those of s4 are operations alone; the documents around them are ours. */
class Rfc5261Test {

    private static final String SAMPLE = """
            <doc>
              <note>This is a sample document</note>
            <foo id="ert4773">This is a new child</foo></doc>""";
    private static final String FOO = """
            <doc>
              <foo a="1">This is a sample document</foo>
            </doc>""";

    @Test
    void a1AddsAnElement() {
        assertResult(SAMPLE, "<doc>\n  <note>This is a sample document</note>\n</doc>",
                "<add sel=\"doc\"><foo id=\"ert4773\">This is a new child</foo></add>");
    }

    @Test
    void a2AddsAnAttribute() {
        assertResult(SAMPLE.replace("<foo id=\"ert4773\"", "<foo id=\"ert4773\" user=\"Bob\""), SAMPLE, "<add sel=\"doc/foo[@id='ert4773']\" type=\"@user\">Bob</add>");
    }

    @Test
    void a3AddsAPrefixedNamespaceDeclaration() {
        assertResult(SAMPLE.replace("<doc>", "<doc xmlns:pref=\"urn:ns:xxx\">"), SAMPLE, "<add sel=\"doc\" type=\"namespace::pref\">urn:ns:xxx</add>");
    }

    @Test
    void a4AddsACommentNodeWithThePosAttribute() {
        assertResult(SAMPLE.replace("<foo", "<!-- comment --><foo"), SAMPLE, "<add sel=\"doc/foo[@id='ert4773']\" pos=\"before\"><!-- comment --></add>");
    }

    @Test
    void a5AddsMultipleNodes() {
        assertResult("<doc>\n  <note>This is a sample document</note>\n\n  <foo id=\"ert4773\">This is a new child</foo></doc>",
                "<doc>\n  <note>This is a sample document</note>\n</doc>",
                "<add sel=\"doc\">\n  <foo id=\"ert4773\">This is a new child</foo></add>");
    }

    @Test
    void a6ReplacesAnElement() {
        assertResult("<doc>\n  <bar a=\"2\"/>\n</doc>", FOO, "<replace sel=\"doc/foo[@a='1']\"><bar a=\"2\"/></replace>");
    }

    @Test
    void a7ReplacesAnAttributeValue() {
        assertResult(FOO.replace("<doc>", "<doc a=\"new value\">"), FOO.replace("<doc>", "<doc a=\"test\">"), "<replace sel=\"doc/@a\">new value</replace>");
    }

    @Test
    void a8ReplacesANamespaceDeclarationUri() {
        assertResult(FOO.replace("<doc>", "<doc xmlns:pref=\"urn:new:xxx\">"), FOO.replace("<doc>", "<doc xmlns:pref=\"urn:test\">"),
                "<replace sel=\"doc/namespace::pref\">urn:new:xxx</replace>");
    }

    @Test
    void a9ReplacesACommentNode() {
        String target = FOO.replace("<doc>", "<doc xmlns:pref=\"urn:test\">").replace("</foo>\n", "</foo>\n  <!-- comment -->\n");

        assertResult(target.replace("<!-- comment -->", "<!-- This is the new content\n   -->"), target,
                "<replace sel=\"doc/comment()[1]\"><!-- This is the new content\n   --></replace>");
    }

    @Test
    void a10ReplacesAProcessingInstructionNode() {
        String target = FOO.replace("</foo>\n", "</foo>\n  <?test foo=\"bar\"?>\n");

        assertResult(target.replace("foo=\"bar\"", "bar=\"foobar\""), target,
                "<replace sel='doc/processing-instruction(\"test\")'\n    ><?test bar=\"foobar\"?></replace>");
    }

    @Test
    void a11ReplacesATextNode() {
        assertResult(FOO.replace("This is a sample document", "This is the new text content"), FOO,
                "<replace sel=\"doc/foo/text()[1]\"\n   >This is the new text content</replace>");
    }

    @Test
    void a12RemovesAnElement() {
        assertResult("<doc>\n  </doc>", FOO, "<remove sel=\"doc/foo[@a='1']\" ws=\"after\"/>");
    }

    @Test
    void a13RemovesAnAttribute() {
        assertResult(FOO, FOO.replace("<doc>", "<doc a=\"foo\">"), "<remove sel=\"doc/@a\"/>");
    }

    @Test
    void a14RemovesAPrefixedNamespaceDeclaration() {
        String result = FOO.replace("</foo>\n", "</foo>\n  <!-- comment -->\n");

        assertResult(result, result.replace("a=\"1\"", "a=\"1\" xmlns:pref=\"urn:test\"\n   "), "<remove sel=\"doc/foo/namespace::pref\"/>");
    }

    @Test
    void a15RemovesACommentNode() {
        assertResult("<doc>\n  <foo a=\"1\">This is a sample document</foo>\n  </doc>", FOO.replace("</foo>\n", "</foo>\n  <!-- comment -->\n"),
                "<remove sel=\"doc/comment()[1]\" ws=\"after\"/>");
    }

    /** The RFC prints the result without the two spaces before the instruction; s4.5.6 has both texts joined, so they stay. */
    @Test
    void a16RemovesAProcessingInstructionNode() {
        assertResult("<doc>\n  <foo a=\"1\">This is a sample document</foo>\n  \n</doc>", FOO.replace("</foo>\n", "</foo>\n  <?test?>\n"),
                "<remove sel='doc/processing-instruction(\"test\")'/>");
    }

    @Test
    void a17RemovesATextNode() {
        assertResult("<doc>\n  <foo a=\"1\"/>\n</doc>", FOO, "<remove sel=\"doc/foo/text()[1]\"/>");
    }

    @Test
    void a18AppliesSeveralPatchesWithNamespaceMangling() {
        String target = """
                <doc xmlns="urn:ietf:params:xml:ns:xxx"
                     xmlns:z="urn:ietf:params:xml:ns:yyy">
                  <note>This is a sample document</note>
                  <elem a="foo">
                    <child/>
                  </elem>
                  <elem a="bar">
                    <z:child/>
                  </elem>
                </doc>""";
        String patch = """
                <p:diff xmlns="urn:ietf:params:xml:ns:xxx"
                        xmlns:y="urn:ietf:params:xml:ns:yyy"
                        xmlns:p="urn:ietf:params:xml:ns:diff">

                <p:add sel="doc/elem[@a='foo']">  <!-- This is a new child -->
                    <child id="ert4773">
                      <y:node/>
                    </child>
                  </p:add>

                <p:replace sel="doc/note/text()">Patched doc</p:replace>

                <p:remove sel="*/elem[@a='bar']/y:child" ws="both"/>

                <p:add sel="*/elem[@a='bar']" type="@b">new attr</p:add>

                </p:diff>""";
        String result = """
                <doc xmlns="urn:ietf:params:xml:ns:xxx"
                     xmlns:z="urn:ietf:params:xml:ns:yyy">
                  <note>Patched doc</note>
                  <elem a="foo">
                    <child/>
                    <!-- This is a new child -->
                    <child id="ert4773">
                      <z:node/>
                    </child>
                  </elem>
                  <elem a="bar" b="new attr"/>
                </doc>""";

        assertEquals(text(parse(result)), apply(target, patch));
    }

    @Test
    void s421LooksPrefixesUpInThePatchAlone() {
        assertEquals("<b:r xmlns:b=\"foo:\"><b:bar/>x</b:r>", apply("<b:r xmlns:b='foo:'><b:bar/></b:r>",
                "<diff><add xmlns:a='foo:' sel='*/a:bar' pos='after'>x</add></diff>"));
    }

    @Test
    void s421TakesANameWithoutPrefixFromTheDefaultNamespaceOfThePatch() {
        assertEquals("<b:r xmlns:b=\"foo:\"><b:bar>x</b:bar><bar/></b:r>", apply("<b:r xmlns:b='foo:'><b:bar/><bar/></b:r>",
                "<p:diff xmlns:p='urn:ietf:params:xml:ns:diff' xmlns='foo:'><p:add sel='*/bar'>x</p:add></p:diff>"));
    }

    @Test
    void s421TakesANameWithoutPrefixForUnqualifiedWhereThereIsNoDefault() {
        assertEquals("<b:r xmlns:b=\"foo:\"><b:bar/><bar>x</bar></b:r>", apply("<b:r xmlns:b='foo:'><b:bar/><bar/></b:r>",
                "<p:diff xmlns:p='urn:ietf:params:xml:ns:diff' xmlns:a='foo:'><p:add sel='*/bar'>x</p:add></p:diff>"));
    }

    @Test
    void s423ChangesThePrefixToTheOneOfTheDocument() {
        assertEquals("<r xmlns:b=\"foo:\"><b:bar/></r>", apply("<r xmlns:b='foo:'/>", "<diff xmlns:a='foo:'><add sel='*'><a:bar/></add></diff>"));
    }

    @Test
    void s423ReadsOverTheSpaceInItsOwnSelector() {
        assertEquals("<r><bar>x</bar></r>", apply("<r><bar/></r>", "<diff><add sel='*/ bar'>x</add></diff>"));
    }

    @Test
    void s423ChoosesThePrefixJustBeforeTheOneOfThePatch() {
        String target = "<r xmlns:x='foo:' xmlns:y='foo:'/>";

        assertEquals("<r xmlns:x=\"foo:\" xmlns:y=\"foo:\"><x:bar/></r>", apply(target, "<diff xmlns:xx='foo:'><add sel='*'><xx:bar/></add></diff>"));
        assertEquals("<r xmlns:x=\"foo:\" xmlns:y=\"foo:\"><x:bar/></r>", apply(target, "<diff xmlns:a='foo:'><add sel='*'><a:bar/></add></diff>"));
        assertEquals("<r xmlns:x=\"foo:\" xmlns:y=\"foo:\"><y:bar/></r>", apply(target, "<diff xmlns:z='foo:'><add sel='*'><z:bar/></add></diff>"));
        assertEquals("<o:r xmlns=\"foo:\" xmlns:o=\"o:\" xmlns:x=\"foo:\" xmlns:y=\"foo:\"><bar x:q=\"1\"/></o:r>",
                apply("<o:r xmlns:o='o:' xmlns='foo:' xmlns:x='foo:' xmlns:y='foo:'/>", "<diff xmlns:a='foo:'><add sel='*'><a:bar a:q='1'/></add></diff>"));
    }

    @Test
    void s423PrefersThePrefixOfThePatchAndThenThatOfTheContext() {
        assertEquals("<x:r xmlns:x=\"foo:\" xmlns:y=\"foo:\"><y:bar/></x:r>",
                apply("<x:r xmlns:x='foo:' xmlns:y='foo:'/>", "<diff xmlns:y='foo:'><add sel='*'><y:bar/></add></diff>"));
        assertEquals("<y:r xmlns:x=\"foo:\" xmlns:y=\"foo:\"><y:bar/></y:r>",
                apply("<y:r xmlns:x='foo:' xmlns:y='foo:'/>", "<diff xmlns:a='foo:'><add sel='*'><a:bar/></add></diff>"));
    }

    @Test
    void s432FindsAnElementByItsId() {
        assertEquals("<doc><foo user=\"Bob\" xml:id=\"ert4773\"/></doc>",
                apply("<doc><foo xml:id='ert4773'/></doc>", "<diff><add sel='id(\"ert4773\")' type='@user'>Bob</add></diff>"));
    }

    @Test
    void s435JoinsTheNewTextsWithTheirNeighbours() {
        String target = "<r><foo>one<b/>two<c/>three</foo></r>";

        assertResult("<r><foo>one<b/>twonew<bar/>elem<c/>three</foo></r>", target, "<add sel=\"*/foo/text()[2]\" pos=\"after\">new<bar/>elem</add>");
        assertResult("<r><foo>one<b/>new<bar/>elemtwo<c/>three</foo></r>", target, "<add sel=\"*/foo/text()[2]\" pos=\"before\">new<bar/>elem</add>");
    }

    @Test
    void s442KeepsAnAttributeThatIsReplacedByNothing() {
        assertResult("<doc a=\"\"/>", "<doc a='1'/>", "<replace sel=\"doc/@a\"/>");
    }

    @Test
    void s446RemovesATextThatIsReplacedByNothing() {
        assertResult("<doc><foo/></doc>", "<doc><foo>x</foo></doc>", "<replace sel=\"doc/foo/text()[1]\"/>");
    }

    @Test
    void s456JoinsTheTextsAroundWhatIsRemoved() {
        assertResult("<doc>ab<c/></doc>", "<doc>a<b/>b<c/></doc>", "<remove sel='doc/b'/>");
        assertResult("<doc>ac<d/></doc>", "<doc>a<b/>b<c/>c<d/></doc>", "<remove sel='doc/b'/><remove sel='doc/text()[1]'/><add sel='doc/c' pos='before'>a</add><remove sel='doc/c'/>");
    }

    @Test
    void s7FindsElementsByPositionAlone() {
        assertResult("<r><a/><a/><a><b/><c>x</c></a></r>", "<r><a/><a/><a><b/><c/></a></r>", "<add sel=\"*/*[3]/*[2]\">x</add>");
    }

    private static void assertResult(String expected, String target, String operations) {
        assertEquals(text(parse(expected)), apply(target, "<diff>\n  " + operations + "\n</diff>"));
    }
}
