package org.imspresence.patch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.imspresence.patch.PatchProperties.Sizes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What takes too long for every build. */
class PatchPropertyIT {

    private static final int PAIRS = 100_000;
    private static final int MISDIRECTED = 5_000;

    @Test
    void aWatcherOfPatchesHoldsTheDocument(TestReporter reporter) {
        Sizes sizes = PatchProperties.checkStories(IntStream.range(0, PAIRS / PatchProperties.PAIRS_OF_A_STORY));

        reporter.publishEntry("bytes", sizes.toString());
        assertTrue(sizes.patches() < sizes.documents() / 2, sizes::toString);
    }

    @Test
    void aPatchForAnotherDocumentIsRefusedOrAppliedAndNothingElse(TestReporter reporter) {
        int refused = PatchProperties.checkMisdirected(IntStream.range(0, MISDIRECTED));

        reporter.publishEntry("refused", Integer.toString(refused));
        assertTrue(refused > MISDIRECTED / 10 && refused < MISDIRECTED, () -> refused + " refused");
    }
}
