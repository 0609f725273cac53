package org.imspresence.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
    void fewAreKeptForNobody() {
        List<byte[]> bodies = Stream.generate(body::clone).limit(1_000).toList();
        bodies.forEach(each -> read.keep(each, document));
        long kept = bodies.stream().filter(each -> read.take(each).isPresent()).count();
        assertTrue(kept >= 1 && kept <= 16, () -> kept + " are kept");
    }
}
