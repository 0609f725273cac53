package org.imspresence.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.document.Documents.XML;
import static org.imspresence.document.Documents.parse;
import static org.imspresence.document.Documents.presence;
import static org.imspresence.document.Documents.tuple;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import java.util.Random;
import org.imspresence.patch.PatchException;
import org.imspresence.testbed.PartialCopy;
import org.imspresence.testbed.PartialCopy.Verdict;
import org.junit.jupiter.api.Test;

class PidfDiffTest {

    private static final String PIDF = "urn:ietf:params:xml:ns:pidf";
    private static final String TWO = tuple("a", "open", "sip:a@b") + tuple("b", "open", "sip:b@b");

    @Test
    void aFullDocumentIsThePresenceDocumentWithAnotherRootAndAVersion() {
        PidfUpdate update = PidfUpdate.full(composed("<presence xmlns='" + PIDF + "' entity='sip:a@b'><tuple id='1'><status/></tuple></presence>"));

        assertTrue(update.isFull());
        assertEquals("<p:pidf-full xmlns=\"" + PIDF + "\" xmlns:p=\"urn:ietf:params:xml:ns:pidf-diff\" entity=\"sip:a@b\" version=\"7\"><tuple id=\"1\"><status/></tuple></p:pidf-full>",
                text(update.bytes(7)));
    }

    @Test
    void changesAreShorterThanTheDocument() {
        PidfUpdate update = PidfUpdate.between(composed(presence(TWO)), composed(presence(TWO.replaceFirst("open", "closed"))));

        assertFalse(update.isFull());
        assertEquals("<p:pidf-diff xmlns=\"" + PIDF + "\" xmlns:p=\"urn:ietf:params:xml:ns:pidf-diff\" entity=\"sip:someone@example.com\" version=\"2\">"
                + "<p:replace sel=\"*/tuple[@id='a']/status/basic/text()\">closed</p:replace></p:pidf-diff>", text(update.bytes(2)));
    }

    @Test
    void allOfItIsSentWhereTheChangesWouldBeLonger() {
        String root = "<presence xmlns='" + PIDF + "' entity='e'>";

        assertTrue(PidfUpdate.between(composed(root + TWO + "</presence>"), composed(root + tuple("c", "open", "sip:c@b") + "</presence>")).isFull());
    }

    @Test
    void aWatcherOfUpdatesHoldsTheDocumentByteForByte() {
        for (int seed = 0; seed < 100; seed++) {
            DocumentGenerator generator = new DocumentGenerator(new Random(seed));
            PartialCopy copy = new PartialCopy(Documents.ROOMY);
            ComposedDocument before = composed(generator);
            assertEquals(Verdict.TAKEN, copy.take(PidfUpdate.full(before).bytes(1)));
            for (int version = 2; version < 6; version++) {
                ComposedDocument after = composed(generator);
                assertEquals(Verdict.TAKEN, copy.take(PidfUpdate.between(before, after).bytes(version)));
                assertEquals(new String(after.bytes(PidfFormat.PIDF), UTF_8), new String(copy.presence(), UTF_8));
                before = after;
            }
        }
    }

    @Test
    void aPublicationNeedsNoVersion() {
        byte[] body = PidfUpdate.between(composed(presence(TWO)), composed(presence(TWO.replaceFirst("open", "closed")))).bytesWithoutVersion();

        PidfDiff diff = PidfDiff.parse(XML, body);

        assertEquals(OptionalLong.empty(), diff.version());
        assertTrue(text(diff.appliedTo(presence(TWO).getBytes(UTF_8))).contains("<tuple id=\"a\"><status><basic>closed</basic>"));
    }

    @Test
    void commentsOutsideOfTheRootAreNoState() {
        ComposedDocument before = composed(presence(TWO));
        ComposedDocument after = composed("<!-- version=\"0\" -->" + presence(TWO.replaceFirst("open", "closed")) + "<?pi?>");

        String text = text(PidfUpdate.between(before, after).bytes(2));

        assertTrue(text.startsWith("<p:pidf-diff") && text.contains(" version=\"2\">") && !text.contains("version=\"0\""), text);
    }

