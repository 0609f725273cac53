package org.imspresence.patch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.imspresence.patch.PatchProperties.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What takes too long for every build. */
class PatchPropertyIT {

    private static final int CASES = 100_000;

    @Test
    void aPatchTurnsTheOneDocumentIntoTheOther(TestReporter reporter) {
        Sizes sizes = PatchProperties.checkPairs(IntStream.range(0, CASES));

        reporter.publishEntry("bytes", sizes.toString());
        assertTrue(sizes.patches() < sizes.documents() / 2, sizes::toString);
    }
}
