package org.imspresence.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.imspresence.document.DocumentGenerator;
import org.imspresence.document.DocumentMutator;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.PidfFormat;
import org.imspresence.document.PresenceDocument;
import org.imspresence.document.XmlLimits;
import org.imspresence.publication.ContentDecision;
import org.imspresence.publication.ContentDecision.Accept;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublishDecision.Refuse;
import org.imspresence.publication.PublishRequest;
import org.imspresence.testbed.CanonicalXml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5264: what is stored of a body, and which bodies are refused. */
class PublishedContentTest {

    /** That of the documents in RFC 5264 s6, whose PUBLISH is for somebody else. */
    private static final String PRESENTITY = "sip:someone@example.com";
    private static final String PIDF = "application/pidf+xml";
    private static final String CPIM = "application/cpim-pidf+xml";
    private static final String DIFF = PidfDiff.CONTENT_TYPE;
    private static final Duration BOUND = Duration.ofSeconds(15);

    private final HardenedXml xml = new HardenedXml(XmlLimits.DEFAULT);
    private final PublishedContent content = new PublishedContent(xml, new ReadDocuments());

    private static byte[] example(String name) {
        try (InputStream in = PublishedContentTest.class.getResourceAsStream("/partial/" + name + ".xml")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] presence(String tuples) {
        return ("<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='" + PRESENTITY + "'>" + tuples + "</presence>").getBytes(UTF_8);
    }

    private static String tuple(String id, String note) {
        return "<tuple id='" + id + "'><status><basic>open</basic></status><note>" + note + "</note></tuple>";
    }

    private static byte[] changes(String operations) {
        return changes("", operations);
    }

    private static byte[] changes(String attributes, String operations) {
        return ("<p:pidf-diff xmlns='urn:ietf:params:xml:ns:pidf' xmlns:p='urn:ietf:params:xml:ns:pidf-diff' " + attributes + ">" + operations + "</p:pidf-diff>").getBytes(UTF_8);
    }

    private static Optional<Publication> stored(String contentType, byte[] body) {
        return Optional.of(new Publication(PresencePackage.NAME, "p", "tag", contentType, body, Long.MAX_VALUE, 1, false, List.of()));
    }

    private ContentDecision decide(String contentType, byte[] body, Optional<Publication> modified) {
        return content.of(new PublishRequest(PRESENTITY, PresencePackage.NAME, modified.map(Publication::entityTag).orElse(""), 600, contentType, "", body, "t"), modified);
    }

    private Accept accepted(String contentType, byte[] body, Optional<Publication> modified) {
        ContentDecision decision = decide(contentType, body, modified);
        return assertInstanceOf(Accept.class, decision, decision::toString);
    }

    private void assertRefused(int status, String reason, ContentDecision decision) {
        Refuse refuse = assertInstanceOf(Refuse.class, decision);
        assertEquals(status, refuse.status(), refuse.reason());
        assertTrue(refuse.reason().contains(reason), refuse.reason());
    }

    // ---- What is stored ------------------------------------------------------------------------------------------------------------------

    /** M1 and M3. */
    @Test
    void rfc5264s6sPublicationIsStoredWholeAndThenPatched() {
        Accept first = accepted(DIFF, example("rfc5264-m1"), Optional.empty());
        Accept second = accepted(DIFF, example("rfc5264-m3"), stored(first.contentType(), first.body()));

        assertEquals(PIDF, first.contentType());
        assertEquals(PIDF, second.contentType());
        String wanted = new String(first.body(), UTF_8)
                .replace("<basic>closed</basic>", "<basic>open</basic>")
                .replace("<r:busy/>", "")
                .replace("priority=\"1.0\"", "priority=\"0.7\"")
                .replace("<note xml:lang=\"en\">Full", "<tuple id='ert4773'><status><basic>open</basic></status><contact priority='0.4'>mailto:pep@example.com</contact><note xml:lang='en'>"
                        + "This is a new tuple inserted between the last tuple and note element</note></tuple><note xml:lang=\"en\">Full");
        assertEquals(comparable(wanted.getBytes(UTF_8)), comparable(second.body()));
    }

    private static String comparable(byte[] document) {
        return CanonicalXml.of(document).replaceAll("[ \n]+", " ");
    }

    /** s6, the second PUBLISH once more under the entity tag of the first one's result: the activity has gone. */
    @Test
    void changesAreNotMadeToADocumentThatTheyAreNotFor() {
        Accept first = accepted(DIFF, example("rfc5264-m1"), Optional.empty());
        Accept second = accepted(DIFF, example("rfc5264-m3"), stored(PIDF, first.body()));

        assertRefused(400, "finds nothing in the document (remove */r:person/r:status/r:activities/r:busy)", decide(DIFF, example("rfc5264-m3"), stored(PIDF, second.body())));
    }

    @ParameterizedTest
    @ValueSource(strings = {PIDF, CPIM, "application/PIDF+xml;charset=utf-8"})
    void aWholeDocumentIsStoredAsItIs(String contentType) {
        byte[] document = contentType.equals(CPIM) ? new String(presence(""), UTF_8).replace("ns:pidf", "ns:cpim-pidf").getBytes(UTF_8) : presence("");

        Accept accepted = accepted(contentType, document, Optional.empty());

        assertEquals(contentType, accepted.contentType());
        assertArrayEquals(document, accepted.body());
    }

    /** s4.3.2 asks for a stored document, and not by which type it came. */
    @ParameterizedTest
    @ValueSource(strings = {PIDF, "application/pidf+xml;charset=utf-8", "APPLICATION/pidf+xml"})
    void changesApplyToADocumentThatWasPublishedAsItIs(String type) {
        Accept accepted = accepted("Application/PIDF-DIFF+xml; charset=\"utf-8\"", changes("<p:replace sel='*/tuple/status/basic/text()'>closed</p:replace>"), stored(type, presence(tuple("1", "n"))));

        assertEquals(Optional.of("closed"), PresenceDocument.parse(xml, PidfFormat.PIDF, accepted.body()).tuples().get(0).basic());
    }

    /** s3.2, s4.3.1. */
    @ParameterizedTest
    @ValueSource(strings = {PIDF, CPIM})
    void aFullDocumentReplacesWhateverIsStored(String type) {
        Accept accepted = accepted(DIFF, example("rfc5264-m1"), stored(type, "anything".getBytes(UTF_8)));

        assertEquals(3, PresenceDocument.parse(xml, PidfFormat.PIDF, accepted.body()).tuples().size());
    }

    /** s3.2: entity tags alone say what comes after what. */
    @ParameterizedTest
    @ValueSource(strings = {"", "version='0'", "version='7'", "entity='pres:someone@example.com'", "entity='sip:someone@EXAMPLE.com'"})
    void aVersionCountsForNothingAndAnEntityMayBeInAnyFormOrMissing(String attributes) {
        accepted(DIFF, changes(attributes, "<p:remove sel='*/tuple'/>"), stored(PIDF, presence(tuple("1", "n"))));
    }

    @Test
    void noChangesAreNoError() {
        Accept accepted = accepted(DIFF, changes(""), stored(PIDF, presence(tuple("1", "n"))));

        assertEquals(CanonicalXml.of(presence(tuple("1", "n"))), CanonicalXml.of(accepted.body()));
    }

    // ---- What is refused -----------------------------------------------------------------------------------------------------------------

    /** s4.3.2. */
    @Test
    void changesWithoutWhatTheyChangeAreRefused() {
        assertRefused(400, "Invalid Partial Publication", decide(DIFF, example("rfc5264-m3"), Optional.empty()));
    }

    @Test
    void changesToADocumentOfAnotherFormatAreRefused() {
        assertRefused(400, "is not application/pidf+xml", decide(DIFF, changes(""), stored(CPIM, new String(presence(""), UTF_8).replace("ns:pidf", "ns:cpim-pidf").getBytes(UTF_8))));
    }

    @Test
    void whoeverElseTheyAreAboutIsRefused() {
        Optional<Publication> stored = stored(PIDF, presence(tuple("1", "n")));

        assertRefused(400, "another presentity", decide(DIFF, changes("entity='sip:mallory@example.com'", ""), stored));
        assertRefused(400, "another presentity", decide(DIFF, changes("entity=''", ""), stored));
        assertRefused(400, "another presentity", decide(DIFF, changes("<p:replace sel='*/@entity'>sip:mallory@example.com</p:replace>"), stored));
        assertRefused(400, "another presentity", decide(DIFF, new String(example("rfc5264-m1"), UTF_8).replace("someone", "mallory").getBytes(UTF_8), Optional.empty()));
        assertRefused(400, "no entity", decide(DIFF, new String(example("rfc5264-m1"), UTF_8).replace("entity=", "identity=").getBytes(UTF_8), Optional.empty()));
        assertRefused(400, "no entity", decide(DIFF, changes("<p:remove sel='*/@entity'/>"), stored));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "<p:remove sel='*/tuple[@id=\"9\"]'/>|the selector finds nothing in the document (remove */tuple[@id='9'])",
        "<p:remove sel='*/tuple'/>|the selector finds 2 nodes in the document (remove */tuple)",
        "<p:remove sel='*'/>|the root element cannot be removed (remove *)",
        "<p:remove sel='*/x:tuple'/>|the prefix x is not declared in the patch (remove */x:tuple)",
        "<p:remove/>|an operation has no selector (remove )",
        "<p:rename sel='*'/>|the operation rename is unknown (rename *)",
        "<tuple/>|the operation tuple is unknown (tuple )",
        "text|there is text between the operations",
        "<p:add sel='*'><tuple id='1'><status/></tuple></p:add>|more than one tuple has the id 1",
        "<p:add sel='*'><tuple><status/></tuple></p:add>|a tuple has no id",
        "<p:remove sel='*/tuple[1]/status'/>|not exactly one status in tuple 1",
        "<p:replace sel='*/tuple[1]/status/basic/text()'>perhaps</p:replace>|the basic status is neither open nor closed in tuple 1",
        "<p:replace sel='*'><presence xmlns=''/></p:replace>|the root element is not presence",
        "<p:add sel='*'>|not well-formed"})
    void changesThatCannotBeMadeOrLeaveNoAcceptableDocumentAreRefused(String operations, String reason) {
        assertRefused(400, reason, decide(DIFF, changes(operations), stored(PIDF, presence(tuple("1", "n") + tuple("2", "n")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"version='-1'", "version='x'", "version='4294967296'"})
    void aVersionThatIsNoneIsRefused(String attributes) {
        assertRefused(400, "version", decide(DIFF, changes(attributes, ""), stored(PIDF, presence(""))));
    }

    /** RFC 5262 s3. */
    @Test
    void aPresenceElementIsNoRootOfThisType() {
        assertRefused(400, "neither pidf-full nor pidf-diff", decide(DIFF, presence(""), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "application/pidf-diff", "application/xcap-diff+xml"})
    void anotherTypeIsRefused(String contentType) {
        assertRefused(415, "no presence document", decide(contentType, changes(""), stored(PIDF, presence(""))));
    }

    // ---- What it may cost ----------------------------------------------------------------------------------------------------------------

    @Test
    void aDocumentDoesNotGrowBeyondItsBounds() {
        Optional<Publication> stored = stored(PIDF, presence(tuple("1", "x".repeat(40_000))));

        assertRefused(400, "larger than 65536 bytes", decide(DIFF, changes("<p:add sel='*'>" + tuple("2", "x".repeat(40_000)) + "</p:add>"), stored));
        assertRefused(400, "more than 4096 elements", decide(DIFF, changes("<p:add sel='*/tuple'>" + "<a/>".repeat(4000) + "</p:add>"),
                stored(PIDF, presence(tuple("1", "n") + "<a xmlns='u:'>" + "<b/>".repeat(4000) + "</a>"))));
        String attributes = IntStream.range(0, 100).mapToObj(i -> "<p:add sel='*' type='@a" + i + "'>1</p:add>").collect(Collectors.joining());
        assertRefused(400, "more than 64 attributes", decide(DIFF, changes(attributes), stored));
        String deeper = IntStream.range(0, 3).mapToObj(i -> "<p:add sel='*" + "/a".repeat(30 * i) + "'>" + "<a>".repeat(30) + "</a>".repeat(30) + "</p:add>").collect(Collectors.joining());
        assertRefused(400, "nested more than 64 deep", decide(DIFF, changes(deeper), stored(PIDF, presence(""))));
    }

    @Test
    void changesThatAreMeantToCostAreRefusedWithinBounds() {
        Optional<Publication> wide = stored(PIDF, presence("<e xmlns='u:'>" + "<a><b>c</b></a>".repeat(2_000) + "<c xml:id='d'/></e>"));

        for (String operations : List.of(
                "<p:add sel='*/x:e/x:a[1]'/>".repeat(900),
                "<p:add sel='*/x:e/x:a" + "[.=\"c\"]".repeat(200) + "[1]'/>",
                "<p:add sel='id(\"d\")'/>".repeat(900),
                IntStream.range(0, 900).mapToObj(i -> "<p:add sel='*' type='namespace::n" + i + "'>u:</p:add>").collect(Collectors.joining()))) {
            assertRefused(400, "the changes cannot be made", assertTimeout(BOUND, () -> decide(DIFF, changes("xmlns:x='u:'", operations), wide)));
        }
    }

    /** Seeded: bodies that are broken as those of broken and hostile clients are come to a document that can be read, or to a refusal that can be sent. */
    @Test
    void whateverComesIsAcceptedAsAReadableDocumentOrRefusedWithAReason() {
        int accepted = 0;
        byte[] base = accepted(DIFF, example("rfc5264-m1"), Optional.empty()).body();
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            String body = new String(example(random.nextBoolean() ? "rfc5264-m1" : "rfc5264-m3"), UTF_8).replace('"', '\'').replace("[@id='r1230d']", "[3]").replace("[@id='cg231jcr']", "[2]");
            byte[] mutant = new DocumentMutator(random).mutated(new DocumentGenerator.Generated(PidfFormat.PIDF, body, body.getBytes(UTF_8)));

            ContentDecision decision = decide(DIFF, mutant, random.nextBoolean() ? stored(PIDF, base) : Optional.empty());

            if (decision instanceof Accept accept) {
                accepted++;
                assertTrue(PresenceDocument.parse(xml, PidfFormat.PIDF, accept.body()).entity().contains("someone"), "seed " + seed);
            } else {
                String reason = ((Refuse) decision).reason();
                assertTrue(reason.length() <= 160 && reason.chars().allMatch(c -> c >= ' ' && c <= '~'), "seed " + seed + ": " + reason);
            }
        }
        assertTrue(accepted > 25 && accepted < 475, "accepted: " + accepted);
    }
}
