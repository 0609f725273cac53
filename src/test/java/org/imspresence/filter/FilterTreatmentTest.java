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
import static org.imspresence.filter.FilterSamples.what;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imspresence.address.PresenceAddress;
import org.imspresence.document.ComposedDocument;
import org.imspresence.document.PidfFormat;
import org.imspresence.testbed.CanonicalXml;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** RFC 4660, clause by clause, as far as it is about what a notifier makes of filters, with its examples. */
class FilterTreatmentTest {

    @Nested
    class Section4_1ResourceLists {

        @Test
        void theExampleHasAFilterForEachOfTwoMembers() {
            Filters filters = Filters.NONE.refreshed(read("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<filter-set xmlns=\"urn:ietf:params:xml:ns:simple-filter\"><ns-bindings>"
                    + "<ns-binding prefix=\"pidf\" urn=\"urn:ietf:params:xml:ns:pidf\"/></ns-bindings><filter id=\"999\" uri=\"sip:sarah@example.com\"><what>"
                    + "<include type=\"namespace\">\n urn:ietf:params:xml:ns:pidf</include><exclude>\n //pidf:tuple/pidf:note</exclude></what></filter>"
                    + "<filter id=\"8439\" uri=\"sip:alice@biloxi.com\"><what><include>\n //pidf:tuple/pidf:status/pidf:basic</include></what></filter></filter-set>"));
            ComposedDocument document = presence("<tuple id='1'><status><basic>open</basic></status><rpid:class>c</rpid:class><note>in</note></tuple><note>out</note>");

            assertEquals("<tuple id='1'><status><basic>open</basic></status></tuple><note>out</note>", content(filters.filter(PresenceAddress.parse("sip:sarah@example.com")).of(document)));
            assertEquals("<tuple id='1'><status><basic>open</basic></status></tuple>", content(filters.filter(PresenceAddress.parse("sip:alice@biloxi.com")).of(document)));
            assertEquals(Filter.NONE, filters.filter(PRESENTITY));
        }
    }

    @Nested
    class Section5_2TwoFiltersForOne {

        @Test
        void areRefusedWhateverFormTheAddressHas() {
            String other = "<filter id='b' uri='pres:presentity@example.com'><what/></filter>";

            assertRefused("filters a and b are both for sip:presentity@example.com", Filters.NONE, "<filter id='a'><what/></filter>", other);
            assertRefused("filters a and b are both for example.com", Filters.NONE, "<filter id='a' domain='example.com'><what/></filter>", "<filter id='b' domain='Example.com'><what/></filter>");
            assertRefused("filters a and b are both for urn:x", Filters.NONE, "<filter id='a' uri='urn:x'><what/></filter>", "<filter id='b' uri='urn:x'><what/></filter>");
        }

        @Test
        void areRefusedWhenTheSecondComesLater() {
            Filters held = held("<filter id='a'><what><include>//pidf:note</include></what></filter>");

            assertRefused("filters a and b are both for sip:presentity@example.com", held, "<filter id='b'><what/></filter>");
            assertEquals(including("//pidf:note"), held.filter(PRESENTITY));
        }
    }

    @Nested
    class Section5_2_2ChangingFilters {

        private final Filters held = held("<filter id='own'><what><include>//pidf:note</include></what></filter>", "<filter id='other' domain='example.com'><what><include>//pidf:contact</include></what></filter>");

        @Test
        void theSameIdReplaces() {
            Filters after = held.refreshed(read(body("<filter id='own'><what><include>//pidf:tuple</include></what></filter>")));

            assertEquals(including("//pidf:tuple"), after.filter(PRESENTITY));
            assertEquals(including("//pidf:contact"), after.filter(PresenceAddress.parse("sip:somebody@example.com")));
        }

        @Test
        void theSameIdMayGoToAnotherResource() {
            Filters after = held.refreshed(read(body("<filter id='own' uri='sip:somebody@example.com'><what/></filter>")));

            assertEquals(including("//pidf:contact"), after.filter(PRESENTITY));
            assertEquals(Filter.NONE, after.filter(PresenceAddress.parse("sip:somebody@example.com")));
        }

