package org.imspresence.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.filter.FilterSamples.PRESENTITY;
import static org.imspresence.filter.FilterSamples.XML;
import static org.imspresence.filter.FilterSamples.body;
import static org.imspresence.filter.FilterSamples.composed;
import static org.imspresence.filter.FilterSamples.content;
import static org.imspresence.filter.FilterSamples.filter;
import static org.imspresence.filter.FilterSamples.including;
import static org.imspresence.filter.FilterSamples.presence;
import static org.imspresence.filter.FilterSamples.read;
import static org.imspresence.filter.FilterSamples.text;
import static org.imspresence.filter.FilterSamples.triggers;
import static org.imspresence.filter.FilterSamples.what;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.imspresence.address.PresenceAddress;
import org.imspresence.document.ComposedDocument;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** RFC 4661, clause by clause, with all of its examples. */
class FilterFormatTest {

    private static final String TWO_TUPLES = "<tuple id='1'><status><basic>open</basic></status><rpid:class>IM</rpid:class><contact priority='0.8'>im:a@b</contact></tuple>"
            + "<tuple id='2'><status><basic>closed</basic><x:s/></status><contact>tel:+1</contact><note>n</note></tuple>";

    @Nested
    class Section3_2FilterSet {

        @Test
        void isForTheEventPackagePresenceOrSaysNothingOfIt() {
            assertEquals(filter(body("<filter id='1'><what/></filter>")), filter(body("<filter id='1'><what/></filter>").replace("<filter-set", "<filter-set package='presence'")));

            assertRefused("filters for another event package than presence: presence.winfo", body("<filter id='1'><what/></filter>").replace("<filter-set", "<filter-set package='presence.winfo'"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "<filter-set/>                                                                         | the root element is not filter-set in namespace urn:ietf:params:xml:ns:simple-filter",
            "<filters xmlns='urn:ietf:params:xml:ns:simple-filter'/>                               | the root element is not filter-set in namespace urn:ietf:params:xml:ns:simple-filter",
            "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'/>                            | there is no filter",
            "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter' a='1'/>                      | not an attribute of filter-set: a",
            "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'>text</filter-set>            | text in filter-set",
            "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'><what/></filter-set>         | not an element of filter-set: what",
            "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'><filter xmlns='' id='1'/></filter-set>             | not an element of filter-set: filter",
            "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'><ns-bindings/><ns-bindings/></filter-set>          | more than one ns-bindings in filter-set"})
        void isRefusedWhenItDoesNotFollowTheSchema(String body, String reason) {
            assertRefused(reason, body);
        }

        @Test
        void isRefusedWithTheReasonWhenItIsNoXml() {
            assertTrue(assertThrows(FilterException.class, () -> read("<filter-set")).getMessage().startsWith("not well-formed XML"));
            assertThrows(FilterException.class, () -> read("<!DOCTYPE filter-set [<!ENTITY e 'x'>]><filter-set/>"));
        }

        @Test
        void extensionsAreIgnoredWhereTheSchemaLetsThemBe() {
            String extended = "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter' xmlns:e='urn:e' e:a='1'><filter id='1' e:b='2'><what><e:c>text</e:c></what>"
                    + "<trigger><e:d/></trigger><e:f/></filter></filter-set>";

            assertEquals(Filter.NONE, filter(extended));
        }
    }

    @Nested
    class Section3_3NsBindings {

        @Test
        void itIsTheNamespaceThatCountsAndNotThePrefix() {
            String other = "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'><ns-bindings><ns-binding prefix='q' urn='urn:ietf:params:xml:ns:pidf'/></ns-bindings>"
                    + "<filter id='other'><what><include>//q:note</include></what></filter></filter-set>";

            assertEquals(including("//pidf:note"), filter(other));
        }

