package org.imspresence.patch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.patch.Patches.ROOT;
import static org.imspresence.patch.Patches.XML;
import static org.imspresence.patch.Patches.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.imspresence.document.DocumentGenerator;
import org.imspresence.document.XmlWriter;
import org.imspresence.testbed.CanonicalXml;
import org.w3c.dom.Document;

/** Claims about pairs of documents nobody thought of. A pair is made of its seed alone: every fourth is of two strangers, the others are before and after some changes. */
final class PatchProperties {

    private PatchProperties() {}

    /** How many bytes the documents and their patches had. */
    record Sizes(long documents, long patches) {}

    /** A patch, written and read again, turns the one document into the other, to the last prefix and comment; equal documents give no operations. */
    static Sizes checkPairs(IntStream seeds) {
        AtomicLong documents = new AtomicLong();
        AtomicLong patches = new AtomicLong();
        seeds.parallel().forEach(seed -> {
            Random random = new Random((seed + 1) * 0x9e3779b97f4a7c15L);
            Document before = XML.parse(new DocumentGenerator(random).next().bytes());
            Document after = seed % 4 == 0 ? XML.parse(new DocumentGenerator(random).next().bytes()) : changed(before, random);
            try {
                int size = check(before, after, seed % 100 == 0);
                if (seed % 4 != 0) {
                    documents.addAndGet(XmlWriter.utf8(after).length);
                    patches.addAndGet(size);
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("repeat it with: mvn test -Dtest=PatchPropertyTest -Dpatch.seed=" + seed + "\n" + text(before) + "\n" + text(after), e);
            }
        });
        return new Sizes(documents.get(), patches.get());
    }

    /** Written and read again, as only then all that it uses is declared. */
    private static Document changed(Document before, Random random) {
        Document document = (Document) before.cloneNode(true);
        new TreeMutator(random, document).mutate(1 + random.nextInt(4));
        return XML.parse(XmlWriter.utf8(document));
    }

    /** @param thorough whether to look, too, at what can hardly go wrong for some pairs alone */
    private static int check(Document before, Document after, boolean thorough) {
        String textBefore = thorough ? text(before) : "";
        byte[] patch = XmlWriter.utf8(Diff.between(before, after, ROOT));

        Document patched = new Patch().apply(before, XML.parse(patch));

        if (thorough || !patched.isEqualNode(after)) {
            assertEquals(text(after), text(patched), () -> new String(patch, UTF_8));
            assertEquals(CanonicalXml.of(XmlWriter.utf8(after)), CanonicalXml.of(XmlWriter.utf8(patched)));
            assertEquals(textBefore, text(before), "the document that was patched has changed");
            assertFalse(Diff.between(after, patched, ROOT).getDocumentElement().hasChildNodes(), "operations between equal documents");
        }
        return patch.length;
    }
}
