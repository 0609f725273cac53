package org.imspresence.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.document.Documents.XML;
import static org.imspresence.document.Documents.merge;
import static org.imspresence.document.Documents.presence;
import static org.imspresence.document.Documents.source;
import static org.imspresence.document.Documents.text;
import static org.imspresence.document.Documents.tuple;
import static org.imspresence.document.Documents.written;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.imspresence.document.Composition.Source;
import org.junit.jupiter.api.Test;

class ComposedDocumentTest {

    private final ComposedDocument document = merge(
            source(1, "a", presence(tuple("t", "open", "sip:a@b") + "<note>I'm here</note>")),
            source(2, "b", presence("<dm:person id='p'><rpid:mood><rpid:happy/></rpid:mood></dm:person>")));

    @Test
    void theOtherFormatDiffersInTheNamespaceOnly() {
        String pidf = text(document);

        assertEquals(pidf.replace("\"urn:ietf:params:xml:ns:pidf\"", "\"urn:ietf:params:xml:ns:cpim-pidf\""),
                new String(document.bytes(PidfFormat.CPIM_PIDF), UTF_8));
    }

    @Test
    void theWayToTheOtherFormatAndBackLosesNothing() {
        String foreign = presence("<c:note xmlns:c='urn:ietf:params:xml:ns:cpim-pidf' c:a='1'"
                + " xmlns:i='urn:ietf:params:xml:ns:cpim-pidf:im'><i:im/></c:note>"
                + "<note p:mustUnderstand='1' xmlns:p='urn:ietf:params:xml:ns:pidf'>n</note>");
        ComposedDocument there = merge(source(1, "a", foreign), source(2, "b", presence("")));

        PresenceDocument cpim = PresenceDocument.parse(XML, PidfFormat.CPIM_PIDF, there.bytes(PidfFormat.CPIM_PIDF));
        ComposedDocument andBack = merge(new Source(cpim, 1, "a"));

        assertArrayEquals(there.bytes(PidfFormat.PIDF), andBack.bytes(PidfFormat.PIDF));
        assertTrue(there.sameStateAs(andBack));
        assertSame(cpim.bytes(), andBack.bytes(PidfFormat.CPIM_PIDF));
    }

    @Test
    void publicationsInBothFormatsMerge() {
        String cpim = presence(tuple("t", "open", "sip:a@b")).replace("xml:ns:pidf'", "xml:ns:cpim-pidf'");
        PresenceDocument draft = PresenceDocument.parse(XML, PidfFormat.CPIM_PIDF, cpim.getBytes(UTF_8));
        Source other = source(2, "b", presence("<note>n</note>"));

        assertEquals(text(merge(source(1, "a", presence(tuple("t", "open", "sip:a@b"))), other)),
                text(merge(new Source(draft, 1, "a"), other)));
    }

    @Test
    void theBytesOfAFormatAreOneArrayForAllWatchers() {
        byte[] first = document.bytes(PidfFormat.CPIM_PIDF);

        assertTrue(IntStream.range(0, 100).parallel().allMatch(i -> document.bytes(PidfFormat.CPIM_PIDF) == first));
        assertSame(document.bytes(PidfFormat.PIDF), document.bytes(PidfFormat.PIDF));
    }

    @Test
    void aChangeMakesAnotherDocument() {
        ComposedDocument hidden = document.changed(
                tree -> tree.getDocumentElement().removeChild(tree.getDocumentElement().getLastChild()));

        assertFalse(text(hidden).contains("happy"));
        assertTrue(text(document).contains("happy"));
        assertFalse(hidden.sameStateAs(document));
        assertTrue(document.changed(tree -> { }).sameStateAs(document));
    }

    @Test
    void aTreeIsItsReadersOwn() {
        document.tree().getDocumentElement().setAttribute("entity", "sip:other@example.com");

        assertEquals("sip:someone@example.com", document.tree().getDocumentElement().getAttribute("entity"));
    }

    @Test
    void aDocumentLargerThanWhatIsLetInCanStillBeConverted() {
        String note = "<note>" + "n".repeat(60_000) + "%s</note>";
        ComposedDocument large = merge(source(1, "a", presence(note.formatted(1))), source(2, "b", presence(note.formatted(2))));

        assertTrue(large.bytes(PidfFormat.CPIM_PIDF).length > XmlLimits.DEFAULT.maxBytes());
    }

    @Test
    void theEmptyDocumentExistsInBothFormats() {
        assertEquals(written("<presence xmlns='urn:ietf:params:xml:ns:cpim-pidf' entity='sip:someone@example.com'/>"),
                new String(merge().bytes(PidfFormat.CPIM_PIDF), UTF_8));
    }
}
