package org.imspresence.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.imspresence.timer.TimerWheel;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final int MANY = 100_000;

    @Test
    void aFewAreCarriedOutAtOnceInOrder() {
        Pace pace = new Pace(1000, 0);
        List<Integer> carriedOut = new ArrayList<>();
        IntStream.range(0, 100).forEach(i -> pace.add(() -> carriedOut.add(i)));

        pace.advance(0);

        assertEquals(IntStream.range(0, 100).boxed().toList(), carriedOut);
    }

    @Test
    void aHundredThousandOfOneSecondAreSpreadOutByTheRate() {
        Pace pace = new Pace(1000, 0);
        AtomicInteger carriedOut = new AtomicInteger();
        IntStream.range(0, MANY).forEach(i -> pace.add(carriedOut::incrementAndGet));

        for (long now = TimerWheel.TICK; now <= 10_000; now += TimerWheel.TICK) {
            int before = carriedOut.get();
            pace.advance(now);
            assertTrue(carriedOut.get() - before <= 100, "a tenth of a second's number at once, and no more");
        }

        assertEquals(10_000 + 50, carriedOut.get(), "ten seconds' number, and what the quiet time before had left over");
        assertEquals(MANY - carriedOut.get(), pace.waiting());
    }

    @Test
    void aPauseOfTheTickerIsNotMadeUpFor() {
        Pace pace = new Pace(1000, 0);
        AtomicInteger carriedOut = new AtomicInteger();
        IntStream.range(0, MANY).forEach(i -> pace.add(carriedOut::incrementAndGet));

        pace.advance(60_000);

        assertEquals(100, carriedOut.get());
    }

    @Test
    void aRateBelowOnePerTickIsKept() {
        Pace pace = new Pace(2, 0);
        AtomicInteger carriedOut = new AtomicInteger();
        IntStream.range(0, 10).forEach(i -> pace.add(carriedOut::incrementAndGet));

        for (long now = 0; now < 2000; now += TimerWheel.TICK) {
            pace.advance(now);
        }

        assertEquals(1 + 3, carriedOut.get(), "one at once, and one every half second");
    }
}