        @Test
        void theDraftsNamespaceIsAnotherNameOfTheSame() {
            String draft = "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'><ns-bindings><ns-binding prefix='q' urn='urn:ietf:params:xml:ns:cpim-pidf'/></ns-bindings>"
                    + "<filter id='1'><what><include>//q:note</include><include type='namespace'>urn:ietf:params:xml:ns:cpim-pidf</include></what></filter></filter-set>";

            assertEquals(what("<include>//pidf:note</include><include type='namespace'>urn:ietf:params:xml:ns:pidf</include>"), filter(draft));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "<ns-binding prefix='p'/>                                          | a ns-binding without urn",
            "<ns-binding urn='u'/>                                             | a ns-binding without prefix",
            "<ns-binding prefix='p' urn='u'/><ns-binding prefix='p' urn='v'/>  | the prefix p is bound twice"})
        void areRefusedWhenIncomplete(String bindings, String reason) {
            assertRefused(reason, "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'><ns-bindings>" + bindings + "</ns-bindings><filter id='1'><what/></filter></filter-set>");
        }

        @Test
        void theXmlPrefixNeedsNoBinding() {
            assertEquals("<tuple id='1'><status/><note xml:lang='en'/></tuple>", content(including("//@xml:lang").of(presence("<tuple id='1'><status/><note xml:lang='en'>n</note></tuple>"))));
        }
    }

