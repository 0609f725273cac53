package org.imspresence.patch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.imspresence.patch.PatchProperties.Sizes;
import org.junit.jupiter.api.Test;

/** The first stories of {@link PatchPropertyIT}, for every build; {@code -Dpatch.seed=N} tries that one alone. */
class PatchPropertyTest {

    private static final int STORIES = 250;

    @Test
    void aWatcherOfPatchesHoldsTheDocument() {
        Sizes sizes = PatchProperties.checkStories(seeds());

        assertTrue(Integer.getInteger("patch.seed") != null || sizes.patches() < sizes.documents() / 2, sizes::toString);
    }

    @Test
    void aPatchForAnotherDocumentIsRefusedOrAppliedAndNothingElse() {
        PatchProperties.checkMisdirected(seeds());
    }

    private static IntStream seeds() {
        Integer one = Integer.getInteger("patch.seed");
        return one == null ? IntStream.range(0, STORIES) : IntStream.of(one);
    }
}
