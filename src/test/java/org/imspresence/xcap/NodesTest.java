package org.imspresence.xcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.XmlLimits;
import org.imspresence.xcap.Conflict.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodesTest {

    private static final String WATCHERS = """
            <?xml version="1.0"?>
            <watcherinfo xmlns="urn:watchers" version="0" state="full">
              <watcher-list resource="sip:professor@example.net" package="presence">
                <watcher status="active" id="8ajksjda7s" event="approved">sip:userA@example.net</watcher>
                <watcher status='pending' id="hh8juja87s997-ass7" display-name="Mr. &quot;Subscriber&quot;" event="subscribe">sip:userB@example.org</watcher>
              </watcher-list>
            </watcherinfo>
            """;
    private static final String SIBLINGS = """
            <?xml version="1.0"?>
            <root xmlns="urn:watchers">
             <el1 att="first"/>
             <el1 att="second"/>
             <!-- <el1 att="no element"/> -->
             <el2 att="first"/>
            </root>""";
    private static final String NAMESPACES = """
            <foo xmlns="urn:test:default">
              <ns1:bar xmlns:ns1="urn:test:one" xmlns="urn:test:one">
                <baz/>
                <ns2:baz xmlns:ns2="urn:test:two"/>
              </ns1:bar>
              <ns3:hi xmlns:ns3="urn:test:three"><there xmlns=""/></ns3:hi>
            </foo>""";

    private final HardenedXml xml = new HardenedXml(XmlLimits.DEFAULT);
    private final Nodes nodes = new Nodes(xml);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "watcherinfo/watcher-list/watcher[@id=\"8ajksjda7s\"] | <watcher status=\"active\" id=\"8ajksjda7s\" event=\"approved\">sip:userA@example.net</watcher>",
        "watcherinfo/watcher-list/*[1] | <watcher status=\"active\" id=\"8ajksjda7s\" event=\"approved\">sip:userA@example.net</watcher>",
        "*/*/watcher[1][@status='active'] | <watcher status=\"active\" id=\"8ajksjda7s\" event=\"approved\">sip:userA@example.net</watcher>",
        "watcherinfo/watcher-list/watcher[@display-name='Mr. \"Subscriber\"']/@event | \"subscribe\"",
        "watcherinfo/watcher-list/watcher[@display-name=\"Mr. &quot;Subscriber&quot;\"]/@display-name | \"Mr. &quot;Subscriber&quot;\"",
        "watcherinfo/watcher-list/watcher[2]/@status | 'pending'",
        "watcherinfo/@version | \"0\""
    })
    void s6_3_aSelectorLeadsToOneNodeAsItIsWritten(String selector, String node) {
        assertEquals(Optional.of(node), nodes.read(document(WATCHERS), selector(selector)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "watcherinfo/watcher-list/watcher", "watcherinfo/watcher-list/*", "watcherinfo/watcher-list/watcher[3]", "watcherinfo/watcher-list/watcher[0]", "watcherinfo/watcher-list/watcher[99999999999]", "watcherinfo/watcher-list/watcher[1][@id=\"hh8juja87s997-ass7\"]",
        "watcherinfo/watcher", "watcher-list", "watcherinfo/watcher-list/watcher[@id=\"\"]", "watcherinfo/@xmlns", "watcherinfo/watcher-list/@none", "watcherinfo/watcher-list/watcher/@status"
    })
    void s6_3_aSelectorThatFitsNothingOrSeveralNodesLeadsNowhere(String selector) {
        assertEquals(Optional.empty(), nodes.read(document(WATCHERS), selector(selector)));
    }

    @Test
    void s6_4_prefixesOfTheQueryAndOfTheDocumentNeedNotBeTheSame() {
        Map<String, String> same = Map.of("a", "urn:test:one", "b", "urn:test:one");
        Map<String, String> other = Map.of("a", "urn:test:one", "b", "urn:test:two");

        assertEquals(Optional.of("<baz/>"), nodes.read(document(NAMESPACES), SelectorParser.parse("foo/a:bar/b:baz", "urn:test:default", same)));
        assertEquals(Optional.of("<ns2:baz xmlns:ns2=\"urn:test:two\"/>"), nodes.read(document(NAMESPACES), SelectorParser.parse("foo/a:bar/b:baz", "urn:test:default", other)));
        assertEquals(Optional.empty(), nodes.read(document(NAMESPACES), SelectorParser.parse("foo/a:bar/baz", "urn:test:default", same)));
    }

    @Test
    void s10_namespaceBindingsAreThoseInScopeAtTheElement() {
        Map<String, String> prefixes = Map.of("a", "urn:test:one", "c", "urn:test:three");

        assertEquals(Optional.of("<ns1:bar xmlns=\"urn:test:one\" xmlns:ns1=\"urn:test:one\"/>"),
                nodes.read(document(NAMESPACES), SelectorParser.parse("foo/a:bar/namespace::*", "urn:test:default", prefixes)));
        assertEquals(Optional.of("<there xmlns:ns3=\"urn:test:three\"/>"),
                nodes.read(document(NAMESPACES), SelectorParser.parse("foo/c:hi/*/namespace::*", "urn:test:default", prefixes)));
    }

    static Stream<Arguments> insertions() {
        String second = "<el1 att=\"second\"/>";
        String first = "<el1 att=\"first\"/>";
        String last = "<el2 att=\"first\"/>";
        String third = "<el1 att=\"third\"/>";
        String other = "<el2 att=\"2\"/>";
        return Stream.of(
                Arguments.of("root/el1[@att=\"third\"]", third, second, second + third),
                Arguments.of("root/el1[3][@att=\"third\"]", third, second, second + third),
                Arguments.of("root/*[3][@att=\"third\"]", third, second, second + third),
                Arguments.of("root/*[@att=\"third\"]", third, second, second + third),
                Arguments.of("root/el1[3]", third, second, second + third),
                Arguments.of("root/el2[@att=\"2\"]", other, last, last + other),
                Arguments.of("root/el2[2][@att=\"2\"]", other, last, last + other),
                Arguments.of("root/*[2][@att=\"2\"]", other, first, first + other),
                Arguments.of("root/el2[1][@att=\"2\"]", other, last, other + last),
                Arguments.of("root/el3", "<el3/>", "\n</root>", "\n<el3/></root>"),
                Arguments.of("root/el1[2]/a", "<a/>", second, "<el1 att=\"second\"><a/></el1>"));
    }

    @ParameterizedTest
    @MethodSource("insertions")
    void s8_2_3_aNewElementGoesWhereTheSelectorSaysAndLeavesAllElseAsItWas(String selector, String element, String before, String after) {
        assertFalse(nodes.exists(document(SIBLINGS), selector(selector)));

        assertEquals(SIBLINGS.replace(before, after), nodes.put(document(SIBLINGS), selector(selector), element).text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "root/el1[4] | <el1/> | CANNOT_INSERT",
        "root/el1[0] | <el1/> | CANNOT_INSERT",
        "root/el1[@att=\"third\"] | <el1 att=\"fourth\"/> | CANNOT_INSERT",
        "root/el1[@att=\"third\"] | <el2 att=\"third\"/> | CANNOT_INSERT",
        "root/el1[@att=\"first\"] | <el1 att=\"other\"/> | CANNOT_INSERT",
        "root/el1 | <el1/> | CANNOT_INSERT",
        "root/el3 | <el3 xmlns=\"urn:other\"/> | CANNOT_INSERT",
        "other | <other/> | CANNOT_INSERT",
        "root/el3 | <el3> | NOT_XML_FRAG",
        "root/el3 | <el3/><el3/> | NOT_XML_FRAG",
        "root/el3 | text | NOT_XML_FRAG",
        "root/el3 | <el3/>text | NOT_XML_FRAG",
        "root/el3 | <!-- --><el3/> | NOT_XML_FRAG",
        "root/el3 | <p:el3/> | NOT_XML_FRAG",
        "root/el3 | </root><root><el3/> | NOT_XML_FRAG",
        "root/el3 | </fragment><el3/><fragment> | NOT_XML_FRAG",
        "root/el3 | <!DOCTYPE el3><el3/> | NOT_XML_FRAG",
        "root/el2/@att | 'a<b' | NOT_XML_ATT_VALUE",
        "root/el2/@att | 'a&b' | NOT_XML_ATT_VALUE",
        "root/el2/@att | 'a&lt' | NOT_XML_ATT_VALUE",
        "root/el2/@att | '&#0;' | NOT_XML_ATT_VALUE",
        "root/el2/@att | '' x='y' | NOT_XML_ATT_VALUE",
        "root/el2/@att | a | NOT_XML_ATT_VALUE",
        "root/el2/@att | ' | NOT_XML_ATT_VALUE",
        "root/el2/@att | 'a\" | NOT_XML_ATT_VALUE",
        "root/el2/@xmlns | 'urn:other' | CANNOT_INSERT"
    })
    void s11_whatCannotBePutIsNamed(String selector, String body, Condition condition) {
        Conflict conflict = assertThrows(Conflict.class, () -> nodes.put(document(SIBLINGS), selector(selector), body));

        assertEquals(condition, conflict.condition());
    }

    @ParameterizedTest
    @CsvSource({"root/el4/a, 1", "root/el1/a, 1", "other/a, 0", "root/el2[1]/b/c/d, 2", "root/el4/@a, 1"})
    void s11_aMissingParentIsToldWithTheNearestAncestorThatIsThere(String selector, int nearest) {
        Nodes.Missing missing = assertThrows(Nodes.Missing.class, () -> nodes.put(document(SIBLINGS), selector(selector), "<a/>"));

        assertEquals(nearest, missing.nearest().size());
    }

    @Test
    void s8_2_3_attributesAreCreatedAndReplacedInPlace() {
        String created = nodes.put(document(SIBLINGS), selector("root/el2/@new"), "\"it's\"").text();
        String replaced = nodes.put(document(created), selector("root/el2/@att"), "'say \"no\"'").text();

        assertEquals(SIBLINGS.replace("<el2 att=\"first\"/>", "<el2 att='say \"no\"' new=\"it's\"/>"), replaced);
    }

    @Test
    void s8_2_3_anAttributeOfANamespaceGetsThePrefixThatMeansItThere() {
        NodeSelector three = SelectorParser.parse("foo/x:hi/@x:mood", "urn:test:default", Map.of("x", "urn:test:three"));
        NodeSelector four = SelectorParser.parse("foo/x:hi/@y:mood", "urn:test:default", Map.of("x", "urn:test:three", "y", "urn:test:four"));
        NodeSelector taken = SelectorParser.parse("foo/x:hi/@ns3:mood", "urn:test:default", Map.of("x", "urn:test:three", "ns3", "urn:test:four"));

        assertTrue(nodes.put(document(NAMESPACES), three, "\"good\"").text().contains("<ns3:hi xmlns:ns3=\"urn:test:three\" ns3:mood=\"good\">"));
        assertTrue(nodes.put(document(NAMESPACES), four, "\"good\"").text().contains("<ns3:hi xmlns:ns3=\"urn:test:three\" xmlns:y=\"urn:test:four\" y:mood=\"good\">"));
        assertEquals(Condition.CANNOT_INSERT, assertThrows(Conflict.class, () -> nodes.put(document(NAMESPACES), taken, "\"good\"")).condition());
    }

    @Test
    void s7_4_anElementIsPutInTheScopeOfItsNewParent() {
        NodeSelector selector = SelectorParser.parse("foo/a:bar/b:qux", "urn:test:default", Map.of("a", "urn:test:one", "b", "urn:test:one"));

        assertTrue(nodes.put(document(NAMESPACES), selector, "<ns1:qux/>").text().contains("<ns1:qux/></ns1:bar>"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "root/el2 | <el2 att=\"first\"/>",
        "root/el1[@att=\"first\"] | <el1 att=\"first\"/>",
        "root/el1[2] | <el1 att=\"second\"/>",
        "root/el2/@att | ` att=\"first\"`"
    })
    void s8_4_aNodeIsDeletedAndNothingElse(String selector, String gone) {
        String expected = gone.startsWith(" ") ? SIBLINGS.replace("<el2 att=\"first\"/>", "<el2/>") : SIBLINGS.replace(gone, "");

        assertEquals(expected, nodes.delete(document(SIBLINGS), selector(selector)).orElseThrow().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"root/el1[1]", "root/*[2]", "root"})
    void s8_4_whatWouldStillBeFoundCannotBeDeleted(String selector) {
        assertEquals(Condition.CANNOT_DELETE, assertThrows(Conflict.class, () -> nodes.delete(document(SIBLINGS), selector(selector))).condition());
    }

    /** Random trees, random selectors: what a PUT has put is read back, and a DELETE of what it has created gives the document back, to the byte. */
    @Test
    void whatIsPutIsFoundAndDeletingItGivesTheDocumentBack() {
        Random random = new Random(4825);
        int put = 0;
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            XmlText document = document("<root xmlns=\"urn:watchers\">" + children(random, 3) + "</root>");
            NodeSelector selector = selector("root" + steps(random) + "/" + (random.nextBoolean() ? "new[@k=\"" + i + "\"]" : "*[1][@k=\"" + i + "\"]"));
            String element = "<new k=\"" + i + "\" q='>'><![CDATA[<new>]]>&amp;<!-- </root> --></new>";
            try {
                XmlText changed = nodes.put(document, selector, element);
                assertEquals(Optional.of(element), nodes.read(changed, selector));
                assertEquals(document.text(), nodes.delete(changed, selector).orElseThrow().text());
                put++;
            } catch (Nodes.Missing ambiguous) {
                refused++;
            }
        }
        assertTrue(put > 300 && refused > 150, put + " put, " + refused + " refused");
    }

    private static String children(Random random, int depth) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(4); i > 0 && depth > 0; i--) {
            String name = "e" + random.nextInt(3);
            out.append("\n <").append(name).append(" a = '").append(random.nextInt(3)).append("' >").append(children(random, depth - 1)).append("</").append(name).append(" >");
        }
        return out.toString();
    }

    private static String steps(Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            out.append(random.nextBoolean() ? "/*" : "/e" + random.nextInt(3));
            out.append(random.nextBoolean() ? "[" + (1 + random.nextInt(2)) + "]" : "").append(random.nextBoolean() ? "[@a=\"" + random.nextInt(3) + "\"]" : "");
        }
        return out.toString();
    }

    private XmlText document(String text) {
        return XmlText.of(xml, text);
    }

    private static NodeSelector selector(String text) {
        return SelectorParser.parse(text, "urn:watchers", Map.of());
    }
}
