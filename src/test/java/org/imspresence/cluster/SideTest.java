package org.imspresence.cluster;

import static org.imspresence.cluster.Standing.ACTING;
import static org.imspresence.cluster.Standing.HOLDING;
import static org.imspresence.cluster.Standing.SUSPENDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SideTest extends SideFixture {

    @Test
    void aNodeIsSuspendedUntilItHasAskedTheOthers() {
        start("a");
        Node b = start("b");
        assertEquals(Map.of("a", SUSPENDED, "b", SUSPENDED), standings());
        see("a", "b");
        cut(1, "b");
        rounds(3);
        assertEquals(SUSPENDED, b.standing(), "it knows no electorate, and somebody who may know one does not answer");
        cut(0, "b");
        rounds(3);
        assertEquals(Map.of("a", ACTING, "b", ACTING), standings());
    }

    @Test
    void aNodeThatWakesUpFindsItsLeaseRunOut() {
        List<Node> all = cluster("a", "b", "c");
        now += LEASE.toNanos() - 1;
        assertEquals(ACTING, all.get(2).standing());
        now += 1;
        assertEquals(SUSPENDED, all.get(2).standing());
    }

    @Test
    void aLeaseBeginsWithTheQuestionNotWithTheAnswer() {
        List<Node> all = cluster("a", "b", "c");
        Runnable end = all.get(0).begin(any -> true);
        now += LEASE.toNanos();
        end.run();
        assertEquals(SUSPENDED, all.get(0).standing());
    }

    @Test
    void aNodeThatOthersHaveExpelledIsNotConfirmedByThem() {
        List<Node> all = cluster("a", "b", "c");
        now += LEASE.toNanos();
        see("a", "b");
        rounds(2);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", SUSPENDED), standings());
        assertEquals("[a, b] do not see it as a member", all.get(2).side.permit().reason());
        see("a", "b", "c");
        rounds(2);
        assertEquals(ACTING, all.get(2).standing());
    }

    @Test
    void aNodeThatComesBackDoesNotActBeforeItKnowsWhatItIsTheHomeOf() {
        List<Node> all = cluster("a", "b", "c");
        now += LEASE.toNanos();
        see("a", "b");
        rounds(2);
        lastView++;
        all.get(0).side.view(lastView, List.of("a", "b", "c"), true);
        all.get(0).view = List.of("a", "b", "c");
        all.get(1).side.view(lastView, List.of("a", "b", "c"), true);
        all.get(1).view = List.of("a", "b", "c");
        rounds(2);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", SUSPENDED), standings(), "it is seen again, and does not see that itself");
        all.get(2).side.view(lastView, List.of("a", "b", "c"), true);
        all.get(2).view = List.of("a", "b", "c");
        rounds(2);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", SUSPENDED), standings());
        all.get(2).side.settled();
        rounds(1);
        assertEquals(ACTING, all.get(2).standing());
    }

    @Test
    void ofACutClusterOneSideActsAndTheOtherHolds() {
        cluster("a", "b", "c", "d");
        cut(1, "c", "d");
        pass(4000);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", SUSPENDED, "d", SUSPENDED), standings(), "nobody has noticed yet");
        see("a", "b");
        see("c", "d");
        rounds(1);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", HOLDING, "d", HOLDING), standings());
        start("e");
        cut(1, "e");
        see("c", "d", "e");
        rounds(3);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", HOLDING, "d", HOLDING, "e", HOLDING), standings(), "a newcomer has no say");
        cut(0, "c", "d", "e");
        see("a", "b", "c", "d", "e");
        rounds(3);
        assertEquals(Set.of(ACTING), new HashSet<>(standings().values()));
    }

    @Test
    void aSideDoesNotActBeforeTheLeasesOfThoseItHasLostHaveRunOut() {
        List<Node> all = cluster("a", "b", "c");
        cut(1, "a");
        see("b", "c");
        rounds(2);
        assertEquals(Map.of("a", ACTING, "b", HOLDING, "c", HOLDING), standings());
        now += LEASE.toNanos();
        rounds(1);
        assertEquals(Map.of("a", SUSPENDED, "b", ACTING, "c", ACTING), standings());
        assertEquals("what is here decides without [a]", all.get(1).side.permit().reason());
    }

    @Test
    void survivorsOfCrashesActAtOnceHoweverFew() {
        List<Node> all = cluster("a", "b", "c", "d");
        for (Node dead : all.subList(0, 3)) {
            dead.alive = false;
            all.get(3).side.ended(dead.name);
        }
        all.get(3).round();
        assertEquals(ACTING, all.get(3).standing());
        see("d");
        assertEquals(ACTING, all.get(3).standing());
        pass(5000);
        assertEquals(ACTING, all.get(3).standing());
    }

    @Test
    void anEndThatOneNodeHasSeenIsKnownToAll() {
        List<Node> all = cluster("a", "b", "c", "d");
        all.get(0).alive = false;
        all.get(1).alive = false;
        all.get(2).side.ended("a");
        all.get(3).side.ended("b");
        see("c", "d");
        rounds(2);
        assertEquals(ACTING, all.get(2).standing());
        assertEquals(ACTING, all.get(3).standing());
    }

    @Test
    void aNodeThatHasTakenItsLeaveIsNotWaitedFor() {
        List<Node> all = cluster("a", "b");
        all.get(0).side.leave();
        assertEquals(SUSPENDED, all.get(0).standing());
        all.get(1).side.answer(all.get(0).side.question(), true);
        all.get(0).alive = false;
        see("b");
        rounds(1);
        assertEquals(ACTING, all.get(1).standing());
    }

    @Test
    void aNodeThatWasTakenForEndedAndAnswersIsOneAgain() {
        List<Node> all = cluster("a", "b", "c");
        all.get(0).side.ended("c");
        all.get(1).side.answer(all.get(0).side.question(), true);
        all.get(2).round();
        pass(3000);
        assertEquals(Set.of(ACTING), new HashSet<>(standings().values()));
        cut(1, "c");
        see("a", "b");
        see("c");
        pass(3000);
        assertEquals(HOLDING, all.get(2).standing());
    }

    @Test
    void aSideThatHasHeldLongEnoughActs() {
        List<Node> all = cluster("a", "b", "c");
        cut(1, "a");
        cut(2, "b");
        see("a");
        see("b");
        see("c");
        pass(29_000);
        assertEquals(Map.of("a", HOLDING, "b", HOLDING, "c", HOLDING), standings());
        all.get(1).alive = false;
        pass(2000);
        assertEquals(ACTING, all.get(2).standing());
        cut(0, "a");
        see("a", "c");
        rounds(4);
        assertEquals(ACTING, all.get(0).standing());
        assertEquals(ACTING, all.get(2).standing());
    }

    @Test
    void aNodeThatHasMissedAChangeOfTheElectorateCannotActByTheOldOne() {
        List<Node> all = cluster("a", "b", "c");
        cut(1, "c");
        see("a", "b");
        pass(3000);
        assertEquals(Map.of("a", ACTING, "b", ACTING, "c", SUSPENDED), standings());
        cut(1, "b");
        see("a");
        see("b", "c");
        pass(3000);
        assertEquals(Map.of("a", ACTING, "b", HOLDING, "c", HOLDING), standings(), "{b, c} is most of {a, b, c}, but half of {a, b}");
        assertNotEquals(ACTING, all.get(1).standing());
    }
}
