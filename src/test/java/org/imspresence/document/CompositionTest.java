package org.imspresence.document;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.document.Documents.SOMEONE;
import static org.imspresence.document.Documents.XML;
import static org.imspresence.document.Documents.merge;
import static org.imspresence.document.Documents.parse;
import static org.imspresence.document.Documents.presence;
import static org.imspresence.document.Documents.root;
import static org.imspresence.document.Documents.source;
import static org.imspresence.document.Documents.text;
import static org.imspresence.document.Documents.tuple;
import static org.imspresence.document.Documents.written;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imspresence.document.Composition.Source;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Element;

class CompositionTest {

    private static final String EMPTY =
            written("<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='sip:someone@example.com'/>");
    private static final String HEAD = "<presence xmlns='urn:ietf:params:xml:ns:pidf'"
            + " xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model' xmlns:rpid='urn:ietf:params:xml:ns:pidf:rpid'"
            + " entity='sip:someone@example.com'>";

    @Nested
    class WithOneSource {

        @Test
        void theBytesPassThroughUnchanged() {
            byte[] bytes = ("<!-- mine --><presence  entity='pres:someone@EXAMPLE.com'\n"
                    + "xmlns='urn:ietf:params:xml:ns:pidf'><note >hi</note></presence>\n").getBytes(UTF_8);
            PresenceDocument document = PresenceDocument.parse(XML, PidfFormat.PIDF, bytes);

            assertSame(bytes, merge(new Source(document, 1, "a")).bytes(PidfFormat.PIDF));
        }

        @Test
        void severalPersonsBecomeOne() {
            assertEquals(merged("<dm:person id='p1'><rpid:mood><rpid:sad/></rpid:mood><rpid:sphere>home</rpid:sphere>"
                    + "</dm:person>"),
                    text(merge(source(1, "a", presence("<dm:person id='p1'><rpid:mood><rpid:happy/></rpid:mood>"
                            + "<rpid:sphere>home</rpid:sphere></dm:person>"
                            + "<dm:person id='p2'><rpid:mood><rpid:sad/></rpid:mood></dm:person>")))));
        }

        @Test
        void idsThatClashAcrossKindsAreMadeUnique() {
            assertEquals(merged(tuple("x", "open", "sip:a@b") + "<dm:person id='x.a'/>"),
                    text(merge(source(1, "a", presence("<dm:person id='x'/>" + tuple("x", "open", "sip:a@b"))))));
        }

        @Test
        void anEntityThatDenotesAnotherIsReplaced() {
            assertEquals(EMPTY, text(merge(source(1, "a",
                    "<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='sip:other@example.com'/>"))));
        }

        @Test
        void anotherEncodingBecomesUtf8() {
            byte[] bytes = presence("<note>gr\u00fcn</note>").getBytes(UTF_16);
            PresenceDocument document = PresenceDocument.parse(XML, PidfFormat.PIDF, bytes);

            assertEquals(merged("<note>gr\u00fcn</note>"), text(merge(new Source(document, 1, "a"))));
        }
    }

    @Nested
    class WithoutSources {

        @Test
        void theDocumentIsEmpty() {
            assertEquals(EMPTY, text(merge()));
        }

        @Test
        void theHardStateHolds() {
            PresenceDocument hardState = parse(presence(tuple("hard", "closed", "sip:a@b")));
            for (CompositionPolicy policy : CompositionPolicy.values()) {
                assertSame(hardState.bytes(), compose(policy, Optional.of(hardState)).bytes(PidfFormat.PIDF));
            }
        }
    }

    @Nested
    class Tuples {

        @Test
        void ofSeveralPublicationsStandSideBySide() {
            assertEquals(merged(tuple("t1", "open", "sip:a@b") + tuple("t2", "closed", "sip:a@b")),
                    text(merge(source(2, "a", presence(tuple("t1", "open", "sip:a@b"))),
                            source(1, "b", presence(tuple("t2", "closed", "sip:a@b"))))));
        }