        @Test
        void removeRemovesAndSaysNothingOfOneThatIsNotThere() {
            Filters after = held.refreshed(read(body("<filter id='own' remove='true'/>", "<filter id='none' remove='1'><what><include>//pidf:note</include></what></filter>")));

            assertEquals(including("//pidf:contact"), after.filter(PRESENTITY));
            assertEquals(Filters.NONE, after.refreshed(read(body("<filter id='other' remove='true'/>"))));
        }

        @Test
        void oneMayBeRemovedAndAnotherPutInItsPlaceAtOnce() {
            Filters after = held.refreshed(read(body("<filter id='new'><what/></filter>", "<filter id='own' remove='true'/>")));

            assertEquals(Filter.NONE, after.filter(PRESENTITY));
        }

        @Test
        void offIsAsIfItWereNotThereAndOnBringsItBack() {
            Filters off = held.refreshed(read(body("<filter id='own' enabled='false'/>")));

            assertEquals(including("//pidf:contact"), off.filter(PRESENTITY));
            assertEquals(held, off.refreshed(read(body("<filter id='own' enabled='true'/>"))));
            assertEquals(held, off.refreshed(read(body("<filter id='own'/>"))));
        }

        @Test
        void oneMayComeTurnedOff() {
            Filters off = held("<filter id='1' enabled='false'><what><include>//pidf:note</include></what></filter>");

            assertEquals(Filter.NONE, off.filter(PRESENTITY));
            assertEquals(including("//pidf:note"), off.refreshed(read(body("<filter id='1'/>"))).filter(PRESENTITY));
        }

        @Test
        void turningOnWhatIsNotThereChangesNothing() {
            assertRefused("neither what nor trigger in filter new, and there is none to turn on", held, "<filter id='own' remove='true'/>", "<filter id='new' enabled='true'/>");
            assertEquals(including("//pidf:note"), held.filter(PRESENTITY));
        }

        @Test
        void severalTogetherAreBoundAsOneIs() {
            Filters many = held;
            for (int i = 0; i < 14; i++) {
                many = many.refreshed(read(body("<filter id='" + i + "' uri='sip:" + i + "@b'><what/></filter>")));
            }
            assertRefused("more than 16 filters", many, "<filter id='more' uri='sip:more@b'><what/></filter>");

            String includes = IntStream.range(0, 20).mapToObj(i -> "<include>/a" + i + "</include>").collect(Collectors.joining());
            Filters large = held("<filter id='a'><what>" + includes + "</what></filter>", "<filter id='b' uri='sip:b@b'><what>" + includes + "</what></filter>");
            assertRefused("more than 40 selectors", large, "<filter id='c' uri='sip:c@b'><trigger><added>/a</added></trigger></filter>");
        }
    }

    @Nested
    class Section5_3WhatIsStored {

        @Test
        void isReadAgainAsTheSame() {
            Filters held = held("<filter id='&lt;&quot;&amp;&#10;' uri='tel:+1'><what><include type='namespace'>urn:x</include><include>//pidf:tuple[@x:a='\"' or ../@b=1.50 and rpid:class=\" &lt;\"]/@xml:lang</include></what></filter>"
                    .replace("../@b", "*/x:c/@b"),
                    "<filter id='2' domain='Example.com' enabled='false'><trigger><changed from='&#9;a' to=' b '>//@x:c</changed><changed by='0.0000000001' from='1'>/*//x:d</changed><added>//e</added></trigger><trigger><removed>/f</removed></trigger></filter>",
                    "<filter id='3'><what/></filter>");

            assertEquals(held, restored(held.bytes()));
            assertArrayEquals(held.bytes(), restored(held.bytes()).bytes());
        }

        @Test
        void nothingIsStoredOfNone() {
            assertEquals(0, Filters.NONE.bytes().length);
            assertSame(Filters.NONE, restored(new byte[0]));
        }

        @Test
        void isNoLargerThanWhatCanBeRead() {
            String longest = "/*[.=\"" + "&lt;".repeat(1000) + "\"]";
            Filters held = held("<filter id='a'><what><include>" + longest + "</include></what></filter>", "<filter id='b' uri='sip:b@b'><what><include>" + longest + "</include></what></filter>");

            assertEquals(held, restored(held.bytes()));
            assertRefused("more than 16384 bytes of filters", held, "<filter id='c' uri='sip:c@b'><what><include>" + longest + "</include><include>/" + longest + "</include></what></filter>");
        }

