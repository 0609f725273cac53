package org.imspresence.overload;

import static org.imspresence.overload.RequestClass.CHANGE;
import static org.imspresence.overload.RequestClass.NEW_PUBLICATION;
import static org.imspresence.overload.RequestClass.NEW_SUBSCRIPTION;
import static org.imspresence.overload.RequestClass.OTHER;
import static org.imspresence.overload.RequestClass.RENEWAL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OverloadTest {

    private static final int STEP = 20;

    private int transactions;
    private long waiting;
    private long homesAge;
    private int random;
    private long now;
    private final Backlog homes = new Backlog() {
        @Override
        public int length() {
            return 0;
        }

        @Override
        public long age() {
            return homesAge;
        }
    };
    private final Overload overload = new Overload(new OverloadLimits(1000, 100, 250, 1000, 10), () -> transactions, () -> waiting, homes, bound -> random, 0);

    private void pass(long milliseconds) {
        for (long end = now + milliseconds; now < end;) {
            now += STEP;
            overload.sample(now);
        }
    }

    private Set<RequestClass> shed() {
        return Arrays.stream(RequestClass.values()).filter(overload::sheds).collect(Collectors.toCollection(() -> EnumSet.noneOf(RequestClass.class)));
    }

    @Test
    void anIdleNodeTakesEverything() {
        pass(1000);
        assertEquals(Set.of(), shed());
    }

    @Test
    void asTransactionsFillTheHeapNewSubscriptionsGoBeforeChangesAndRefreshesGoLast() {
        transactions = 299;
        assertEquals(Set.of(), shed());
        transactions = 300;
        assertEquals(Set.of(OTHER), shed());
        transactions = 600;
        assertEquals(Set.of(OTHER, NEW_SUBSCRIPTION), shed());
        transactions = 750;
        assertEquals(Set.of(OTHER, NEW_SUBSCRIPTION, NEW_PUBLICATION), shed());
        transactions = 900;
        assertEquals(Set.of(OTHER, NEW_SUBSCRIPTION, NEW_PUBLICATION, CHANGE), shed());
        transactions = 999;
        assertEquals(Set.of(OTHER, NEW_SUBSCRIPTION, NEW_PUBLICATION, CHANGE), shed());
        transactions = 1000;
        assertEquals(EnumSet.allOf(RequestClass.class), shed());
    }

    @Test
    void unansweredRequestsAreBoundedByTheSameShares() {
        for (int i = 0; i < 60; i++) {
            assertEquals(OptionalInt.empty(), overload.admit(NEW_SUBSCRIPTION));
        }
        assertEquals(60, overload.unanswered());
        assertEquals(true, overload.admit(NEW_SUBSCRIPTION).isPresent());
        assertEquals(OptionalInt.empty(), overload.admit(RENEWAL));

        overload.answered();
        overload.answered();

        assertEquals(59, overload.unanswered());
        assertEquals(OptionalInt.empty(), overload.admit(NEW_SUBSCRIPTION));
    }

    @Test
    void aBurstThatIsDigestedWithinASecondIsNotShed() {
        waiting = 900;
        pass(980);
        assertEquals(Set.of(), shed());
        waiting = 0;
        pass(STEP);
        assertEquals(Set.of(), shed());
    }

    @Test
    void aDelayThatLastsShedsNewSubscriptionsUntilItIsOver() {
        waiting = 250;
        pass(1000);
        assertEquals(Set.of(NEW_SUBSCRIPTION), shed());

        waiting = 249;
        pass(STEP);
        assertEquals(Set.of(), shed());
    }

    @Test
    void whoeverHasUsedUpTheAllowanceForBurstsGetsItBackSlowly() {
        waiting = 300;
        pass(1000);
        waiting = 0;
        pass(400);
        waiting = 300;
        pass(80);
        assertEquals(Set.of(), shed());
        pass(20);
        assertEquals(Set.of(NEW_SUBSCRIPTION), shed());
    }

    @Test
    void aLongerDelayShedsTheOtherClassesInTheirOrderButNeverRefreshes() {
        waiting = 250;
        pass(1000);
        waiting = 500;
        pass(STEP);
        assertEquals(Set.of(NEW_SUBSCRIPTION, OTHER), shed());
        waiting = 1000;
        pass(STEP);
        assertEquals(Set.of(NEW_SUBSCRIPTION, OTHER, NEW_PUBLICATION), shed());
        waiting = 2000;
        pass(STEP);
        assertEquals(Set.of(NEW_SUBSCRIPTION, OTHER, NEW_PUBLICATION, CHANGE), shed());
        waiting = 1_000_000;
        pass(STEP);
        assertEquals(Set.of(NEW_SUBSCRIPTION, OTHER, NEW_PUBLICATION, CHANGE), shed());
    }

    @Test
    void theAllowanceOfTheHomesEndsAtFourTimesTheLimit() {
        homesAge = 999;
        pass(STEP);
        assertEquals(Set.of(), shed());
        homesAge = 1000;
        pass(STEP);
        assertEquals(Set.of(NEW_SUBSCRIPTION), shed());
    }

    @Test
    void bothDelaysAddUp() {
        waiting = 150;
        homesAge = 100;
        pass(1000);
        assertEquals(250, overload.delay());
        assertEquals(Set.of(NEW_SUBSCRIPTION), shed());
    }

    @Test
    void retryAfterSpreadsAroundTheSetting() {
        transactions = 1000;
        random = 0;
        assertEquals(OptionalInt.of(5), overload.admit(RENEWAL));
        random = 10;
        assertEquals(OptionalInt.of(15), overload.admit(RENEWAL));
        assertEquals(0, overload.unanswered());
        assertEquals(2, overload.refused(RENEWAL));
    }
}