        @Test
        void ofOneServiceAreReplacedByTheNewest() {
            Source older = source(1, "b", presence(tuple("t", "open", "sip:a@b")));
            Source newer = source(2, "a", presence(tuple("t", "closed", "sip:a@b")));

            assertEquals(merged(tuple("t", "closed", "sip:a@b")), text(merge(older, newer)));
        }

        @Test
        void withOneIdForSeveralServicesGetIdsOfTheirOwn() {
            Source one = source(1, "p/1", presence(tuple("t", "open", "sip:a@b")));
            Source two = source(2, "p/2", presence(tuple("t", "open", "sip:c@d")));

            assertEquals(merged(tuple("t", "open", "sip:a@b") + tuple("t.p_2", "open", "sip:c@d")), text(merge(one, two)));
        }

        @Test
        void keepTheirIdsWhenAPublicationIsModified() {
            String one = presence(tuple("t", "open", "sip:a@b"));
            String two = presence(tuple("t", "open", "sip:c@d"));

            assertEquals(text(merge(source(1, "p1", one), source(2, "p2", two))),
                    text(merge(source(3, "p1", one), source(2, "p2", two))));
        }

        @Test
        void keepTheirIdsWhenATenthPublicationComes() {
            Source second = source(2, "p2", presence(tuple("t", "open", "sip:a@b")));
            Source tenth = source(10, "p10", presence(tuple("t", "open", "sip:c@d")));

            assertEquals(merged(tuple("t", "open", "sip:a@b") + tuple("t.p10", "open", "sip:c@d")), text(merge(second, tenth)));
        }

        @Test
        void ofOneServiceBecomeOneThatLosesNothing() {
            Source older = source(1, "a", presence("<tuple id='t'><status><basic>open</basic><x:busy xmlns:x='u:x'/></status>"
                    + "<rpid:class>old</rpid:class><rpid:sphere>home</rpid:sphere><contact priority='0.1'>sip:a@b</contact><note>one</note></tuple>"));
            Source newer = source(2, "b", presence("<tuple id='t'><status><basic>closed</basic></status><rpid:class>new</rpid:class>"
                    + "<contact priority='0.2'> sip:a@b </contact><note>two</note><timestamp>2006-05-30T16:09:44Z</timestamp></tuple>"));

            assertEquals(merged("<tuple id='t'><status><basic>closed</basic><x:busy xmlns:x='u:x'/></status><rpid:class>new</rpid:class>"
                    + "<rpid:sphere>home</rpid:sphere><contact priority='0.2'> sip:a@b </contact><note>one</note><note>two</note>"
                    + "<timestamp>2006-05-30T16:09:44Z</timestamp></tuple>"), text(merge(older, newer)));
        }

        @Test
        void thatSayTheSameStayAsTheyAre() {
            String tuple = "<tuple id='t'> <!-- mine --><status/></tuple>";

            assertEquals(merged(tuple), text(merge(source(1, "a", presence(tuple)), source(2, "b", presence("<tuple id='t'> <status/></tuple>")))));
        }

        @Test
        void ofThreePublicationsFollowTheNewestEvenIfItRepeatsTheOldest() {
            assertEquals(merged(tuple("t", "open", "sip:a@b")), text(merge(source(1, "a", presence(tuple("t", "open", "sip:a@b"))),
                    source(2, "b", presence(tuple("t", "closed", "sip:a@b"))), source(3, "c", presence(tuple("t", "open", "sip:a@b"))))));
        }

        @Test
        void ofOneOmaServiceInOneVersionAreOneServiceWhateverItsDescription() {
            String tuple = "<tuple id='t'><status/><o:service-description xmlns:o='urn:oma:xml:prs:pidf:oma-pres'><o:service-id>im</o:service-id>"
                    + "<o:version>%s</o:version><o:description>%s</o:description></o:service-description></tuple>";
            String first = presence(tuple.formatted("1.0", "Talk"));

            assertEquals(1, tuples(merge(source(1, "a", first), source(2, "b", presence(tuple.formatted("1.0", "Reden"))))));
            assertEquals(2, tuples(merge(source(1, "a", first), source(2, "b", presence(tuple.formatted("2.0", "Talk"))))));
        }