        private static Filters restored(byte[] bytes) {
            return Filters.restored(XML, PRESENTITY, bytes);
        }
    }

    @Nested
    class Section5_4AbnormalCases {

        @Test
        void emptyElementsAreAsIfTheyWereNotThere() {
            assertEquals(Filter.NONE, filter(body("<filter id='1'><what/><trigger/></filter>")));
            assertEquals(what("<include>//pidf:note</include>"), filter(body("<filter id='1'><what><include>//pidf:note</include></what><trigger/></filter>")));
        }
    }

    @Nested
    class Section7_1PresenceExamples {

        private static final String IM = "<tuple id=\"432sd\">\n<status>\n<basic>%s</basic>\n</status>\n<rpid:class>IM</rpid:class>\n<contact>im:presentity@example.com</contact>\n</tuple>\n";
        private static final String VOICE = "<tuple id=\"thr76jk\">\n<status>\n<basic>%s</basic>\n</status>\n<rpid:class>voice</rpid:class>\n<contact>tel:2224055555@example.com</contact>\n</tuple>\n";
        private static final String BINDINGS = "<ns-bindings>\n<ns-binding prefix=\"pidf\" urn=\"urn:ietf:params:xml:ns:pidf\"/>\n<ns-binding prefix=\"rpid\"\n urn=\"urn:ietf:params:xml:ns:pidf:rpid\"/>\n</ns-bindings>\n";

        private final ComposedDocument first = pidf(IM.formatted("closed") + VOICE.formatted("open"));

        @Test
        void example7_1_1IsToldOfTheMessagingTuple() {
            String condition = "//pidf:tuple[rpid:class=\"IM\" or rpid:class=\"SMS\"\n or rpid:class=\"MMS\"]";

            assertSameXml(pidf(IM.formatted("closed")), example("<what><include type=\"xpath\">\n" + condition + "/pidf:status/pidf:basic\n</include><include type=\"xpath\">\n"
                    + condition + "/rpid:class\n</include><include type=\"xpath\">\n" + condition + "/pidf:contact\n</include></what>").of(first));
        }

        @Test
        void example7_1_2IsToldOfTheOpenTuple() {
            assertSameXml(pidf(VOICE.formatted("open")), example("<what><include type=\"xpath\">\n//pidf:tuple/pidf:status[pidf:basic=\"open\"]/pidf:basic\n</include>"
                    + "<include type=\"xpath\">\n//pidf:tuple[pidf:status/pidf:basic=\"open\"]/rpid:class\n</include><include type=\"xpath\">\n"
                    + "//pidf:tuple[pidf:status/pidf:basic=\"open\"]/pidf:contact\n</include></what>").of(first));
        }

        @Test
        void example7_1_3IsToldWhenAStatusBecomesOpen() {
            Filter filter = example("<trigger><changed from=\"closed\" to=\"open\">\n/pidf:presence/pidf:tuple/pidf:status/pidf:basic\n</changed></trigger>");
            ComposedDocument second = pidf(IM.formatted("closed") + VOICE.formatted("closed"));
            ComposedDocument third = pidf(IM.formatted("open") + VOICE.formatted("closed"));

            assertFalse(filter.triggers().fire(first, second));
            assertTrue(filter.triggers().fire(first, third), "the first is what the watcher was told last");
            assertSame(third, filter.of(third), "the body that the example prints has the two statuses the other way round");
        }

        private static Filter example(String content) {
            return filter("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<filter-set xmlns=\"urn:ietf:params:xml:ns:simple-filter\">\n" + BINDINGS
                    + "<filter id=\"123\" uri=\"sip:presentity@example.com\">\n" + content + "</filter></filter-set>");
        }

        private static ComposedDocument pidf(String tuples) {
            return composed("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<presence xmlns=\"urn:ietf:params:xml:ns:pidf\"\n xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\"\n"
                    + " entity=\"sip:presentity@example.com\">\n" + tuples + "</presence>");
        }
    }

    /** The package is not served with filters, so these look at what the selectors and triggers make of such documents, and no further. */
    @Nested
    class Section7_2WatcherInformationExamples {

        private static final String BINDING = "<ns-bindings><ns-binding prefix=\"wi\"\n urn=\"urn:ietf:params:xml:ns:watcherinfo\"/></ns-bindings>";
        private static final String LIST = "/wi:watcherinfo/wi:watcher-list[@package=\"presence\"]/\n";