    @Nested
    class Section3_4Filter {

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "<filter><what/></filter>                                         | a filter without id",
            "<filter id='1'><what/></filter><filter id='1'><what/></filter>   | more than one filter has the id 1",
            "<filter id='1' uri='sip:a@b' domain='b'><what/></filter>         | a URI and a domain in filter 1",
            "<filter id='1' remove='yes'/>                                    | remove is neither true nor false: yes",
            "<filter id='1' enabled='TRUE'/>                                  | enabled is neither true nor false: TRUE",
            "<filter id='1' name='n'/>                                        | not an attribute of filter: name",
            "<filter id='1'><what/><what/></filter>                           | more than one what in filter",
            "<filter id='1'><when/></filter>                                  | not an element of filter: when",
            "<filter id='1'><what><include type='css'>a</include></what></filter>           | not a type of include: css",
            "<filter id='1'><what><include> </include></what></filter>        | nothing in include",
            "<filter id='1'><what><include><a xmlns=''/></include></what></filter>          | elements in include",
            "<filter id='1'><what><exclude type='namespace'/></what></filter> | nothing in exclude",
            "<filter id='1'><trigger><changed by='x'>//a</changed></trigger></filter>       | not a number beside by: x",
            "<filter id='1'><trigger><changed by='-1'>//a</changed></trigger></filter>      | by is below 0",
            "<filter id='1'><trigger><changed by='1' from='a'>//a</changed></trigger></filter>  | not a number beside by: a",
            "<filter id='1'><trigger><added from='a'>//a</added></trigger></filter>         | not an attribute of added: from"})
        void isRefusedWhenItDoesNotFollowTheSchema(String filters, String reason) {
            assertRefused(reason, body(filters));
        }

        @Test
        void withoutContentItTurnsOnWhatIsThereAndNothingElse() {
            assertEquals("neither what nor trigger in filter 1, and there is none to turn on", assertThrows(FilterException.class, () -> filter(body("<filter id='1'/>"))).getMessage());
            assertEquals(Filter.NONE, filter(body("<filter id='1' enabled='false'/>")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "uri='sip:presentity@example.com'", "uri='pres:presentity@EXAMPLE.com'", "uri='sips:presentity@example.com:5061;transport=tcp'", "domain='example.COM'"})
        void isForThePresentityThatItNames(String target) {
            assertEquals(including("//pidf:note"), filter(body("<filter id='1' " + target + "><what><include>//pidf:note</include></what></filter>")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"uri='sip:Presentity@example.com'", "uri='tel:+1'", "uri='http://example.com/'", "uri='sip:example.com'", "domain='www.example.com'", "domain='presentity@example.com'"})
        void isIgnoredWhenItIsForSomebodyElse(String target) {
            assertEquals(Filter.NONE, filter(body("<filter id='1' " + target + "><what><include>//pidf:note</include></what></filter>")));
        }

        @Test
        void aPresentitysOwnFilterOverridesThatOfItsDomain() {
            String ofDomain = "<filter id='1' domain='example.com'><what><include>//pidf:note</include></what></filter>";
            String own = "<filter id='2' %s><what><include>//pidf:contact</include></what></filter>";

            assertEquals(including("//pidf:contact"), filter(body(ofDomain, own.formatted(""))));
            assertEquals(including("//pidf:note"), filter(body(ofDomain, own.formatted("enabled='0'"))));
        }

        @Test
        void aTelephoneNumberHasNoDomain() {
            FilterSet set = read(body("<filter id='1' domain='example.com'><what><include>//pidf:note</include></what></filter>"));

            assertEquals(Filter.NONE, Filters.NONE.refreshed(set).filter(PresenceAddress.parse("tel:+12015550123")));
        }
    }

    @Nested
    class Section3_5What {

        private final ComposedDocument document = presence(TWO_TUPLES);

        @Test
        void theExampleSelectsTheBasicStatusWithAllThatContainsIt() {
            assertEquals("<tuple id='1'><status><basic>open</basic></status></tuple><tuple id='2'><status><basic>closed</basic></status></tuple>",
                    content(including("/pidf:presence/pidf:tuple/pidf:status/pidf:basic").of(document)));
        }

        @Test
        void theExampleAsPrintedSelectsNothingAsItsNamesAreInNoNamespace() {
            assertEquals("", content(including("/presence/tuple/status/basic").of(document)));
        }

        @Test
        void includesAddUp() {
            assertEquals("<tuple id='1'><status/><contact priority='0.8'>im:a@b</contact></tuple><tuple id='2'><status/><contact>tel:+1</contact><note>n</note></tuple>",
                    content(what("<include>//pidf:contact</include><include>//pidf:note</include>").of(document)));
        }

        @Test
        void anAttributeBringsItsElementWithoutWhatIsInIt() {
            assertEquals("<tuple id='1'><status/><contact priority='0.8'/></tuple>", content(including("//pidf:contact/@priority").of(document)));
        }

        @Test
        void excludesTakeAwayFromWhatIsIncluded() {
            assertEquals("<tuple id='1'><status><basic>open</basic></status><rpid:class>IM</rpid:class><contact>im:a@b</contact></tuple>",
                    content(what("<include>/pidf:presence/pidf:tuple</include><exclude>//@priority</exclude><exclude>//pidf:tuple[@id=\"2\"]</exclude>").of(document)));
        }

        @Test
        void excludesAloneTakeAwayFromEverything() {
            assertEquals(TWO_TUPLES.replace("<rpid:class>IM</rpid:class>", "").replace("<x:s/>", ""),
                    content(what("<exclude type='namespace'>urn:ietf:params:xml:ns:pidf:rpid</exclude><exclude>//x:s</exclude>").of(document)));
        }

        @Test
        void whatIsMandatoryIsNotExcluded() {
            ComposedDocument devices = presence(TWO_TUPLES + "<dm:person id='p'><rpid:mood/></dm:person><dm:device id='d'><rpid:user-input>idle</rpid:user-input><dm:deviceID>urn:x:1</dm:deviceID></dm:device>");

            assertSame(devices, what("<exclude>/*</exclude><exclude>//pidf:status</exclude><exclude>//@id</exclude><exclude>//@entity</exclude><exclude>//dm:deviceID</exclude>").of(devices));
            assertEquals("<tuple id='1'><status/></tuple><tuple id='2'><status/></tuple><dm:person id='p'/><dm:device id='d'><dm:deviceID>urn:x:1</dm:deviceID></dm:device>",
                    content(including("//@id").of(devices)));
            assertEquals("<dm:device id='d'><rpid:user-input>idle</rpid:user-input><dm:deviceID>urn:x:1</dm:deviceID></dm:device>", content(including("//rpid:user-input").of(devices)));
        }

        @Test
        void aServiceDescriptionKeepsItsIdAndVersion() {
            String description = "<o:service-description xmlns:o='urn:oma:xml:prs:pidf:oma-pres'><o:service-id>s</o:service-id><o:version>1.0</o:version>%s</o:service-description>";
            String tuple = "<tuple id='1'><status/>" + description + "</tuple>";

            assertEquals(tuple.formatted(""), content(what("<exclude>//*/*/*[.=\"d\"]</exclude><exclude>//*[.=\"1.0\"]</exclude>").of(presence(tuple.formatted("<o:description>d</o:description>")))));
        }

        @Test
        void aNamespaceBringsItsElementsAndWhatContainsThem() {
            ComposedDocument person = presence(TWO_TUPLES + "<dm:person id='p'><rpid:mood rpid:a='1' x:b='2'><rpid:happy/><x:odd>text</x:odd></rpid:mood><dm:note>n</dm:note></dm:person>");

            assertEquals("<tuple id='1'><status/><rpid:class>IM</rpid:class></tuple><dm:person id='p'><rpid:mood rpid:a='1'><rpid:happy/></rpid:mood></dm:person>",
                    content(what("<include type='namespace'>urn:ietf:params:xml:ns:pidf:rpid</include>").of(person)));
        }

        @Test
        void anExcludedNamespaceTakesItsAttributesToo() {
            assertEquals("<note>n</note>", content(what("<exclude type='namespace'>urn:x</exclude>").of(presence("<note x:a='1'>n</note><x:b><note>m</note></x:b>"))));
        }

        @Test
        void howToReadWhatIsToldStays() {
            ComposedDocument marked = presence("<tuple id='1' xml:lang='de' x:a='1'><status/><x:e xmlns:p='urn:ietf:params:xml:ns:pidf' p:mustUnderstand='true' x:b='1'><x:f>t</x:f></x:e></tuple>");

            assertEquals("<tuple id='1' xml:lang='de'><status/><x:e xmlns:p='urn:ietf:params:xml:ns:pidf' p:mustUnderstand='true'><x:f>t</x:f></x:e></tuple>", content(including("//x:f").of(marked)));
        }

        @Test
        void nothingSelectedIsAValidDocumentThatSaysWhoseItIs() {
            assertEquals("<?xml version='1.0' encoding='UTF-8'?>\n<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='sip:presentity@example.com'/>", text(including("//x:none").of(document)).replace('"', '\''));
        }

        @Test
        void emptyIsAsIfItWereNotThere() {
            assertEquals(Filter.NONE, what(""));
            assertSame(document, Filter.NONE.of(document));
        }

        @Test
        void commentsAndWhiteSpaceStayOnlyInWhatIsIncludedAsAWhole() {
            ComposedDocument spaced = composed("<!-- before --><presence xmlns='urn:ietf:params:xml:ns:pidf' entity='sip:presentity@example.com'>\n <!-- in -->"
                    + "<tuple id='1'> <status/><!-- deep --> </tuple>\n</presence>");

            assertSame(spaced, including("/pidf:presence").of(spaced));
            assertEquals("<tuple id='1'> <status/><!-- deep --> </tuple>", content(including("//pidf:tuple").of(spaced)));
            assertFalse(text(including("//pidf:tuple").of(spaced)).contains("before"));
        }
    }

    @Nested
    class Section3_6Trigger {

        private final ComposedDocument before = presence("<tuple id='1'><status><basic>closed</basic></status><x:n>6</x:n></tuple><tuple id='2'><status><basic>open</basic></status><x:n a='1'>x</x:n></tuple>");

        private boolean fires(String trigger, String after) {
            return triggers(trigger).fire(before, presence(after));
        }

        private boolean firesWhen(String trigger, String old, String now) {
            return triggers(trigger).fire(before, composed(text(before).replace(old, now)));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "<changed>//pidf:basic</changed>                               | >closed< | >open<        | true",
            "<changed>//pidf:basic</changed>                               | >closed< | > closed <    | false",
            "<changed>//pidf:basic</changed>                               | >x<      | >y<           | false",
            "<changed>//x:n/@a</changed>                                   | a='1'   | a='2'        | true",
            "<changed>//x:n</changed>                                      | a='1'   | a='2'        | false",
            "<changed>/pidf:presence</changed>                             | a='1'   | a='2'        | true",
            "<changed>/pidf:presence</changed>                             | >x<      | ><!-- c -->x< | false",
            "<changed from='closed'>//pidf:basic</changed>                 | >closed< | >open<        | true",
            "<changed from='open'>//pidf:basic</changed>                   | >closed< | >open<        | false",
            "<changed from='CLOSED'>//pidf:basic</changed>                 | >closed< | >open<        | false",
            "<changed to='open'>//pidf:basic</changed>                     | >closed< | >open<        | true",
            "<changed to='closed'>//pidf:basic</changed>                   | >closed< | >open<        | false",
            "<changed from='closed' to='open'>//pidf:basic</changed>       | >closed< | >open<        | true",
            "<changed by='2'>//x:n</changed>                               | >6<      | >8<           | true",
            "<changed by='2'>//x:n</changed>                               | >6<      | >4.0<         | true",
            "<changed by='2'>//x:n</changed>                               | >6<      | >7.99<        | false",
            "<changed by='2'>//x:n</changed>                               | >6<      | >many<        | false",
            "<changed by='0'>//x:n</changed>                               | >6<      | >6.0<         | false",
            "<changed by='2' from='6.0'>//x:n</changed>                    | >6<      | >9<           | true",
            "<changed by='2' to='10'>//x:n</changed>                       | >6<      | >9<           | false"})
        void changedIsMetAsItsAttributesSay(String trigger, String old, String now, boolean fires) {
            assertEquals(fires, firesWhen(trigger, old, now));
        }

        @Test
        void whatIsAddedOrRemovedHasNotChanged() {
            String third = content(before) + "<tuple id='3'><status><basic>open</basic></status></tuple>";

            assertFalse(fires("<changed to='open'>//pidf:basic</changed>", third));
            assertTrue(fires("<added>//pidf:tuple</added>", third));
            assertTrue(fires("<added>//pidf:basic</added>", third));
            assertFalse(fires("<removed>//pidf:tuple</removed>", third));
            assertTrue(triggers("<removed>//pidf:tuple</removed>").fire(presence(third), before));
        }

        @Test
        void anElementIsKnownByItsIdWhereverItStands() {
            String swapped = "<tuple id='2'><status><basic>open</basic></status><x:n a='1'>x</x:n></tuple><tuple id='1'><status><basic>closed</basic></status><x:n>6</x:n></tuple>";

            assertFalse(fires("<changed>//*</changed>", swapped));
            assertFalse(fires("<added>//*</added>", swapped));
        }

        @Test
        void anotherIdIsAnotherElement() {
            String renamed = text(before).replace("id='2'", "id='3'");

            assertTrue(triggers("<added>//pidf:tuple</added><removed>//pidf:tuple</removed>").fire(before, composed(renamed)));
        }

        @Test
        void attributesAreAddedAndRemovedAsElementsAre() {
            ComposedDocument without = composed(text(before).replace(" a='1'", ""));

            assertTrue(triggers("<removed>//x:n/@a</removed>").fire(before, without));
            assertFalse(triggers("<added>//@a</added>").fire(before, without));
            assertTrue(triggers("<added>//@a</added>").fire(without, before));
        }

        @Test
        void allOfOneTriggerHasToBeMetAndOneOfSeveral() {
            String opened = content(before).replace("closed", "open");
            String met = "<changed>//pidf:basic</changed>";
            String unmet = "<removed>//pidf:tuple</removed>";

            assertFalse(fires(met + unmet, opened));
            assertTrue(triggers(met, unmet).fire(before, presence(opened)));
        }

        @Test
        void withoutTriggersEveryChangeIsToldAndEmptyOnesAreNone() {
            assertTrue(Triggers.NONE.fire(before, presence("")));
            assertEquals(Triggers.NONE, triggers("", ""));
        }
    }

    @Nested
    class Section5Syntax {

        private static final String WATCHERS = "<presence><tuple><status><basic>open</basic></status><type>device</type></tuple><tuple><status><basic>closed</basic></status></tuple>"
                + "<watcher id='a' duration-subscribed='509' event='approved'/><watcher id='b' duration-subscribed='20' event='rejected'/></presence>";

        private String selected(String selector) {
            Document document = XML.parse(WATCHERS.getBytes(UTF_8));
            return SelectorParser.selection(selector, Map.of()).select(document, new Effort()).stream().map(Section5Syntax::label).collect(Collectors.joining(" "));
        }

        private static String label(Node node) {
            return node instanceof Attr attribute ? "@" + attribute.getValue() : node.getLocalName() + ((Element) node).getAttribute("id");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "//*[status/basic=\"open\"]                        | tuple",
            "/presence/tuple[*/basic=\"open\"]                 | tuple",
            "//watcher[@duration-subscribed<500]               | watcherb",
            "/*/watcher[@event=\"rejected\"]                   | watcherb",
            "//tuple[status/basic=\"open\" and type=\"device\"]  | tuple",
            "//watcher/@duration-subscribed                    | @509 @20",
            "/presence/tuple/status/basic                      | basic basic",
            "//tuple/status/basic                              | basic basic",
            "/*/watcher                                        | watchera watcherb"})
        void theExamplesSelectWhatTheySay(String selector, String expected) {
            assertEquals(expected, selected(selector));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "//basic[.=\"open\"]                               | basic",
            "//basic[..=\"open\"]                              | basic",
            "//status[basic='open' or basic='closed' and ../x='1'] | ",
            "//*[@id='a' or @id='b' and @event='approved']     | watchera",
            "//tuple[status/basic=\"open\"]/status             | status",
            "//watcher[@duration-subscribed>20]/@event         | @approved",
            "//watcher[ @duration-subscribed = 20.0 ]/ @id     | @b",
            "//watcher[@event<1]                               | ",
            "//watcher[../watcher/@id='a']                     | ",
            "/@id                                              | ",
            "//@id                                             | @a @b",
            "/presence//@id                                    | @a @b",
            "//*//basic                                        | basic basic",
            "//presence//*                                     | tuple status basic type tuple status basic watchera watcherb",
            "/tuple                                            | "})
        void selectsAsXPathDoes(String selector, String expected) {
            if (selector.contains("../")) {
                assertThrows(FilterException.class, () -> selected(selector));
            } else {
                assertEquals(expected == null ? "" : expected, selected(selector));
            }
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "presence                       | not understood at character 1 (/ is missing): presence",
            "/                              | not understood at character 2 (a name is missing): /",
            "///a                           | not understood at character 3 (a name is missing): ///a",
            "/a/                            | not understood at character 4 (a name is missing): /a/",
            "/a[1]                          | not understood at character 4 (a name is missing): /a[1]",
            "/a[b]                          | not understood at character 5 (=, < or > is missing): /a[b]",
            "/a[b=c]                        | not understood at character 6 (a value is a number, or in quotes): /a[b=c]",
            "/a[b='c]                       | not understood at character 6 (a closing quote is missing): /a[b='c]",
            "/a[b!='c']                     | not understood at character 5 (=, < or > is missing): /a[b!='c']",
            "/a[b<=1]                       | not understood at character 6 (=, < and > are what compares): /a[b<=1]",
            "/a[b<'1']                      | not understood at character 6 (only numbers are less or greater): /a[b<'1']",
            "/a[(b=1)]                      | not understood at character 4 (a name is missing): /a[(b=1)]",
            "/a[b=1][c=1]                   | not understood at character 8 (/ is missing): /a[b=1][c=1]",
            "/a[b//c=1]                     | not understood at character 6 (a name is missing): /a[b//c=1]",
            "/a[not(b=1)]                   | not understood at character 7 (=, < or > is missing): /a[not(b=1)]",
            "/a[b=1 AND c=1]                | not understood at character 8 (] is missing): /a[b=1 AND c=1]",
            "/a[b=1 andc=1]                 | not understood at character 8 (] is missing): /a[b=1 andc=1]",
            "/a/@*                          | not understood at character 5 (a name is missing): /a/@*",
            "/a/@b/c                        | not understood at character 6 (nothing may follow an attribute): /a/@b/c",
            "/p:*                           | not understood at character 3 (no ns-binding for the prefix p): /p:*",
            "/child::a                      | not understood at character 7 (no ns-binding for the prefix child): /child::a",
            "/a and /b                      | not understood at character 4 (/ is missing): /a and /b",
            "/a/text()                      | not understood at character 8 (/ is missing): /a/text()",
            "/a/..                          | not understood at character 4 (a name is missing): /a/..",
            "concat('a')                    | not understood at character 1 (/ is missing): concat('a')"})
        void whatIsNotInTheSyntaxIsRefused(String selector, String reason) {
            assertEquals(reason, assertThrows(FilterException.class, () -> SelectorParser.selection(selector, Map.of())).getMessage());
        }

        @Test
        void aTriggersReferenceHasNoConditions() {
            assertTrue(assertThrows(FilterException.class, () -> triggers("<added>//pidf:tuple[@id='1']</added>")).getMessage().contains("(a trigger's selector has no conditions)"));
        }
    }

    @Nested
    class Section6Examples {

        private static final String START = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<filter-set xmlns=\"urn:ietf:params:xml:ns:simple-filter\">\n";
        private static final String PIDF = "<ns-bindings>\n<ns-binding prefix=\"pidf\" urn=\"urn:ietf:params:xml:ns:pidf\"/>\n<ns-binding prefix=\"rpid\"\n   urn=\"urn:ietf:params:xml:ns:pidf:rpid\"/>\n</ns-bindings>\n";
        private static final String WINFO = "<ns-bindings><ns-binding prefix=\"wi\"\n urn=\"urn:ietf:params:xml:ns:watcherinfo\"/></ns-bindings>\n";

        @Test
        void example6_1SelectsTheStatusOfMessagingTuples() {
            Filter filter = filter(START + PIDF + "<filter id=\"123\" uri=\"sip:presentity@example.com\"><what>\n<include type=\"xpath\">\n"
                    + "  /pidf:presence/pidf:tuple[rpid:class=\"IM\" or rpid:class=\"SMS\"\n  or rpid:class=\"MMS\"]/pidf:status/pidf:basic\n</include></what></filter></filter-set>");

            assertEquals("<tuple id='1'><status><basic>open</basic></status></tuple>", content(filter.of(presence(TWO_TUPLES))));
        }

        @Test
        void example6_2IsWrittenInCapitalsThatNoBasicStatusHas() {
            String body = START + PIDF + "<filter id=\"123\" uri=\"sip:presentity@example.com\"><trigger>\n<changed from=\"CLOSED\" to=\"OPEN\">\n"
                    + "  /pidf:presence/pidf:tuple/pidf:status/pidf:basic\n</changed>\n</trigger></filter></filter-set>";
            ComposedDocument before = presence(TWO_TUPLES);
            ComposedDocument after = presence(TWO_TUPLES.replace("closed", "open"));

            assertFalse(filter(body).triggers().fire(before, after));
            assertTrue(filter(body.replace("CLOSED", "closed").replace("OPEN", "open")).triggers().fire(before, after));
        }

        @Test
        void example6_3IsToldOfWatchersThatBecomePendingOrWaiting() {
            Filter filter = filter(START + WINFO + "<filter id=\"123\" uri=\"sip:presentity@example.com\"><what><include>\n/wi:watcherinfo/wi:watcher-list/wi:watcher[@status=\"pending\"\n or @status=\"waiting\"]\n"
                    + "</include></what><trigger><changed to=\"pending\">\n/wi:watcherinfo/wi:watcher-list/wi:watcher/@status\n</changed></trigger>"
                    + "<trigger><changed to=\"waiting\">/wi:watcherinfo/wi:watcher-list/wi:watcher/@status</changed></trigger></filter></filter-set>");
            String list = "<watcherinfo xmlns='urn:ietf:params:xml:ns:watcherinfo'><watcher-list><watcher id='a' status='%s'/><watcher id='b' status='active'/></watcher-list></watcherinfo>";

            assertTrue(filter.triggers().fire(document(list.formatted("pending")), document(list.formatted("waiting"))));
            assertFalse(filter.triggers().fire(document(list.formatted("pending")), document(list.formatted("terminated"))));
            assertEquals(List.of("a"), filter.what().selectors().flatMap(selector -> selector.select(document(list.formatted("waiting")), new Effort()).stream()).map(node -> ((Element) node).getAttribute("id")).toList());
        }

        @Test
        void example6_4SelectsTheElementsOfPidf() {
            String body = START + "<filter id=\"123\" uri=\"sip:buddylist@example.com\"><what><include type=\"namespace\">\nurn:ietf:params:xml:ns:pidf\n</include></what></filter></filter-set>";
            Filter filter = Filters.NONE.refreshed(read(body)).filter(PresenceAddress.parse("sip:buddylist@example.com"));

            assertEquals("<tuple id='1'><status><basic>open</basic></status><contact priority='0.8'>im:a@b</contact></tuple>"
                    + "<tuple id='2'><status><basic>closed</basic></status><contact>tel:+1</contact><note>n</note></tuple>", content(filter.of(presence(TWO_TUPLES))));
            assertEquals(Filter.NONE, filter(body));
        }

        @Test
        void example6_5DoesNotBindOneOfItsPrefixes() {
            String body = START + "<ns-bindings><ns-binding prefix=\"game-ext\"\n urn=\"urn:ietf:params:xml:ns:game-ext\"/></ns-bindings>\n"
                    + "<filter id=\"123\"><what><include>\n/pidf:presence/pidf:tuple/\n   pidf:status[game-ext:label=\"game-X\"]\n</include></what></filter></filter-set>";
            ComposedDocument games = presence("<tuple id='1'><status><basic>open</basic><g:label xmlns:g='urn:ietf:params:xml:ns:game-ext'>game-X</g:label></status><note>n</note></tuple>" + TWO_TUPLES.replace("'1'", "'3'"));

            assertTrue(assertThrows(FilterException.class, () -> filter(body)).getMessage().contains("(no ns-binding for the prefix pidf)"));
            assertEquals("<tuple id='1'><status><basic>open</basic><g:label xmlns:g='urn:ietf:params:xml:ns:game-ext'>game-X</g:label></status></tuple>",
                    content(filter(body.replace("<ns-bindings>", "<ns-bindings><ns-binding prefix='pidf' urn='urn:ietf:params:xml:ns:pidf'/>")).of(games)));
        }

        @Test
        void example6_6HasOneFilterForAListAndAnotherForBob() {
            FilterSet set = read(START + PIDF + "<filter id=\"8439\" uri=\"sip:buddies@example.com\"><what><include>\n/pidf:presence/pidf:tuple[rpid:class=\"service\"]/pidf:status/\n pidf:basic\n</include></what></filter>"
                    + "<filter id=\"999\" uri=\"sip:bob@example.com\"><what><include type=\"namespace\">\nurn:ietf:params:xml:ns:pidf\n</include>"
                    + "<exclude>\n/pidf:presence/pidf:tuple/pidf:note\n</exclude></what></filter></filter-set>");
            Filters filters = Filters.NONE.refreshed(set);

            assertEquals("<tuple id='1'><status><basic>open</basic></status></tuple>",
                    content(filters.filter(PresenceAddress.parse("sip:buddies@example.com")).of(presence(TWO_TUPLES.replace("IM", "service")))));
            assertEquals("<tuple id='1'><status><basic>open</basic></status><contact priority='0.8'>im:a@b</contact></tuple><tuple id='2'><status><basic>closed</basic></status><contact>tel:+1</contact></tuple>",
                    content(filters.filter(PresenceAddress.parse("sip:bob@example.com")).of(presence(TWO_TUPLES))));
            assertEquals(Filter.NONE, filters.filter(PRESENTITY));
        }

        private static Document document(String text) {
            return XML.parse(text.getBytes(UTF_8));
        }
    }

    @Test
    void filtersAreValuesHoweverTheyAreWritten() {
        Filter one = what("<include>//pidf:note</include><include> //pidf:tuple[ @id = 'a' or @id='b' ] </include><exclude>//@a</exclude>");
        Filter other = what("<exclude>//@a</exclude><include type='xpath'>//pidf:tuple[@id=\"a\"or @id=\"b\"]</include><include>//pidf:note</include><include>//pidf:note</include>");

        assertEquals(one, other);
        assertEquals(one.hashCode(), other.hashCode());
        assertNotEquals(one, including("//pidf:note"));
        assertEquals(triggers("<added>//a</added><removed>//b</removed>", "<added>//c</added>"), triggers("<added>//c</added>", "<removed>//b</removed><added>//a</added>"));
    }

    private static void assertRefused(String reason, String body) {
        assertEquals(reason, assertThrows(FilterException.class, () -> read(body)).getMessage());
    }
}
