package org.imspresence.dialog.restcomm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private final Refusals refusals = new Refusals();

    @Test
    void aRefusedTransactionIsKnownInWhateverCase() {
        refusals.add("z9hG4bKone");

        assertTrue(refusals.contains("Z9HG4BKONE"));
        assertFalse(refusals.contains("z9hG4bKtwo"));
        assertFalse(refusals.contains(""));
    }

    @Test
    void aRequestWithoutBranchIsNotRemembered() {
        refusals.add(null);

        assertFalse(refusals.contains(null));
    }

    @Test
    void theLatestAreKnownWhateverWasRefusedBefore() {
        IntStream.range(0, 1_000_000).forEach(i -> refusals.add("z9hG4bK" + i));

        long known = IntStream.range(999_000, 1_000_000).filter(i -> refusals.contains("z9hG4bK" + i)).count();
        assertTrue(known > 950, () -> known + " of the latest 1000");
        assertEquals(0, IntStream.range(1_000_000, 2_000_000).filter(i -> refusals.contains("z9hG4bK" + i)).count());
    }
}