        private final Document document = winfo("pending", "subscribe");

        @Test
        void example7_2_1SelectsActiveWatchers() {
            assertEquals(List.of("sip:watcherA@example.com", "sip:watcherD@example.com"), watchers(filter(body("<what><include>\n" + LIST + "wi:watcher[@status=\"active\"]\n</include></what>"))));
        }

        @Test
        void example7_2_2SelectsThoseWhoHaveBeenThereForLong() {
            assertEquals(List.of("sip:watcherA@example.com", "sip:watcherB@example.com"), watchers(filter(body("<what><include>\n" + LIST + "wi:watcher[@duration-subscribed>500]\n</include></what>"))));
        }

        @Test
        void example7_2_3IsInANamespaceThatThereIsNot() {
            String body = body("<what><include>\n" + LIST + "wi:watcher[@status=\"terminated\" and @event=\"rejected\"]\n</include></what>"
                    + "<trigger><changed from=\"pending\"\n  to=\"terminated\">\n//@status\n</changed></trigger>");
            Filter filter = filter(body);

            assertThrows(FilterException.class, () -> read(body.replace("simple-filter", "simple-winfo-filter")));
            assertTrue(filter.triggers().fire(document, winfo("terminated", "rejected")), "all watchers of the example have the same id");
            assertFalse(filter.triggers().fire(document, winfo("active", "approved")));
            assertEquals(List.of("sip:watcherC@example.com"), watchers(filter));
        }

        private static String body(String content) {
            return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<filter-set xmlns=\"urn:ietf:params:xml:ns:simple-filter\">" + BINDING
                    + "<filter id=\"123\" uri=\"sip:presentity@example.com\">" + content + "</filter></filter-set>";
        }

        private List<String> watchers(Filter filter) {
            return filter.what().selectors().flatMap(selector -> selector.select(document, new Effort()).stream()).map(node -> ((Element) node).getTextContent()).toList();
        }

        private static Document winfo(String statusOfB, String eventOfB) {
            return XML.parse(("<?xml version=\"1.0\"?><watcherinfo xmlns=\"urn:ietf:params:xml:ns:watcherinfo\" version=\"0\" state=\"full\">"
                    + "<watcher-list resource=\"sip:presentity@example.com\" package=\"presence\">" + watcher("active", 509, "approved", "A") + watcher(statusOfB, 501, eventOfB, "B")
                    + watcher("terminated", 500, "rejected", "C") + watcher("active", 20, "approved", "D") + "</watcher-list></watcherinfo>").getBytes(UTF_8));
        }

        private static String watcher(String status, int duration, String event, String name) {
            return "<watcher status=\"" + status + "\" id=\"sr8fdsj\" duration-subscribed=\"" + duration + "\" expiration=\"20\" event=\"" + event + "\">sip:watcher" + name + "@example.com</watcher>";
        }
    }

    @Test
    void theOtherFormatIsFilteredAlike() {
        ComposedDocument cpim = composed(PidfFormat.CPIM_PIDF, ("<presence xmlns='urn:ietf:params:xml:ns:cpim-pidf' entity='sip:presentity@example.com'>"
                + "<tuple id='1'><status><basic>open</basic></status><note>n</note></tuple></presence>").getBytes(UTF_8));

        String left = new String(including("//pidf:basic").of(cpim).bytes(PidfFormat.CPIM_PIDF), UTF_8);
        assertEquals(CanonicalXml.of("<presence xmlns='urn:ietf:params:xml:ns:cpim-pidf' entity='sip:presentity@example.com'><tuple id='1'><status><basic>open</basic></status></tuple></presence>".getBytes(UTF_8)),
                CanonicalXml.of(left.getBytes(UTF_8)));
    }

    private static Filters held(String... filters) {
        return Filters.NONE.refreshed(read(body(filters)));
    }

    private static void assertRefused(String reason, Filters held, String... filters) {
        assertEquals(reason, assertThrows(FilterException.class, () -> held.refreshed(read(body(filters)))).getMessage());
    }

    private static void assertSameXml(ComposedDocument expected, ComposedDocument actual) {
        assertEquals(CanonicalXml.of(text(expected).getBytes(UTF_8)), CanonicalXml.of(text(actual).getBytes(UTF_8)));
    }
}