        private static int tuples(ComposedDocument document) {
            return Dom.children(root(document), Namespaces.PIDF, "tuple").size();
        }

        @Test
        void doNotGetAnIdThatAnotherAlreadyHas() {
            assertEquals(merged(tuple("t", "open", "sip:1@b") + tuple("t.b", "open", "sip:2@b")
                    + tuple("t.b.2", "open", "sip:3@b")),
                    text(merge(source(1, "a", presence(tuple("t", "open", "sip:1@b") + tuple("t.b", "open", "sip:2@b"))),
                            source(2, "b", presence(tuple("t", "open", "sip:3@b"))))));
        }

        @Test
        void ofSeveralDevicesAreSeveralServices() {
            String onDevice = "<tuple id='t'><status/><dm:deviceID>urn:x:%s</dm:deviceID></tuple>";

            Element root = root(merge(source(1, "a", presence(onDevice.formatted("1"))),
                    source(2, "b", presence(onDevice.formatted("2")))));

            assertEquals(2, Dom.children(root, Namespaces.PIDF, "tuple").size());
        }
    }

    @Nested
    class Persons {

        @Test
        void becomeOneInWhichTheNewestWinsAndWhatOnlyOlderOnesSayIsKept() {
            Source older = source(1, "a", presence("<dm:person id='p'><rpid:activities><rpid:away/></rpid:activities>"
                    + "<rpid:mood><rpid:happy/></rpid:mood><dm:note>Tokyo</dm:note>"
                    + "<dm:timestamp>2006-05-30T16:09:44Z</dm:timestamp></dm:person>"));
            Source newer = source(2, "b", presence("<dm:person id='q'><rpid:activities from='2006-01-01T00:00:00Z'><rpid:meal/>"
                    + "</rpid:activities><rpid:activities><rpid:meeting/></rpid:activities>"
                    + "<rpid:place-type>hotel</rpid:place-type><dm:note>Kyoto</dm:note>"
                    + "<dm:timestamp>2006-05-30T17:00:00Z</dm:timestamp></dm:person>"));

            assertEquals(merged("<dm:person id='p'><rpid:activities from='2006-01-01T00:00:00Z'><rpid:meal/></rpid:activities>"
                    + "<rpid:activities><rpid:meeting/></rpid:activities><rpid:mood><rpid:happy/></rpid:mood>"
                    + "<rpid:place-type>hotel</rpid:place-type><dm:note>Tokyo</dm:note><dm:note>Kyoto</dm:note>"
                    + "<dm:timestamp>2006-05-30T17:00:00Z</dm:timestamp></dm:person>"), text(merge(older, newer)));
        }

        @Test
        void keepUnknownElementsAndAttributes() {
            Source one = source(1, "a",
                    presence("<dm:person id='p' xmlns:x='u:x' x:shoe='42'><x:hat>green</x:hat></dm:person>"));
            Source two = source(2, "b", presence("<dm:person id='p' hair='long'/>"));

            assertEquals(merged("<dm:person xmlns:x='u:x' hair='long' id='p' x:shoe='42'><x:hat xmlns:x='u:x'>green</x:hat>"
                    + "</dm:person>"), text(merge(one, two)));
        }

        @Test
        void haveUniqueIdsInside() {
            Source one = source(1, "a", presence("<dm:person id='p'><rpid:mood id='m'/></dm:person>"));
            Source two = source(2, "b", presence("<dm:person id='p'><rpid:sphere id='m'/></dm:person>"));

            assertEquals(merged("<dm:person id='p'><rpid:mood id='m'/><rpid:sphere id='m.b'/></dm:person>"),
                    text(merge(one, two)));
        }
    }

    @Nested
    class Devices {

