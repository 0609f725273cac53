package org.imspresence.dialog.restcomm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusedTransactionsTest {

    private final RefusedTransactions refused = new RefusedTransactions();

    @Test
    void aRefusedTransactionIsKnownInWhateverCase() {
        refused.add("z9hG4bKone");

        assertTrue(refused.contains("Z9HG4BKONE"));
        assertFalse(refused.contains("z9hG4bKtwo"));
        assertFalse(refused.contains(""));
    }

    @Test
    void aRequestWithoutBranchIsNotRemembered() {
        refused.add(null);

        assertFalse(refused.contains(null));
    }

    @Test
    void theLatestAreKnownWhateverWasRefusedBefore() {
        IntStream.range(0, 1_000_000).forEach(i -> refused.add("z9hG4bK" + i));

        long known = IntStream.range(999_000, 1_000_000).filter(i -> refused.contains("z9hG4bK" + i)).count();
        assertTrue(known > 950, () -> known + " of the latest 1000");
        assertEquals(0, IntStream.range(1_000_000, 2_000_000).filter(i -> refused.contains("z9hG4bK" + i)).count());
    }
}
