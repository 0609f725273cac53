package org.imspresence.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.document.Documents.XML;
import static org.imspresence.document.Documents.merge;
import static org.imspresence.document.Documents.presence;
import static org.imspresence.document.Documents.root;
import static org.imspresence.document.Documents.saying;
import static org.imspresence.document.Documents.sayings;
import static org.imspresence.document.Documents.source;
import static org.imspresence.document.Documents.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.imspresence.document.Composition.Source;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Claims about documents nobody thought of. The seeds are fixed, so a failure can be repeated. */
class DocumentPropertyTest {

    private static final List<String> SNIPPETS = List.of("<!DOCTYPE a>", "<![CDATA[", "]]>", "<!--", "-->", "<?x", "?>", "</",
            "/>", "'", "\"", "&#0;", "&#xD800;", "&lt;", "&e;", "xmlns=''", " xmlns:q='u'", "q:", "xml:", "xmlns:", "id='1'",
            "entity=''", "<tuple id='", "\u0000", "\ufeff", "\ud83d\ude00", "urn:ietf:params:xml:ns:cpim-pidf",
            "urn:ietf:params:xml:ns:pidf", "http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace",
            "<?xml version='1.0' encoding='UTF-16'?>");

    @Test
    void mergingLosesNothingThatIsNotContradictedAndMergingAgainChangesNothing() {
        DocumentGenerator generator = new DocumentGenerator(new Random(3863));
        for (int i = 0; i < 10_000; i++) {
            String older = generator.next();
            String newer = generator.next();
            Source first = source(1, i % 2 == 0 ? "a" : "b", older);
            Source second = source(2, i % 2 == 0 ? "b" : "a", newer);
            ComposedDocument merged = merge(first, second);
            try {
                assertEquals(text(merged), text(merge(second, first)));
                assertEquals(text(merged), text(merge(source(1, "a", text(merged)))));
                assertEquals(text(merged), text(merge(source(1, "a", text(merged)), source(2, "b", text(merged)))));
                assertNothingLost(first.document().root(), second.document().root(), root(merged));
            } catch (AssertionError e) {
                fail("pair " + i + "\n" + older + "\n" + newer + "\n" + text(merged), e);
            }
        }
    }

    private static void assertNothingLost(Element older, Element newer, Element merged) {
        assertTrue(Ids.areUnique(merged));
        List<String> said = sayings(merged);
        Set<List<String>> newServices = new HashSet<>();
        for (Element child : Dom.children(newer)) {
            newServices.add(service(child));
            assertTrue(isComposite(child) || said.contains(saying(child)), () -> saying(child));
        }
        for (Element child : Dom.children(older)) {
            boolean replaced = child.getLocalName().equals("tuple") && newServices.contains(service(child));
            assertTrue(isComposite(child) || replaced || said.contains(saying(child)), () -> saying(child));
        }
        assertComposed("person", person -> "", older, newer, merged);
        assertComposed("device", Merge::deviceKey, older, newer, merged);
    }

    private static boolean isComposite(Element element) {
        return PresenceDocument.isPerson(element) || PresenceDocument.isDevice(element);
    }

    private static List<String> service(Element tuple) {
        return List.of(tuple.getAttribute("id"), Dom.childText(tuple, Namespaces.PIDF, "contact").orElse(""));
    }

    /** Each element name in a composed person or device comes, whole, from the last original that has it; notes from all. */
    private static void assertComposed(String kind, Function<Element, String> key, Element older, Element newer, Element merged) {
        List<Element> originals = Stream.of(older, newer)
                .flatMap(root -> Dom.children(root, Namespaces.DATA_MODEL, kind).stream()).toList();
        List<Element> composed = Dom.children(merged, Namespaces.DATA_MODEL, kind);
        assertEquals(Set.copyOf(originals.stream().map(key).toList()), Set.copyOf(composed.stream().map(key).toList()));
        assertEquals(composed.size(), composed.stream().map(key).distinct().count());
        for (Element one : composed) {
            for (Element original : originals) {
                if (key.apply(original).equals(key.apply(one))) {
                    Dom.children(original).forEach(child -> assertSaid(child, original, originals, key, one));
                }
            }
        }
    }

    private static void assertSaid(Element child, Element original, List<Element> originals, Function<Element, String> key,
            Element composed) {
        List<String> said = named(composed, child);
        if (child.getLocalName().equals("note")) {
            assertTrue(said.contains(saying(child)), () -> saying(child));
            return;
        }
        List<Element> speakers = originals.stream()
                .filter(each -> key.apply(each).equals(key.apply(original)) && !named(each, child).isEmpty()).toList();
        assertEquals(named(speakers.get(speakers.size() - 1), child), said);
    }

    private static List<String> named(Element parent, Element like) {
        return Dom.children(parent, Dom.namespace(like), like.getLocalName()).stream().map(Documents::saying).toList();
    }

    @Test
    void noDocumentHoweverBrokenCausesAnythingButARefusal() {
        Random random = new Random(4479);
        DocumentGenerator generator = new DocumentGenerator(random);
        Source other = source(2, "b", presence("<tuple id='1'><status/></tuple><dm:person id='p'><rpid:mood/></dm:person>"));
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = mutated(generator.next().getBytes(UTF_8), random);
            try {
                PresenceDocument document = PresenceDocument.parse(XML, PidfFormat.PIDF, mutant);
                accepted++;
                ComposedDocument merged = merge(new Source(document, 1, "a"), other);
                assertTrue(wellFormed(merged.bytes(PidfFormat.CPIM_PIDF)) && wellFormed(merged.bytes(PidfFormat.PIDF)));
            } catch (DocumentException refused) {
                assertTrue(refused.getMessage().matches("[ -~]{1,160}"), refused.getMessage());
            } catch (RuntimeException | AssertionError e) {
                fail("mutant " + i + ": " + new String(mutant, ISO_8859_1), e);
            }
        }
        assertTrue(accepted > 1000, accepted + " mutants were accepted");
    }

    private static boolean wellFormed(byte[] written) {
        try {
            XML.parse(written);
            return true;
        } catch (DocumentException e) {
            return false;
        }
    }

    private static byte[] mutated(byte[] original, Random random) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : original) {
            bytes.add(b);
        }
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(bytes.size());
            int end = Math.min(bytes.size(), at + 1 + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> bytes.set(at, (byte) random.nextInt(256));
                case 1 -> bytes.subList(at, end).clear();
                case 2 -> bytes.addAll(random.nextInt(bytes.size()), List.copyOf(bytes.subList(at, end)));
                case 3 -> bytes.addAll(at, boxed(SNIPPETS.get(random.nextInt(SNIPPETS.size()))));
                default -> bytes.set(at, (byte) "abdtx:<>='\" 123".charAt(random.nextInt(15)));
            }
        }
        byte[] mutant = new byte[bytes.size()];
        for (int i = 0; i < mutant.length; i++) {
            mutant[i] = bytes.get(i);
        }
        return mutant;
    }

    private static List<Byte> boxed(String snippet) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : snippet.getBytes(UTF_8)) {
            bytes.add(b);
        }
        return bytes;
    }
}
