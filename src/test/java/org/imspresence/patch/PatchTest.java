package org.imspresence.patch;

import static org.imspresence.patch.Patches.apply;
import static org.imspresence.patch.Patches.assertPatched;
import static org.imspresence.patch.Patches.assertRefused;
import static org.imspresence.patch.Patches.parse;
import static org.imspresence.patch.Patches.text;
import static org.imspresence.patch.PatchException.Condition.INVALID_ATTRIBUTE_VALUE;
import static org.imspresence.patch.PatchException.Condition.INVALID_DIFF_FORMAT;
import static org.imspresence.patch.PatchException.Condition.INVALID_NAMESPACE_PREFIX;
import static org.imspresence.patch.PatchException.Condition.INVALID_NAMESPACE_URI;
import static org.imspresence.patch.PatchException.Condition.INVALID_NODE_TYPES;
import static org.imspresence.patch.PatchException.Condition.INVALID_PATCH_DIRECTIVE;
import static org.imspresence.patch.PatchException.Condition.INVALID_ROOT_ELEMENT_OPERATION;
import static org.imspresence.patch.PatchException.Condition.INVALID_WHITESPACE_DIRECTIVE;
import static org.imspresence.patch.PatchException.Condition.INVALID_XML_PROLOG_OPERATION;
import static org.imspresence.patch.PatchException.Condition.UNLOCATED_NODE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Attr;

/** What RFC 5261 asks for beyond its examples: selectors, positions, white space, namespaces, errors. */
class PatchTest {