        @Test
        void withOneDeviceIdBecomeOne() {
            Source older = source(1, "a", presence("<dm:device id='d1'><rpid:user-input>idle</rpid:user-input>"
                    + "<dm:deviceID>urn:x:1</dm:deviceID><dm:note>pc</dm:note></dm:device>"));
            Source newer = source(2, "b", presence("<dm:device id='d2'><rpid:user-input>active</rpid:user-input>"
                    + "<rpid:class>x</rpid:class><dm:deviceID> urn:x:1 </dm:deviceID><dm:note>pc</dm:note></dm:device>"));

            assertEquals(merged("<dm:device id='d1'><rpid:user-input>active</rpid:user-input><rpid:class>x</rpid:class>"
                    + "<dm:deviceID> urn:x:1 </dm:deviceID><dm:note>pc</dm:note></dm:device>"), text(merge(older, newer)));
        }

        @Test
        void withSeveralDeviceIdsStandSideBySideUnderUniqueIds() {
            String device = "<dm:device id='d'><dm:deviceID>urn:x:%s</dm:deviceID></dm:device>";

            assertEquals(merged(device.formatted("1") + device.formatted("2").replace("'d'", "'d.b'")),
                    text(merge(source(1, "a", presence(device.formatted("1"))),
                            source(2, "b", presence(device.formatted("2"))))));
        }
    }

    @Nested
    class TheHardState {

        private final Source published = source(1, "z", presence(tuple("t", "open", "sip:a@b")
                + "<dm:person id='p'><rpid:mood><rpid:happy/></rpid:mood></dm:person>"));
        private final Optional<PresenceDocument> hardState = Optional.of(parse(presence(tuple("t", "closed", "sip:a@b")
                + tuple("mail", "open", "mailto:a@b")
                + "<dm:person id='h'><rpid:mood><rpid:sad/></rpid:mood><rpid:sphere>home</rpid:sphere></dm:person>")));

        @Test
        void isTheBaseThatPublishedStateOverrides() {
            assertEquals(merged(tuple("t", "open", "sip:a@b") + tuple("mail", "open", "mailto:a@b")
                    + "<dm:person id='p'><rpid:mood><rpid:happy/></rpid:mood><rpid:sphere>home</rpid:sphere></dm:person>"),
                    text(compose(CompositionPolicy.MERGE, hardState, published)));
        }

        @Test
        void neverTakesAnIdFromPublishedState() {
            Optional<PresenceDocument> other = Optional.of(parse(presence(tuple("t", "closed", "sip:c@d"))));

            assertTrue(text(compose(CompositionPolicy.MERGE, other, published)).contains("<tuple id=\"t.hard-state\">"));
        }

        @Test
        void doesNotCountBesideTheNewestAlone() {
            assertSame(published.document().bytes(),
                    compose(CompositionPolicy.NEWEST_ONLY, hardState, published).bytes(PidfFormat.PIDF));
        }
    }

    @Test
    void underNewestOnlyTheNewestPublicationIsTheState() {
        Source older = source(1, "b", presence("<note>1</note>"));
        Source newer = source(2, "a", presence("<note>2</note>"));

        assertSame(newer.document().bytes(),
                compose(CompositionPolicy.NEWEST_ONLY, Optional.empty(), older, newer).bytes(PidfFormat.PIDF));
    }

    @Test
    void theOrderInWhichSourcesAreListedMakesNoDifference() {
        Source a = source(7, "a", presence(tuple("t", "open", "sip:1@b") + "<note>a</note><dm:person id='p'/>"));
        Source b = source(7, "b", presence(tuple("t", "open", "sip:2@b") + "<note>b</note><dm:person id='q'/>"));
        Source c = source(9, "c", presence(tuple("t", "open", "sip:1@b") + "<note>a</note>"));

        ComposedDocument expected = merge(a, b, c);
        for (List<Source> order : List.of(List.of(c, b, a), List.of(b, a, c), List.of(c, a, b))) {
            assertArrayEquals(expected.bytes(PidfFormat.PIDF), merge(order.toArray(Source[]::new)).bytes(PidfFormat.PIDF));
        }
    }

    @Test
    void composingWhatWasComposedChangesNothing() {
        ComposedDocument once = merge(
                source(1, "a", presence(tuple("t", "open", "sip:1@b") + "<note>a</note><x:y xmlns:x='u:x'/>")),
                source(2, "b", presence(tuple("t", "open", "sip:2@b") + "<dm:person id='t'><rpid:mood id='t'/></dm:person>")));

        assertTrue(once.sameStateAs(merge(source(1, "a", text(once)))));
        assertTrue(once.sameStateAs(merge(source(1, "a", text(once)), source(2, "b", text(once)))));
    }

