package org.imspresence.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

class DeliveredTest {

    private static final long STATE = 7;

    @Test
    void afterASplitInWhichBothSidesToldTheSameThoseArePendingWhoWereOnEither() {
        Delivered merged = Delivered.merged(new Delivered(STATE, 100, List.of("a", "b")), new Delivered(STATE, 200, List.of("b", "c")));

        assertEquals(STATE, merged.state());
        assertEquals(100, merged.at());
        assertEquals(Set.of("a", "b", "c"), Set.copyOf(merged.pending()));
        assertFalse(merged.isComplete());
    }

    @Test
    void afterASplitInWhichTheSidesToldDifferentStatesNobodyIsKnownToHaveBeenTold() {
        Delivered merged = Delivered.merged(new Delivered(STATE, 100, List.of()), new Delivered(8, 200, List.of()));

        assertTrue(merged.saysTheSameAs(Delivered.unknown(0)));
        assertFalse(merged.isComplete());
    }
}
