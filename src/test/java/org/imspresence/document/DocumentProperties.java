package org.imspresence.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.imspresence.document.Documents.XML;
import static org.imspresence.document.Documents.merge;
import static org.imspresence.document.Documents.parse;
import static org.imspresence.document.Documents.presence;
import static org.imspresence.document.Documents.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.imspresence.document.Composition.Source;
import org.imspresence.document.DocumentGenerator.Generated;

/** Claims about documents nobody thought of, each for a number of cases. A case is made of its seed alone. */
final class DocumentProperties {

    private static final Set<String> ENTITIES = Set.of("sip:someone@example.com", "pres:someone@example.com");

    private DocumentProperties() {
    }

    /** How the mutants fared. */
    record Mutants(int accepted, int refused, Duration slowest) {
    }

    /** Nothing that is not contradicted gets lost, the newest wins, and what has been composed stays as it is in all further composition and conversion. */
    static void checkComposition(IntStream seeds) {
        seeds.parallel().forEach(seed -> {
            DocumentGenerator generator = new DocumentGenerator(random(seed));
            List<Generated> oldestFirst = new ArrayList<>();
            for (int i = seed % 8 == 0 ? 3 : 2; i > 0; i--) {
                oldestFirst.add(generator.next());
            }
            try {
                checkComposition(seed, oldestFirst);
            } catch (RuntimeException | AssertionError e) {
                throw failure(seed, oldestFirst.toString(), e);
            }
        });
    }

    private static void checkComposition(int seed, List<Generated> oldestFirst) {
        List<String> publicationIds = new ArrayList<>(List.of("a", "b", "c").subList(0, oldestFirst.size()));
        Collections.shuffle(publicationIds, random(seed));
        ComposedDocument merged = merge(sources(oldestFirst, publicationIds, false));
        byte[] bytes = merged.bytes(PidfFormat.PIDF);

        List<Statements> said = oldestFirst.stream().map(Statements::of).toList();
        List<String> expected = Statements.together(said).comparable();
        Statements found = Statements.of(bytes);
        assertEquals(List.of(), without(expected, found.comparable()), "lost");
        assertEquals(List.of(), without(found.comparable(), expected), "said by nobody");
        assertTrue(found.persons() <= 1, "more than one person");
        assertTrue(found.idsAreUnique(), () -> "ids: " + found.ids());
        assertTrue(found.tupleIds().containsAll(said.get(publicationIds.indexOf("a")).tupleIds()), () -> "first in position, renamed: " + found.tupleIds());

        assertArrayEquals(bytes, merge(sources(oldestFirst, publicationIds, true)).bytes(PidfFormat.PIDF), "listed in another order");
        PresenceDocument again = PresenceDocument.parse(XML, PidfFormat.PIDF, bytes);
        assertTrue(ENTITIES.contains(again.entity()), again.entity());
        assertEquals(text(merged), text(merge(new Source(again, 1, "a"))), "composed again");
        assertEquals(text(merged), text(merge(new Source(again, 1, "a"), new Source(again, 2, "b"))), "composed with itself");
        PresenceDocument cpim = PresenceDocument.parse(XML, PidfFormat.CPIM_PIDF, merged.bytes(PidfFormat.CPIM_PIDF));
        assertEquals(text(merged), text(merge(new Source(cpim, 1, "a"))), "converted to the other format and back");
    }

    private static Source[] sources(List<Generated> oldestFirst, List<String> publicationIds, boolean reversed) {
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < oldestFirst.size(); i++) {
            Generated document = oldestFirst.get(i);
            sources.add(new Source(PresenceDocument.parse(XML, document.format(), document.bytes()), i + 1, publicationIds.get(i)));
        }
        if (reversed) {
            Collections.reverse(sources);
        }
        return sources.toArray(Source[]::new);
    }

    private static List<String> without(List<String> all, List<String> others) {
        List<String> rest = new ArrayList<>(all);
        others.forEach(rest::remove);
        return rest;
    }

    /** A document is refused with a reason, or it can be composed with others and the result can be read: nothing else happens. */
    static Mutants checkMutants(IntStream seeds) {
        Source other = new Source(parse(presence("<tuple id='1'><status/></tuple><dm:person id='p'><rpid:mood/></dm:person>")), 2, "b");
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicLong slowest = new AtomicLong();
        seeds.parallel().forEach(seed -> {
            Random random = random(seed);
            Generated original = new DocumentGenerator(random).next();
            byte[] mutant = new DocumentMutator(random).mutated(original);
            long begin = System.nanoTime();
            try {
                (isComposed(original.format(), mutant, other) ? accepted : refused).incrementAndGet();
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                throw failure(seed, new String(mutant, ISO_8859_1), e);
            }
            slowest.accumulateAndGet(System.nanoTime() - begin, Math::max);
        });
        return new Mutants(accepted.get(), refused.get(), Duration.ofNanos(slowest.get()));
    }

    private static boolean isComposed(PidfFormat format, byte[] mutant, Source other) {
        PresenceDocument document;
        try {
            document = PresenceDocument.parse(XML, format, mutant);
        } catch (DocumentException refusal) {
            assertTrue(refusal.getMessage().matches("[ -~&&[^\"\\\\]]{1,160}"), refusal.getMessage());
            return false;
        }
        ComposedDocument merged = merge(new Source(document, 1, "a"), other);
        byte[] pidf = merged.bytes(PidfFormat.PIDF);
        PresenceDocument again = readable(PidfFormat.PIDF, pidf);
        assertTrue(Ids.areUnique(again.root()));
        assertTrue(Dom.children(again.root()).stream().filter(PresenceDocument::isPerson).count() == 1);
        PresenceDocument cpim = readable(PidfFormat.CPIM_PIDF, merged.bytes(PidfFormat.CPIM_PIDF));
        assertArrayEquals(pidf, merge(new Source(cpim, 1, "a")).bytes(PidfFormat.PIDF));
        return true;
    }

    private static PresenceDocument readable(PidfFormat format, byte[] composed) {
        return PresenceDocument.parse(Documents.ROOMY, format, composed);
    }

    private static AssertionError failure(int seed, String documents, Throwable cause) {
        return new AssertionError("repeat it with: mvn test -Dtest=DocumentPropertyTest -Ddocument.seed=" + seed + "\n" + documents, cause);
    }

    /** Neighbouring seeds of the JDK's generator begin alike; these do not. */
    static Random random(int seed) {
        return new Random((seed + 1) * 0x9e3779b97f4a7c15L);
    }
}
