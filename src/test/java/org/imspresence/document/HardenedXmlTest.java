package org.imspresence.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;

class HardenedXmlTest {

    private final HardenedXml xml = new HardenedXml(new XmlLimits(2000, 8, 5, 50));

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(" ".repeat(1997) + "<a/>", "the document is larger than 2000 bytes"),
                Arguments.of(nested(9), "elements are nested more than 8 deep (line 1, column 28)"),
                Arguments.of("<r>" + "<a/>".repeat(50) + "</r>", "there are more than 50 elements (line 1, column 204)"),
                Arguments.of(withAttributes(6), "an element has more than 5 attributes (line 1, column 47)"),
                Arguments.of("<a xmlns='u:1' xmlns:b='u:2' c='' d='' e='' f=''/>",
                        "an element has more than 5 attributes (line 1, column 51)"),
                Arguments.of("<a xmlns:b='" + "u".repeat(1001) + "'/>", "a namespace name is longer than 1000 characters (line 1, column 1017)"),
                Arguments.of("<!DOCTYPE a><a/>", "DOCTYPE is disallowed"),
                Arguments.of("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "DOCTYPE is disallowed"),
                Arguments.of("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>", "DOCTYPE is disallowed"),
                Arguments.of("<!DOCTYPE a [<!ENTITY % e SYSTEM 'http://127.0.0.1:1/x'> %e;]><a/>", "DOCTYPE is disallowed"),
                Arguments.of(billionLaughs(), "DOCTYPE is disallowed"),
                Arguments.of("<a>&e;</a>", "entity 'e' was referenced"),
                Arguments.of("<x:a/>", "prefix 'x' for element 'x:a' is not bound. (line 1, column 7)"),
                Arguments.of("<a x:b=''/>", "not bound"),
                Arguments.of("<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>", "'b'"),
                Arguments.of("<:a/>", "a colon is not between prefix and local name in :a"),
                Arguments.of("<a :b=''/>", "a colon is not between prefix and local name in :b"),
                Arguments.of("<a:/>", "not well-formed XML"),
                Arguments.of("<a>\n <b></a>", "end-tag '</b>'. (line 2, column 7)"),
                Arguments.of("<a/><b/>", "not well-formed XML"),
                Arguments.of("", "not well-formed XML"),
                Arguments.of("<a>&#0;</a>", "not well-formed XML"),
                Arguments.of("<a>\u0001</a>", "not well-formed XML"),
                Arguments.of("<?xml version='1.1'?><a>&#1;</a>", "the XML version is not 1.0"),
                Arguments.of("<?xml version='1.0' encoding='x-no-such'?><a/>", "the encoding is unknown"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatIsNotAcceptableIsRefusedWithAReason(String document, String reason) {
        String message = refusal(document.getBytes(UTF_8));

        assertTrue(message.contains(reason), message);
    }

    @Test
    void documentsAtTheLimitsAreAccepted() {
        assertEquals("a", parse(" ".repeat(1996) + "<a/>").getDocumentElement().getTagName());
        assertEquals("a", parse(nested(8)).getDocumentElement().getTagName());
        assertEquals("r", parse("<r>" + "<a/>".repeat(49) + "</r>").getDocumentElement().getTagName());
        assertEquals(5, parse(withAttributes(5)).getDocumentElement().getAttributes().getLength());
    }

    @Test
    void aNameMayBeLongWhereverItStands() {
        HardenedXml roomy = new HardenedXml(XmlLimits.DEFAULT);
        for (int offset = 8192 - 2100; offset < 8192 + 100; offset += 50) {
            String document = " ".repeat(offset) + "<" + "a".repeat(1500) + " xmlns:b='" + "u".repeat(1000) + "'/>";
            assertEquals(1500, roomy.parse(document.getBytes(UTF_8)).getDocumentElement().getTagName().length());
        }
    }

    @Test
    void anInclusionIsAnElementLikeAnyOther() {
        Document document = parse("<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='file:///etc/passwd'/></a>");

        assertEquals("xi:include", document.getDocumentElement().getFirstChild().getNodeName());
    }

    @Test
    void theReasonIsOneLineOfPlainTextHoweverHostileTheDocument() {
        String message = refusal(("<a" + "\u00e4\u2028".repeat(90) + "\r\n\"\\><b></a>").getBytes(UTF_8));
        String nameOfTheDocument = refusal(("<a" + "b".repeat(900) + "></c>").getBytes(UTF_8));

        assertTrue(message.matches("[ -~&&[^\"\\\\]]{1,160}"), message);
        assertTrue(nameOfTheDocument.matches("[ -~&&[^\"\\\\]]{1,160}"), nameOfTheDocument);
        assertTrue(nameOfTheDocument.endsWith("(line 1, column 906)"), nameOfTheDocument);
    }

    @Test
    void theReasonIsEnglishWhereverTheServerRuns() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertTrue(refusalBy(new HardenedXml(XmlLimits.DEFAULT), "<a>".getBytes(UTF_8)).contains("must start and end"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void nothingIsPrintedAboutARefusal() {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, UTF_8));
        try {
            refusal("<a>".getBytes(UTF_8));
        } finally {
            System.setErr(before);
        }
        assertEquals("", printed.toString(UTF_8));
    }

    @Test
    void theEncodingIsThatOfTheBytes() {
        String declaration = "<?xml version='1.0' encoding='%s'?>";

        assertEquals("gr\u00fcn", content("\ufeff<a>gr\u00fcn</a>".getBytes(UTF_8)));
        assertEquals("gr\u00fcn", content("<a>gr\u00fcn</a>".getBytes(UTF_16)));
        assertEquals("gr\u00fcn", content((declaration.formatted("UTF-16") + "<a>gr\u00fcn</a>").getBytes(UTF_16)));
        assertEquals("gr\u00fcn", content((declaration.formatted("ISO-8859-1") + "<a>gr\u00fcn</a>").getBytes(ISO_8859_1)));
    }

    @Test
    void bytesThatDoNotObeyTheirEncodingAreRefused() {
        refusal("<a>gr\u00fcn</a>".getBytes(ISO_8859_1));
        refusal("<?xml version='1.0' encoding='UTF-16'?><a/>".getBytes(UTF_8));
        refusal(new byte[] {(byte) 0xfe, (byte) 0xff, 0, '<', 0, 'a', 0, '/', 0});
        refusal(new byte[] {'<', 'a', '>', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '<', '/', 'a', '>'});
    }

    @Test
    void aRefusalLeavesNothingBehindForTheNextDocument() {
        for (int i = 0; i < 100; i++) {
            refusal("<a xmlns:p='u'><p:b>".getBytes(UTF_8));
            refusal("<p:b/>".getBytes(UTF_8));
            assertEquals("c", content("<a>c</a>".getBytes(UTF_8)));
        }
    }

    @Test
    void parsersThatHaveReadALotAreReplacedWithoutNotice() {
        HardenedXml roomy = new HardenedXml(new XmlLimits(1 << 20, 8, 8, 8));
        byte[] large = ("<a>" + "c".repeat(1 << 19) + "</a>").getBytes(UTF_8);
        for (int i = 0; i < 20; i++) {
            assertEquals(1 << 19, roomy.parse(large).getDocumentElement().getTextContent().length());
        }
    }

    @Test
    void manyThreadsMayParseAtOnce() {
        long good = IntStream.range(0, 2000).parallel()
                .filter(i -> content(("<a>" + i + "</a>").getBytes(UTF_8)).equals(Integer.toString(i)))
                .count();

        assertEquals(2000, good);
    }

    @Test
    void aLimitIsAtLeastOne() {
        assertThrows(IllegalArgumentException.class, () -> new XmlLimits(0, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new XmlLimits(1, 1, 1, -1));
    }

    private Document parse(String document) {
        return xml.parse(document.getBytes(UTF_8));
    }

    private String content(byte[] document) {
        return xml.parse(document).getDocumentElement().getTextContent();
    }

    private String refusal(byte[] document) {
        return refusalBy(xml, document);
    }

    private static String refusalBy(HardenedXml xml, byte[] document) {
        return assertThrows(DocumentException.class, () -> xml.parse(document)).getMessage();
    }

    private static String nested(int depth) {
        return "<a>".repeat(depth) + "</a>".repeat(depth);
    }

    private static String withAttributes(int count) {
        return IntStream.range(0, count).mapToObj(i -> " a" + i + "=''").collect(Collectors.joining("", "<element", "/>"));
    }

    private static String billionLaughs() {
        String entities = IntStream.range(1, 10)
                .mapToObj(i -> "<!ENTITY l" + i + " '" + ("&l" + (i - 1) + ";").repeat(10) + "'>")
                .collect(Collectors.joining());
        return "<!DOCTYPE a [<!ENTITY l0 'ha'>" + entities + "]><a>&l9;</a>";
    }
}
