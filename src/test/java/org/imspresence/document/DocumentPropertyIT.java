package org.imspresence.document;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.IntStream;
import org.imspresence.document.DocumentProperties.Mutants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What takes too long for a unit test. System property: {@code document.cases}, how many there are of each kind; always the same ones. */
class DocumentPropertyIT {

    private static final int CASES = Integer.getInteger("document.cases", 30_000);

    @Test
    void mergingLosesNothingThatIsNotContradictedAndMergingAgainChangesNothing() {
        DocumentProperties.checkComposition(IntStream.range(0, CASES));
    }

    @Test
    void noDocumentHoweverBrokenCausesAnythingButARefusal(TestReporter reporter) {
        Mutants mutants = DocumentProperties.checkMutants(IntStream.range(0, CASES));

        reporter.publishEntry("mutants", mutants.toString());
        assertTrue(mutants.accepted() > CASES / 20 && mutants.refused() > CASES / 4, mutants::toString);
        assertTrue(mutants.slowest().compareTo(Duration.ofSeconds(5)) < 0, mutants::toString);
    }
}
