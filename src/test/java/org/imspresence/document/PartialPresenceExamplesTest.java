package org.imspresence.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.document.Documents.XML;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.imspresence.patch.PatchException;
import org.imspresence.testbed.CanonicalXml;
import org.imspresence.testbed.PartialCopy;
import org.imspresence.testbed.PartialCopy.Verdict;
import org.junit.jupiter.api.Test;

/** The bodies that RFC 5262 s6, RFC 5263 s5 and RFC 5264 s6 print, as test resources. */
class PartialPresenceExamplesTest {

    /** The printed result differs from what the printed changes say in one word of the new note, and in white space. */
    @Test
    void rfc5262HasADocumentItsChangesAndTheDocumentAfterThem() {
        PidfDiff full = PidfDiff.parse(XML, example("rfc5262-full"));
        PidfDiff changes = PidfDiff.parse(XML, example("rfc5262-diff"));
        PidfDiff after = PidfDiff.parse(XML, example("rfc5262-after"));

        assertTrue(full.isFull());
        assertFalse(changes.isFull());
        assertEquals(OptionalLong.of(567), full.version());
        assertEquals(OptionalLong.of(568), changes.version());
        assertEquals(Optional.of("pres:someone@example.com"), changes.entity());
        assertEquals(comparable(after.presence()), comparable(changes.appliedTo(full.presence())).replace("tuple and person element", "tuple and note element"));
    }

    /** s3: the content is exactly that of application/pidf+xml. */
    @Test
    void rfc5262sFullDocumentIsOneThatIsAcceptable() {
        PresenceDocument document = PresenceDocument.parse(XML, PidfFormat.PIDF, PidfDiff.parse(XML, example("rfc5262-full")).presence());

        assertEquals("pres:someone@example.com", document.entity());
        assertEquals(3, document.tuples().size());
    }

    @Test
    void rfc5263sWatcherHoldsWhatItsTwoNotificationsSay() {
        PartialCopy copy = new PartialCopy(XML);

        assertEquals(Verdict.TAKEN, copy.take(example("rfc5263-f3")));
        assertEquals(Verdict.TAKEN, copy.take(example("rfc5263-f5")));

        assertHasChanged(copy.presence(), "mailto:res@example.com");
    }

    @Test
    void rfc5263sWatcherNoticesWhatIsLostOrOld() {
        PartialCopy copy = new PartialCopy(XML);

        assertEquals(Verdict.GAP, copy.take(example("rfc5263-f5")));
        copy.take(example("rfc5263-f3"));
        copy.take(example("rfc5263-f5"));
        assertEquals(Verdict.TOO_OLD, copy.take(example("rfc5263-f5")));
        assertEquals(Verdict.TOO_OLD, copy.take(example("rfc5263-f3")));
        assertEquals(Verdict.GAP, copy.take(new String(example("rfc5263-f5"), UTF_8).replace("version=\"2\"", "version=\"4\"").getBytes(UTF_8)));
        assertEquals(Verdict.TAKEN, copy.take(new String(example("rfc5263-f3"), UTF_8).replace("version=\"1\"", "version=\"9\"").getBytes(UTF_8)));
    }

    @Test
    void rfc5264sPublicationIsPatched() {
        PidfDiff full = PidfDiff.parse(XML, example("rfc5264-m1"));
        PidfDiff changes = PidfDiff.parse(XML, example("rfc5264-m3"));

        assertEquals(OptionalLong.empty(), changes.version());
        assertHasChanged(changes.appliedTo(full.presence()), "mailto:pep@example.com");
    }

    @Test
    void rfc5264sPublicationIsNotPatchedTwice() {
        PidfDiff full = PidfDiff.parse(XML, example("rfc5264-m1"));
        PidfDiff changes = PidfDiff.parse(XML, example("rfc5264-m3"));
        byte[] patched = changes.appliedTo(full.presence());

        DocumentException refused = assertThrows(DocumentException.class, () -> changes.appliedTo(patched));

        assertEquals("the changes cannot be made: the selector finds nothing in the document (remove */r:person/r:status/r:activities/r:busy)", refused.getMessage());
        PatchException refusal = assertInstanceOf(PatchException.class, refused.getCause());
        assertEquals(PatchException.Condition.UNLOCATED_NODE, refusal.condition());
        assertEquals("remove", refusal.operation().orElseThrow().getLocalName());
    }

    private static String comparable(byte[] presence) {
        return CanonicalXml.of(presence).replaceAll("\\s+", " ");
    }

    private static void assertHasChanged(byte[] presence, String newContact) {
        PresenceDocument document = PresenceDocument.parse(XML, PidfFormat.PIDF, presence);
        assertEquals(4, document.tuples().size());
        assertEquals(new PresenceDocument.Tuple("ert4773", Optional.of("open"), Optional.of(newContact)), document.tuples().get(3));
        assertEquals(Optional.of("open"), document.tuples().get(2).basic());
        String text = new String(presence, UTF_8);
        assertTrue(text.contains("priority=\"0.7\"") && !text.contains("priority=\"1.0\"") && !text.contains("busy"), text);
    }

    private static byte[] example(String name) {
        try (InputStream in = PartialPresenceExamplesTest.class.getResourceAsStream("/partial/" + name + ".xml")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
