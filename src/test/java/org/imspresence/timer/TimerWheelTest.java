package org.imspresence.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {

    private static final long START = 1_700_000_000_123L;
    /** Milliseconds that one turn of the wheel takes. */
    private static final long TURN = 4096 * TimerWheel.TICK;

    private final TimerWheel wheel = new TimerWheel(START);
    private long now = START;

    private final class Alarm extends TimerWheel.Timer {
        final List<Long> fired = new ArrayList<>();

        @Override
        protected void fire() {
            fired.add(now);
        }
    }

    private Alarm at(long time) {
        Alarm alarm = new Alarm();
        wheel.schedule(alarm, time);
        return alarm;
    }

    private int advanceTo(long time) {
        now = time;
        return wheel.advance(time);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 49, 50, 51, 1000, 3_599_999, TURN - 1, TURN, TURN + 1, 3 * TURN + 77, 86_400_000})
    void aTimerFiresOnceAndNotBeforeItsTimeAndNoMoreThanATickAfterIt(long delay) {
        Alarm alarm = at(START + delay);

        for (long time = START; time <= START + delay + 2 * TURN; time += 7 * TimerWheel.TICK / 10) {
            advanceTo(time);
        }

        assertEquals(1, alarm.fired.size());
        long late = alarm.fired.get(0) - (START + delay);
        assertTrue(late >= 0 && late < 2 * TimerWheel.TICK, "late by " + late);
    }

    @Test
    void theLastMillisecondBeforeItsTimeIsTooEarly() {
        Alarm alarm = at(START + 1000);

        assertEquals(0, advanceTo(START + 999));
        assertEquals(1, advanceTo(START + 1000 + TimerWheel.TICK));
        assertEquals(1, alarm.fired.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -1_000_000})
    void aTimeThatHasPassedFiresAtTheNextTick(long delay) {
        Alarm alarm = at(START + delay);

        assertEquals(0, advanceTo(START), "not on the spot");
        assertEquals(1, advanceTo(START + TimerWheel.TICK));
        assertEquals(1, alarm.fired.size());
    }

    @Test
    void aTimerThatIsArmedAnewForgetsItsFirstTime() {
        Alarm alarm = at(START + 1000);

        wheel.schedule(alarm, START + 5000);

        assertEquals(0, advanceTo(START + 4950));
        assertEquals(1, advanceTo(START + 5050));
        assertEquals(0, advanceTo(START + 2 * TURN));
        assertEquals(1, alarm.fired.size());
    }

    @Test
    void aTimerMayBeArmedForAnEarlierTimeThanBefore() {
        Alarm alarm = at(START + 5000);

        wheel.schedule(alarm, START + 1000);

        assertEquals(1, advanceTo(START + 1050));
        assertEquals(0, advanceTo(START + 2 * TURN));
        assertEquals(1, alarm.fired.size());
    }

    @Test
    void aTimerMayBeArmedAgainAfterItHasFired() {
        Alarm alarm = at(START + 100);
        advanceTo(START + 150);

        wheel.schedule(alarm, START + 1000);
        advanceTo(START + 1050);

        assertEquals(List.of(START + 150, START + 1050), alarm.fired);
    }

    @Test
    void aTimerMayArmItselfWhileItFires() {
        List<Long> fired = new ArrayList<>();
        wheel.schedule(new TimerWheel.Timer() {
            @Override
            protected void fire() {
                fired.add(now);
                wheel.schedule(this, now + 1000);
            }
        }, START + 1000);

        advanceTo(START + 1050);
        advanceTo(START + 1500);
        advanceTo(START + 2100);

        assertEquals(List.of(START + 1050, START + 2100), fired);
    }

    @Test
    void aTimerThatIsCancelledDoesNotFire() {
        Alarm cancelled = at(START + 1000);
        Alarm before = at(START + 1000);
        Alarm after = at(START + 1000);

        wheel.cancel(cancelled);
        advanceTo(START + 2 * TURN);

        assertTrue(cancelled.fired.isEmpty());
        assertEquals(1, before.fired.size());
        assertEquals(1, after.fired.size());
    }

    @Test
    void cancellingTwiceOrWhatWasNeverArmedOrHasFiredIsNothing() {
        Alarm alarm = at(START + 100);
        wheel.cancel(alarm);
        wheel.cancel(alarm);
        wheel.cancel(new Alarm());
        Alarm fired = at(START + 100);
        advanceTo(START + 150);
        wheel.cancel(fired);

        assertEquals(0, advanceTo(START + TURN));
        assertTrue(alarm.fired.isEmpty());
    }

    @Test
    void aJumpOfTheClockOverSeveralTurnsFiresEachOnce() {
        List<Alarm> due = new ArrayList<>();
        for (long delay = 1; delay < 3 * TURN; delay += 12_345) {
            due.add(at(START + delay));
        }
        Alarm notYet = at(START + 7 * TURN);

        assertEquals(due.size(), advanceTo(START + 5 * TURN));

        assertTrue(due.stream().allMatch(alarm -> alarm.fired.size() == 1));
        assertTrue(notYet.fired.isEmpty());
        assertEquals(1, advanceTo(START + 7 * TURN + TimerWheel.TICK));
    }

    @Test
    void aClockThatGoesBackFiresNothingTwiceAndGoesOn() {
        Alarm first = at(START + 1000);
        advanceTo(START + 1050);

        assertEquals(0, advanceTo(START - 60_000));
        Alarm second = at(START + 2000);
        assertEquals(0, advanceTo(START + 1950));
        assertEquals(1, advanceTo(START + 2050));

        assertEquals(1, first.fired.size());
        assertEquals(1, second.fired.size());
    }

    @Test
    void aTimerThatThrowsDoesNotStopTheOthers() {
        Alarm before = at(START + 100);
        wheel.schedule(new TimerWheel.Timer() {
            @Override
            protected void fire() {
                throw new IllegalStateException("expected in this test");
            }
        }, START + 100);
        Alarm after = at(START + 100);

        Bugs.during(() -> advanceTo(START + 150));

        assertEquals(1, before.fired.size());
        assertEquals(1, after.fired.size());
    }

    @Test
    void aHundredThousandTimersFireEachOnceAndNoneEarly() {
        Random random = new Random(1);
        List<Alarm> alarms = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            long time = START + random.nextInt(3_600_000);
            times.add(time);
            alarms.add(at(time));
        }

        int fired = 0;
        for (long time = START; time <= START + 3_600_000 + 2 * TimerWheel.TICK; time += TimerWheel.TICK) {
            fired += advanceTo(time);
        }

        assertEquals(100_000, fired);
        for (int i = 0; i < alarms.size(); i++) {
            assertEquals(1, alarms.get(i).fired.size());
            long late = alarms.get(i).fired.get(0) - times.get(i);
            assertFalse(late < 0 || late > 2 * TimerWheel.TICK, "late by " + late);
        }
    }
}
