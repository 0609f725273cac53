package org.imspresence.document;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.IntStream;
import org.imspresence.document.DocumentProperties.Mutants;
import org.junit.jupiter.api.Test;

/** The first cases of {@link DocumentPropertyIT}, for every build; {@code -Ddocument.seed=N} tries that one alone. */
class DocumentPropertyTest {

    private static final int CASES = 2_000;

    @Test
    void mergingLosesNothingThatIsNotContradictedAndMergingAgainChangesNothing() {
        DocumentProperties.checkComposition(seeds());
    }

    @Test
    void noDocumentHoweverBrokenCausesAnythingButARefusal() {
        Mutants mutants = DocumentProperties.checkMutants(seeds());

        assertTrue(mutants.slowest().compareTo(Duration.ofSeconds(5)) < 0, mutants::toString);
    }

    private static IntStream seeds() {
        Integer one = Integer.getInteger("document.seed");
        return one == null ? IntStream.range(0, CASES) : IntStream.of(one);
    }
}