    @Test
    void theIdsOfPresenceCanBeUsedInSelectors() {
        byte[] body = "<p:pidf-diff xmlns:p='urn:ietf:params:xml:ns:pidf-diff' xmlns='urn:ietf:params:xml:ns:pidf'><p:remove sel=\"id('a')\"/></p:pidf-diff>".getBytes(UTF_8);

        assertEquals(1, PresenceDocument.parse(XML, PidfFormat.PIDF, PidfDiff.parse(XML, body).appliedTo(presence(TWO).getBytes(UTF_8))).tuples().size());
    }

    @Test
    void aFullDocumentMayHaveAnyPrefixes() {
        assertEquals("<pidf:presence xmlns:pidf=\"" + PIDF + "\" entity=\"e\"/>", read("<x:pidf-full xmlns:x='urn:ietf:params:xml:ns:pidf-diff' entity='e'/>"));
        assertEquals("<pidf:presence xmlns=\"urn:ietf:params:xml:ns:pidf-diff\" xmlns:pidf=\"" + PIDF + "\" entity=\"e\"/>",
                read("<pidf-full xmlns='urn:ietf:params:xml:ns:pidf-diff' entity='e'/>"));
        assertEquals("<a:presence xmlns:a=\"" + PIDF + "\" xmlns:p=\"urn:ietf:params:xml:ns:pidf-diff\"><p:own/></a:presence>",
                read("<p:pidf-full xmlns:p='urn:ietf:params:xml:ns:pidf-diff' xmlns:a='" + PIDF + "'><p:own/></p:pidf-full>"));
    }

    @Test
    void whatIsNoSuchDocumentIsRefused() {
        for (String body : new String[] {"<presence xmlns='" + PIDF + "' entity='e'/>", "<pidf-full/>", "no XML", full("version='-1'"), full("version='x'"), full("version='4294967296'"),
            full("version=''")}) {
            assertThrows(DocumentException.class, () -> PidfDiff.parse(XML, body.getBytes(UTF_8)), body);
        }
        assertEquals(OptionalLong.of(4294967295L), PidfDiff.parse(XML, full("version=' 4294967295 '").getBytes(UTF_8)).version());
    }

    @Test
    void changesThatMakeADocumentTooLargeOrTooDeepAreRefused() {
        HardenedXml small = new HardenedXml(new XmlLimits(600, 5, 64, 64));
        byte[] document = "<presence><a/></presence>".getBytes(UTF_8);
        byte[] wide = ("<presence>" + "x".repeat(500) + "</presence>").getBytes(UTF_8);

        assertThrows(DocumentException.class, () -> PidfDiff.parse(small, changes("<p:add sel='*'>" + "x".repeat(200) + "</p:add>")).appliedTo(wide));
        DocumentException tooDeep = assertThrows(DocumentException.class,
                () -> PidfDiff.parse(small, changes("<p:add sel='*/a'><b><c/></b></p:add><p:add sel='*/a/b/c'><d><e/></d></p:add>")).appliedTo(document));
        assertInstanceOf(PatchException.class, tooDeep.getCause());
    }

    private static byte[] changes(String operations) {
        return ("<p:pidf-diff xmlns:p='urn:ietf:params:xml:ns:pidf-diff'>" + operations + "</p:pidf-diff>").getBytes(UTF_8);
    }

    private static String full(String attribute) {
        return "<p:pidf-full xmlns:p='urn:ietf:params:xml:ns:pidf-diff' entity='e' " + attribute + "/>";
    }

    private static String read(String full) {
        return text(PidfDiff.parse(XML, full.getBytes(UTF_8)).presence());
    }

    private static ComposedDocument composed(String document) {
        return ComposedDocument.asPublished(XML, parse(document));
    }

    private static ComposedDocument composed(DocumentGenerator generator) {
        DocumentGenerator.Generated one = generator.next();
        DocumentGenerator.Generated two = generator.next();
        return Documents.merge(new Composition.Source(PresenceDocument.parse(XML, one.format(), one.bytes()), 1, "a"),
                new Composition.Source(PresenceDocument.parse(XML, two.format(), two.bytes()), 2, "b"));
    }

    private static String text(byte[] document) {
        String text = new String(document, UTF_8);
        return text.substring(text.indexOf('\n') + 1);
    }
}
