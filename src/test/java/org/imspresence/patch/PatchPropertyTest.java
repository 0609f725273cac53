package org.imspresence.patch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.imspresence.patch.PatchProperties.Sizes;
import org.junit.jupiter.api.Test;

/** The first cases of {@link PatchPropertyIT}, for every build; {@code -Dpatch.seed=N} tries that one alone. */
class PatchPropertyTest {

    private static final int CASES = 3_000;

    @Test
    void aPatchTurnsTheOneDocumentIntoTheOther() {
        Integer one = Integer.getInteger("patch.seed");

        Sizes sizes = PatchProperties.checkPairs(one == null ? IntStream.range(0, CASES) : IntStream.of(one));

        assertTrue(one != null || sizes.patches() < sizes.documents() / 2, sizes::toString);
    }
}
