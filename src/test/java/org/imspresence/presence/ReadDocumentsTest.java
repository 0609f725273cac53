package org.imspresence.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Optional;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfFormat;
import org.imspresence.document.PresenceDocument;
import org.imspresence.document.XmlLimits;
import org.junit.jupiter.api.Test;

class ReadDocumentsTest {

    private final byte[] body = "<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='pres:joe@example.com'/>".getBytes(UTF_8);
    private final PresenceDocument document = PresenceDocument.parse(new HardenedXml(XmlLimits.DEFAULT), PidfFormat.PIDF, body);
    private final ReadDocuments read = new ReadDocuments();

    @Test
    void aDocumentIsGivenAwayOnce() {
        read.keep(body, document);
        assertSame(document, read.take(body).orElseThrow());
        assertEquals(Optional.empty(), read.take(body));
    }

    @Test
    void anEqualBodyIsAnotherOne() {
        read.keep(body, document);
        for (int i = 0; i < 100; i++) {
            assertEquals(Optional.empty(), read.take(body.clone()));
        }
        assertSame(document, read.take(body).orElseThrow());
    }

    @Test
    void asManyMayBeKeptAsLikeOfWhichTheLastIsThere() {
        for (int i = 0; i < 100; i++) {
            byte[] each = body.clone();
            read.keep(each, document);
            assertSame(document, read.take(each).orElseThrow());
            read.keep(each, document);
        }
        assertEquals(Optional.empty(), read.take(body));
    }
}