    private static final String TREE = "<r a='1'><b id='1' x:k='v' xmlns:x='urn:x'>one</b><b id='2'><c>two</c><c>2</c></b><d>one</d><!--c--><?p q?><?o q?>t</r>";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "r/b[1] | one",
        "/r/b[@id='2'] | two2",
        "*/*[2] | two2",
        "r/b[c='two'] | two2",
        "r/b[c=\"2\"]/c[1] | two",
        "r/b[.='one'] | one",
        "r/b[@id='2'][1] | two2",
        "r/b[2][@id='2'] | two2",
        "r/*[.='one'][1] | one",
        "*/*[@x:k='v'] | one",
        "r/d/text() | one",
        "r/comment() | c",
        "r/processing-instruction('p') | q",
        "r/processing-instruction()[2] | q",
        "r/text()[1] | t",
        "r/@a | 1",
        "*/b/@x:k | v",
        " r / b [ @id = '2' ] / c [ 1 ] | two"})
    void aSelectorFindsTheOneNodeThatItMeans(String selector, String content) {
        Work work = new Work(Long.MAX_VALUE);
        Selector parsed = SelectorParser.parse(selector, Trees.scope(parse("<o xmlns:x='urn:x'/>").getDocumentElement()), PatchLimits.DEFAULT);

        assertEquals(content, new Evaluation(parse(TREE), Attr::isId, work).find(parsed).getTextContent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"r/b", "r/*", "r/b[0]", "r/b[3]", "r/b[99999999999999999999]", "r/b[@id='3']", "r/b[@id='2'][2]", "s", "r/r", "r/b[.='on']", "r/b[c='tw']", "r/x:b",
        "r/processing-instruction()", "r/text()[2]", "r/@b", "r/@id", "id('1')", "@a", "text()", "r/d/comment()", "r/@xmlns", "*/*/@k"})
    void aSelectorThatFindsNothingOrSeveralIsRefused(String selector) {
        assertRefused(UNLOCATED_NODE, TREE, "<p:replace sel=\"" + selector + "\"/>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "//r", "r/", "r//b", "r/b[", "r/b[]", "r/b[1", "r/b[@id]", "r/b[@id=1]", "r/b[@id='1]", "r/b[last()]", "r/b[position()=1]", "r/b|r/d", "..", ".",
        "r/..", "r/text()/b", "r/@a/b", "r/@*", "r/node()", "r/b[@id='1' or 1]", "r/b[-1]", "id(1)", "id()", "count(r)", "r/namespace::*", "r/namespace::",
        "r/b[text()='one']", "r/processing-instruction(p)", "1", "r/b[local-name()='b']", "@", "r/b:", "r/child::b"})
    void whatIsXPathButNoSelectorIsRefused(String selector) {
        PatchException refusal = assertRefused(selector.equals("r/b:") || selector.equals("r/child::b") ? INVALID_NAMESPACE_PREFIX : INVALID_ATTRIBUTE_VALUE, TREE, "<p:replace sel=\"" + selector + "\"/>");

        assertEquals("replace", refusal.operation().orElseThrow().getLocalName());
    }

    @Test
    void nothingChangesWhenTheLastOfSeveralOperationsFails() {
        assertRefused(UNLOCATED_NODE, "<r><a/></r>", "<p:add sel='r'><b/></p:add><p:remove sel='r/a'/><p:remove sel='r/a'/>");
    }

    @Test
    void eachOperationSeesWhatTheOnesBeforeHaveDone() {
        assertPatched("<r><b><c/></b></r>", "<r><a/></r>", "<p:replace sel='r/a'><b/></p:replace><p:add sel='r/b'><c/></p:add>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "<p:add sel='r/a' pos='before'>1<n/>2</p:add> | <r>x1<n/>2<a>y</a>z</r>",
        "<p:add sel='r/a' pos='after'>1<n/>2</p:add> | <r>x<a>y</a>1<n/>2z</r>",
        "<p:add sel='r/a' pos='prepend'>1<n/>2</p:add> | <r>x<a>1<n/>2y</a>z</r>",
        "<p:add sel='r/a'>1<n/>2</p:add> | <r>x<a>y1<n/>2</a>z</r>",
        "<p:add sel='r'>1</p:add> | <r>x<a>y</a>z1</r>",
        "<p:add sel='r' pos='prepend'>1</p:add> | <r>1x<a>y</a>z</r>",
        "<p:add sel='r' pos='before'> <!--c--> <?p q?></p:add> | <!--c--><?p q?><r>x<a>y</a>z</r>",
        "<p:add sel='r' pos='after'><!--c--></p:add> | <r>x<a>y</a>z</r><!--c-->",
        "<p:add sel='r'/> | <r>x<a>y</a>z</r>",
        "<p:replace sel='r'><s/></p:replace> | <s/>"})
    void contentGoesWhereItIsTold(String operation, String expected) {
        assertPatched(expected, "<r>x<a>y</a>z</r>", operation);
    }

    @Test
    void commentsAndInstructionsOutsideOfTheRootCanBeChanged() {
        assertPatched("<?p 2?><!--c--><r/>", "<!--a--><?p 1?><r/><!--b-->",
                "<p:remove sel='comment()[1]'/><p:replace sel='comment()'><!--c--></p:replace><p:replace sel='processing-instruction()'><?p 2?></p:replace>"
                        + "<p:remove sel='comment()'/><p:add sel='processing-instruction()' pos='after'><!--c--></p:add>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "before | <r> <a/> <b/> </r> | <r> <a/> </r>",
        "after | <r> <a/> <b/> </r> | <r> <a/> </r>",
        "both | <r> <a/> <b/> </r> | <r> <a/></r>"})
    void whiteSpaceIsRemovedWhereItIsAskedFor(String ws, String target, String expected) {
        assertPatched(expected, target, "<p:remove sel='r/b' ws='" + ws + "'/>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<r><a/> </r>", "<r>x<a/> </r>", "<r> <a/>x</r>", "<r> <a/></r>", "<r> <a/><b/></r>"})
    void whiteSpaceThatIsNotThereIsAnError(String target) {
        assertRefused(INVALID_WHITESPACE_DIRECTIVE, target, "<p:remove sel='r/a' ws='both'/>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "<p:remove sel='r'/> | INVALID_ROOT_ELEMENT_OPERATION",
        "<p:add sel='r' pos='after'><s/></p:add> | INVALID_ROOT_ELEMENT_OPERATION",
        "<p:add sel='r' pos='before'>x</p:add> | INVALID_XML_PROLOG_OPERATION",
        "<p:replace sel='r/a'>x</p:replace> | INVALID_NODE_TYPES",
        "<p:replace sel='r/a'/> | INVALID_NODE_TYPES",
        "<p:replace sel='r/a'><b/><c/></p:replace> | INVALID_NODE_TYPES",
        "<p:replace sel='r/a'> <b/></p:replace> | INVALID_NODE_TYPES",
        "<p:replace sel='r/comment()'><b/></p:replace> | INVALID_NODE_TYPES",
        "<p:replace sel='r/@a'><b/></p:replace> | INVALID_NODE_TYPES",
        "<p:replace sel='r/text()'>x<!--c--></p:replace> | INVALID_NODE_TYPES",
        "<p:add sel='r' type='@b'><b/></p:add> | INVALID_NODE_TYPES",
        "<p:add sel='r' type='@a'>2</p:add> | INVALID_PATCH_DIRECTIVE",
        "<p:add sel='r/text()'>2</p:add> | INVALID_PATCH_DIRECTIVE",
        "<p:add sel='r/comment()' type='@b'>2</p:add> | INVALID_PATCH_DIRECTIVE",
        "<p:add sel='r/@a'>2</p:add> | INVALID_ATTRIBUTE_VALUE",
        "<p:add sel='r/namespace::x'>2</p:add> | INVALID_ATTRIBUTE_VALUE",
        "<p:add sel='r' pos='inside'>2</p:add> | INVALID_ATTRIBUTE_VALUE",
        "<p:add sel='r' pos='after' type='@b'>2</p:add> | INVALID_ATTRIBUTE_VALUE",
        "<p:add sel='r' type='b'>2</p:add> | INVALID_ATTRIBUTE_VALUE",
        "<p:add sel='r' type='@xmlns'>2</p:add> | INVALID_ATTRIBUTE_VALUE",
        "<p:add sel='r' type='@z:b'>2</p:add> | INVALID_NAMESPACE_PREFIX",
        "<p:add sel='z:r'>2</p:add> | INVALID_NAMESPACE_PREFIX",
        "<p:remove sel='r/a' ws='x'/> | INVALID_ATTRIBUTE_VALUE",
        "<p:remove sel='r/@a' ws='after'/> | INVALID_ATTRIBUTE_VALUE",
        "<p:remove sel='r/text()' ws='after'/> | INVALID_ATTRIBUTE_VALUE",
        "<p:remove sel='r/a'>x</p:remove> | INVALID_DIFF_FORMAT",
        "<p:remove/> | INVALID_DIFF_FORMAT",
        "<p:remove sel='r/a' pos='after'/> | INVALID_PATCH_DIRECTIVE",
        "<p:move sel='r/a'/> | INVALID_PATCH_DIRECTIVE",
        "<remove sel='r/a'/> | INVALID_PATCH_DIRECTIVE",
        "text | INVALID_DIFF_FORMAT"})
    void whatCannotBeDoneIsRefusedWithItsCondition(String operation, PatchException.Condition condition) {
        assertRefused(condition, "<r a='1'>t<a/><!--c--></r>", operation);
    }

    @Test
    void aConditionHasItsNameOfTheRfc() {
        assertEquals("unlocated-node", UNLOCATED_NODE.elementName());
        assertEquals("invalid-xml-prolog-operation", INVALID_XML_PROLOG_OPERATION.elementName());
        assertEquals("invalid-root-element-operation", INVALID_ROOT_ELEMENT_OPERATION.elementName());
    }

    @Test
    void aPrefixInUseIsNeitherRemovedNorDeclaredAnew() {
        String target = "<r xmlns:z='urn:z'><a xmlns:y='urn:y'><z:b y:c='1'/></a></r>";

        assertRefused(INVALID_NAMESPACE_PREFIX, target, "<p:remove sel='r/namespace::z'/>");
        assertRefused(INVALID_NAMESPACE_PREFIX, target, "<p:remove sel='r/a/namespace::y'/>");
        assertRefused(INVALID_NAMESPACE_PREFIX, target, "<p:add sel='r' type='namespace::z'>urn:other</p:add>");
        assertRefused(INVALID_NAMESPACE_PREFIX, target, "<p:add sel='r/a' type='namespace::z'>urn:other</p:add>");
        assertRefused(INVALID_NAMESPACE_PREFIX, target, "<p:add sel='r' type='namespace::xml'>urn:other</p:add>");
        assertRefused(INVALID_NAMESPACE_URI, target, "<p:add sel='r' type='namespace::q'/>");
        assertRefused(INVALID_NAMESPACE_URI, target, "<p:remove sel='r/a/namespace::z'/>");
        assertPatched("<r><a xmlns:y='urn:y'/></r>", target, "<p:remove sel='r/a/*'/><p:remove sel='r/namespace::z'/>");
        assertPatched("<r xmlns:y='urn:1' xmlns:z='urn:z'><a xmlns:y='urn:y'><z:b y:c='1'/></a></r>", target, "<p:add sel='r' type='namespace::y'>urn:1</p:add>");
    }

    @Test
    void namesFollowADeclarationThatIsReplaced() {
        assertPatched("<r xmlns:z='urn:new'><z:a z:b='1'/><z:c xmlns:z='urn:z'/></r>", "<r xmlns:z='urn:z'><z:a z:b='1'/><z:c xmlns:z='urn:z'/></r>",
                "<p:replace sel='r/namespace::z'>urn:new</p:replace>");
        assertRefused(INVALID_NAMESPACE_URI, "<r xmlns:z='urn:z'/>", "<p:replace sel='r/namespace::z'/>");
    }

    @Test
    void whatTheContentDeclaresItselfIsCopiedUnaltered() {
        assertPatched("<r xmlns:z='urn:x'><x:a xmlns:x='urn:x' xmlns:unused='u:'><x:b/></x:a></r>", "<r xmlns:z='urn:x'/>",
                "<p:add sel='r'><x:a xmlns:x='urn:x' xmlns:unused='u:'><x:b/></x:a></p:add>");
    }

    @Test
    void aDeclarationThatTheDocumentLacksComesAlong() {
        assertPatched("<r><x:a xmlns:x='urn:x'><x:b/></x:a></r>", "<r/>", "<p:add sel='r'><x:a><x:b/></x:a></p:add>");
        assertPatched("<r xmlns:x='urn:other'><x:a xmlns:x='urn:x' x:b='1'/></r>", "<r xmlns:x='urn:other'/>", "<p:add sel='r'><x:a x:b='1'/></p:add>");
        assertPatched("<r xmlns='u:'><a xmlns=''/></r>", "<r xmlns='u:'/>", "<p:add sel='*'><a/></p:add>");
        assertPatched("<r xmlns:x='urn:x' x:b='1'/>", "<r/>", "<p:add sel='*' type='@x:b'>1</p:add>");
        assertPatched("<x:r xmlns:x='urn:other' xmlns:ns1='urn:x' ns1:b='1'/>", "<x:r xmlns:x='urn:other'/>", "<p:add sel='*' type='@x:b'>1</p:add>");
        assertPatched("<r xml:lang='en'/>", "<r/>", "<p:add sel='*' type='@xml:lang'>en</p:add>");
    }

    @Test
    void aPrefixOfTheDocumentIsNotUsedWhereTheContentHidesIt() {
        assertPatched("<r xmlns:y='urn:x'><o xmlns:y='urn:y'><x:a xmlns:x='urn:x'/></o></r>", "<r xmlns:y='urn:x'/>", "<p:add sel='r'><o xmlns:y='urn:y'><x:a/></o></p:add>");
    }

    @Test
    void anAttributeGetsAPrefixEvenIfTheDefaultNamespaceIsTheSame() {
        assertPatched("<r xmlns='urn:x'><a xmlns:x='urn:x' x:b='1'/></r>", "<r xmlns='urn:x'/>", "<p:add sel='*'><x:a x:b='1'/></p:add>");
    }

    @Test
    void theCallerSaysWhatAnIdIs() {
        Patch patch = new Patch(PatchLimits.DEFAULT, attribute -> attribute.getName().equals("id"));

        assertEquals("<r><a id=\"1\"/><b id=\"2\">x</b></r>",
                text(patch.apply(parse("<r><a id='1'/><b id='2'/></r>"), parse("<diff><add sel=\"id('2')\">x</add></diff>"))));
    }

    @Test
    void stepsMayFollowAnId() {
        assertEquals("<r><a xml:id=\"1\"><b><c/></b></a></r>", apply("<r><a xml:id='1'><b/></a></r>", "<diff><add sel=\"/id('1')/b\"><c/></add></diff>"));
    }
}
