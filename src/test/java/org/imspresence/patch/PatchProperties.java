package org.imspresence.patch;

import static org.imspresence.patch.Patches.ROOT;
import static org.imspresence.patch.Patches.XML;
import static org.imspresence.patch.Patches.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.imspresence.document.DocumentGenerator;
import org.imspresence.document.XmlWriter;
import org.w3c.dom.Document;

/**
 * Claims about documents nobody thought of. A story is made of its seed alone: a document that changes a little fifteen times and then becomes another one altogether, which is
 * {@value #PAIRS_OF_A_STORY} pairs, and a watcher who has the first document and learns of the others by patches alone.
 */
final class PatchProperties {

    static final int PAIRS_OF_A_STORY = 16;

    private PatchProperties() {}

    /** How many bytes the documents after small changes had, and the patches. */
    record Sizes(long documents, long patches) {}

    /** A patch turns what the watcher has into the next document, to the last prefix and comment; equal documents give no operations. */
    static Sizes checkStories(IntStream seeds) {
        AtomicLong documents = new AtomicLong();
        AtomicLong patches = new AtomicLong();
        seeds.parallel().forEach(seed -> {
            Random random = new Random((seed + 1) * 0x9e3779b97f4a7c15L);
            Document before = generated(random);
            Document copy = before;
            for (int pair = 1; pair <= PAIRS_OF_A_STORY; pair++) {
                Document after = pair == PAIRS_OF_A_STORY ? generated(random) : changed(before, random);
                try {
                    copy = pair == 1 ? checkedThroughBytes(before, after, documents, patches) : checked(Diff.between(before, after, ROOT), after, copy);
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("repeat it with: mvn test -Dtest=PatchPropertyTest -Dpatch.seed=" + seed + "\n" + text(before) + "\n" + text(after), e);
                }
                before = after;
            }
        });
        return new Sizes(documents.get(), patches.get());
    }

    private static Document generated(Random random) {
        return XML.parse(new DocumentGenerator(random).next().bytes());
    }

    private static Document changed(Document before, Random random) {
        Document document = (Document) before.cloneNode(true);
        new TreeMutator(random, document).mutate(1 + random.nextInt(4));
        return document;
    }

    private static Document checked(Document patch, Document after, Document copy) {
        Document patched = new Patch().apply(copy, patch);
        if (!patched.isEqualNode(after)) {
            assertEquals(text(after), text(patched), () -> text(patch));
            fail("the trees differ");
        }
        return patched;
    }

    /** The same, with the patch written and read again, and with what can hardly go wrong for some pairs alone. */
    private static Document checkedThroughBytes(Document before, Document after, AtomicLong documents, AtomicLong patches) {
        byte[] textBefore = XmlWriter.utf8(before);
        byte[] textAfter = XmlWriter.utf8(after);
        byte[] patch = XmlWriter.utf8(Diff.between(before, after, ROOT));

        Document patched = checked(XML.parse(patch), after, before);

        assertArrayEquals(textAfter, XmlWriter.utf8(patched));
        assertArrayEquals(textBefore, XmlWriter.utf8(before), "the document that was patched has changed");
        assertTrue(XML.parse(textAfter).isEqualNode(after), "a document is not what it is when it is read again");
        assertFalse(Diff.between(after, patched, ROOT).getDocumentElement().hasChildNodes(), "operations between equal documents");
        documents.addAndGet(textAfter.length);
        patches.addAndGet(patch.length);
        return patched;
    }

    /** A patch for another document is refused with a reason, or applied; what comes of it can be written and read. How many were refused. */
    static int checkMisdirected(IntStream seeds) {
        AtomicInteger refused = new AtomicInteger();
        seeds.parallel().forEach(seed -> {
            Random random = new Random((seed + 1) * 0x9e3779b97f4a7c15L);
            Document before = generated(random);
            Document patch = XML.parse(XmlWriter.utf8(Diff.between(before, changed(before, random), ROOT)));
            new TreeMutator(random, patch).mutate(random.nextInt(3));
            Document target = changed(before, random);
            String text = text(target);
            try {
                Document patched = new Patch().apply(target, patch);
                assertTrue(XML.parse(XmlWriter.utf8(patched)).isEqualNode(patched), "what has been patched is not what it is when it is read again");
            } catch (PatchException refusal) {
                refused.incrementAndGet();
                assertEquals(text, text(target), "the document has changed, and the patch was refused");
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("repeat it with: mvn test -Dtest=PatchPropertyTest -Dpatch.seed=" + seed + "\n" + text + "\n" + text(patch), e);
            }
        });
        return refused.get();
    }
}
