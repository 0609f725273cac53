package org.imspresence.patch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.patch.Patches.ROOT;
import static org.imspresence.patch.Patches.XML;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.imspresence.document.DocumentGenerator;
import org.imspresence.document.XmlWriter;
import org.w3c.dom.Document;

/** Claims about pairs of documents nobody thought of. A pair is made of its seed alone: every third is of two strangers, the others are before and after some changes. */
final class PatchProperties {

    private PatchProperties() {}

    /** How many bytes the documents and their patches had. */
    record Sizes(long documents, long patches) {}

    /** A patch, written and read again, turns the one document into the other, byte for byte, and so canonically; equal documents give no operations. */
    static Sizes checkPairs(IntStream seeds) {
        AtomicLong documents = new AtomicLong();
        AtomicLong patches = new AtomicLong();
        seeds.parallel().forEach(seed -> {
            Random random = new Random((seed + 1) * 0x9e3779b97f4a7c15L);
            byte[] before = document(random);
            byte[] after = seed % 3 == 0 ? document(random) : changed(before, random);
            try {
                int size = check(before, after);
                if (seed % 3 != 0) {
                    documents.addAndGet(after.length);
                    patches.addAndGet(size);
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("repeat it with: mvn test -Dtest=PatchPropertyTest -Dpatch.seed=" + seed + "\n" + new String(before, UTF_8) + "\n"
                        + new String(after, UTF_8) + "\n" + patchOf(before, after), e);
            }
        });
        return new Sizes(documents.get(), patches.get());
    }

    private static byte[] document(Random random) {
        return XmlWriter.utf8(XML.parse(new DocumentGenerator(random).next().bytes()));
    }

    private static byte[] changed(byte[] before, Random random) {
        Document document = XML.parse(before);
        new TreeMutator(random, document).mutate(1 + random.nextInt(4));
        return XmlWriter.utf8(XML.parse(XmlWriter.utf8(document)));
    }

    private static int check(byte[] before, byte[] after) {
        Document old = XML.parse(before);
        Document wanted = XML.parse(after);
        byte[] patch = XmlWriter.utf8(Diff.between(old, wanted, ROOT));

        byte[] patched = XmlWriter.utf8(new Patch().apply(old, XML.parse(patch)));

        assertEquals(new String(after, UTF_8), new String(patched, UTF_8));
        assertArrayEquals(before, XmlWriter.utf8(old), "the document that was patched has changed");
        assertArrayEquals(after, XmlWriter.utf8(wanted), "the document that was compared has changed");
        assertTrue(!Diff.between(wanted, wanted, ROOT).getDocumentElement().hasChildNodes(), "operations between equal documents");
        return patch.length;
    }

    private static String patchOf(byte[] before, byte[] after) {
        try {
            return new String(XmlWriter.utf8(Diff.between(XML.parse(before), XML.parse(after), ROOT)), UTF_8);
        } catch (RuntimeException e) {
            return e.toString();
        }
    }
}