    @Test
    void notesAndUnknownElementsAreKeptOnce() {
        String shared = "<note xml:lang='en'>same</note><x:y xmlns:x='u:x'>same</x:y>";

        String withAnotherPrefix = shared.replace("x:", "z:").replace(":x=", ":z=");

        assertEquals(merged("<note xml:lang='en'>same</note><note>b</note><x:y xmlns:x='u:x'>same</x:y><y xmlns='u:x'>b</y>"),
                text(merge(source(1, "a", presence(shared)),
                        source(2, "b", presence("<note>b</note><y xmlns='u:x'>b</y>" + withAnotherPrefix)))));
    }

    @Test
    void aPrefixGoesOnMeaningWhatItMeantInItsPublication() {
        String document = "<p:presence xmlns:p='urn:ietf:params:xml:ns:pidf' xmlns:x='u:%s' entity='sip:someone@example.com'>"
                + "<x:y type='x:t'>x:z</x:y><plain/></p:presence>";

        assertEquals(written("<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:p='urn:ietf:params:xml:ns:pidf' xmlns:x='u:1'"
                + " entity='sip:someone@example.com'><x:y xmlns='' type='x:t'>x:z</x:y><plain xmlns=''/>"
                + "<x:y xmlns='' xmlns:x='u:2' type='x:t'>x:z</x:y></presence>"),
                text(merge(source(1, "a", document.formatted("1")), source(2, "b", document.formatted("2")))));
    }

    @Test
    void theLanguageOfADocumentGoesAlongWithWhatIsInIt() {
        String document = "<presence xmlns='urn:ietf:params:xml:ns:pidf' xml:lang='%s' entity='sip:someone@example.com'>"
                + "<note>Nation</note></presence>";

        assertEquals(written("<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='sip:someone@example.com'>"
                + "<note xml:lang='de'>Nation</note><note xml:lang='fr'>Nation</note></presence>"),
                text(merge(source(1, "a", document.formatted("de")), source(2, "b", document.formatted("fr")))));
    }

    @Test
    void theEntityStaysAsPublishedWhenAllAgree() {
        String pres = "<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='pres:someone@example.com'/>";

        assertEquals("pres:someone@example.com", root(merge(source(1, "a", pres), source(2, "b", pres))).getAttribute("entity"));
        assertEquals("sip:someone@example.com",
                root(merge(source(1, "a", pres), source(2, "b", presence("")))).getAttribute("entity"));
    }

    @Test
    void aPrefixInTextIsPartOfWhatIsSaid() {
        String document = "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:x='u:%s' xmlns:y='u:y' entity='sip:someone@example.com'>"
                + "<y:type>x:t</y:type><y:plain>t</y:plain></presence>";

        assertEquals(written("<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:x='u:1' xmlns:y='u:y' entity='sip:someone@example.com'>"
                + "<y:type>x:t</y:type><y:plain>t</y:plain><y:type xmlns:x='u:2'>x:t</y:type></presence>"),
                text(merge(source(1, "a", document.formatted("1")), source(2, "b", document.formatted("2")))));
    }

    @Test
    void aPrefixInAnAttributeOfAPersonGoesAlong() {
        String person = "<dm:person id='p' xmlns:x='u:x' type='x:t'/>";

        assertEquals(merged("<dm:person xmlns:x='u:x' id='p' type='x:t'/>"), text(merge(source(1, "a", presence(person)), source(2, "b", presence("")))));
    }

    @Test
    void onlyTheDeclarationsThatAreMentionedGoAlong() {
        String document = "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:x='u:%1$s' xmlns:y='u:y%1$s' entity='sip:someone@example.com'>"
                + "<note>%1$s</note><x:a>y</x:a></presence>";

        assertEquals(written("<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:x='u:1' xmlns:y='u:y1' entity='sip:someone@example.com'>"
                + "<note>1</note><note>2</note><x:a>y</x:a><x:a xmlns:x='u:2' xmlns:y='u:y2'>y</x:a></presence>"),
                text(merge(source(1, "a", document.formatted("1")), source(2, "b", document.formatted("2")))));
    }

