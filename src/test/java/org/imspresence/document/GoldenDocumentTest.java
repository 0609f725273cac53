package org.imspresence.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.document.Documents.SOMEONE;
import static org.imspresence.document.Documents.XML;
import static org.imspresence.document.Documents.merge;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.imspresence.document.Composition.Source;
import org.imspresence.document.PresenceDocument.Tuple;
import org.junit.jupiter.api.Test;

/**
 * The document of the founding flow, figure 5.5.1-1. There the prefix {@code myex} is used without being declared, which is not
 * well-formed with namespaces; the copy here declares it and is otherwise the same.
 */
class GoldenDocumentTest {

    private final byte[] bytes = golden();
    private final PresenceDocument document = PresenceDocument.parse(XML, PidfFormat.CPIM_PIDF, bytes);

    @Test
    void isReadAsItWasMeant() {
        assertTrue(document.denotes(SOMEONE));
        assertEquals(List.of(
                new Tuple("mobile-im", Optional.of("open"), Optional.of("im:someone@mobilecarrier.net")),
                new Tuple("email", Optional.of("open"), Optional.of("mailto:someone@example.com"))), document.tuples());
    }

    @Test
    void reachesAWatcherOfItsFormatByteForByte() {
        assertSame(bytes, merge(new Source(document, 1, "a")).bytes(PidfFormat.CPIM_PIDF));
    }

    @Test
    void reachesAWatcherOfTodaysFormatWithTheSameContent() {
        String converted = new String(merge(new Source(document, 1, "a")).bytes(PidfFormat.PIDF), UTF_8);

        assertTrue(converted.contains("<presence xmlns=\"urn:ietf:params:xml:ns:pidf\""), converted);
        assertTrue(converted.contains("xmlns:im=\"urn:ietf:params:xml:ns:cpim-pidf:im\""), converted);
        assertEquals(contentOf(new String(bytes, UTF_8)), contentOf(converted));
    }

    @Test
    void withoutTheDeclarationTheReasonNamesThePrefix() {
        byte[] asPrinted = new String(bytes, UTF_8).replaceFirst(" *xmlns:myex=\\S+\n", "").getBytes(UTF_8);

        DocumentException refusal = assertThrows(DocumentException.class,
                () -> PresenceDocument.parse(XML, PidfFormat.CPIM_PIDF, asPrinted));

        String reason = refusal.getMessage();
        assertTrue(reason.contains("The prefix 'myex' for element 'myex:location' is not bound"), reason);
    }

    private static String contentOf(String document) {
        return document.substring(document.indexOf("<tuple")).strip();
    }

    private static byte[] golden() {
        try (InputStream in = GoldenDocumentTest.class.getResourceAsStream("/golden/published.xml")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