    @Test
    void anXmlIdIsNotInheritedAndStaysUnique() {
        String document = presence("<dm:person id='p'><rpid:mood/></dm:person><x:y xmlns:x='u:x' xml:id='z'>%s</x:y>").replace(" entity", " xml:id='root' entity");

        assertEquals(written(HEAD.replace(">", " xml:id='root'>") + "<dm:person id='p'><rpid:mood/></dm:person><x:y xmlns:x='u:x' xml:id='z'>1</x:y>"
                + "<x:y xmlns:x='u:x' xml:id='z.b'>2</x:y></presence>"),
                text(merge(source(1, "a", document.formatted(1)), source(2, "b", document.formatted(2)))));
    }

    @Test
    void aRelativeBaseGoesOnMeaningTheSamePlace() {
        String one = presence("<x:y xmlns:x='u:x' xml:base='sub/'>i.png</x:y><x:y xmlns:x='u:x'>i.png</x:y>").replace(" entity", " xml:base='http://a.example/b/' entity");

        assertEquals(merged("<x:y xmlns:x='u:x' xml:base='http://a.example/b/sub/'>i.png</x:y><x:y xmlns:x='u:x' xml:base='http://a.example/b/'>i.png</x:y>"),
                text(merge(source(1, "a", one), source(2, "b", presence("")))));
    }

    @Test
    @Timeout(20)
    void thousandsOfEqualIdsCostNoMoreThanAsManyDifferentOnes() {
        String moods = "<rpid:mood id='m'/>".repeat(3_000);

        ComposedDocument merged = merge(source(1, "a", presence("<dm:person id='p'>" + moods + "</dm:person>")));

        assertTrue(Ids.areUnique(root(merged)));
        assertTrue(merged.bytes(PidfFormat.PIDF).length < 2 * XmlLimits.DEFAULT.maxBytes(), () -> merged.bytes(PidfFormat.PIDF).length + " bytes");
    }

    @Test
    void whatWouldBeLargerThanTheLimitIsNotComposed() {
        String document = "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:x='urn:%s' entity='sip:someone@example.com'>%s</presence>";
        Source one = source(1, "a", document.formatted("1", ""));
        // Each element has to declare its prefix anew: 20 KB become 3 MB.
        Source two = source(2, "b", document.formatted("2".repeat(990), IntStream.range(0, 3_000).mapToObj(i -> "<x:" + (char) ('a' + i % 26) + i + "/>")
                .collect(Collectors.joining())));

        DocumentException refusal = assertThrows(DocumentException.class, () -> new Composition(XML, 1 << 18)
                .compose(SOMEONE, List.of(one, two), CompositionPolicy.MERGE, Optional.empty()));

        assertEquals("the document is larger than 262144 bytes", refusal.getMessage());
    }

    @Test
    void thousandsOfPrefixesCanBeConverted() {
        Source[] sources = IntStream.range(0, 200).mapToObj(i -> source(i + 1, "p" + (i + 1), presence("").replace(" entity",
                IntStream.range(0, 55).mapToObj(j -> " xmlns:x" + i + "-" + j + "='u'").collect(Collectors.joining()) + " entity"))).toArray(Source[]::new);

        assertTrue(merge(sources).bytes(PidfFormat.CPIM_PIDF).length > 11_000);
    }

    @Test
    void twoPublicationsWithOneIdAreRefused() {
        Source source = source(1, "a", presence(""));

        assertThrows(IllegalArgumentException.class, () -> merge(source, source(2, "a", presence("<note>b</note>"))));
    }

    private static ComposedDocument compose(CompositionPolicy policy, Optional<PresenceDocument> hardState, Source... published) {
        return new Composition(XML).compose(SOMEONE, List.of(published), policy, hardState);
    }

    private static String merged(String content) {
        return written(HEAD + content + "</presence>");
    }
}
