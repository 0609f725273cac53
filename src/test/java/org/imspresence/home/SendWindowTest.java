package org.imspresence.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

class SendWindowTest {

    private final List<String> granted = new ArrayList<>();

    private boolean enter(SendWindow window, String hop, String who) {
        return window.enter(hop, () -> granted.add(who));
    }

    private boolean enter(SendWindow window, String hop) {
        return enter(window, hop, hop);
    }

    @Test
    void aNodeHasSoManyPlacesWhateverTheHop() {
        SendWindow window = new SendWindow(3, 3);

        assertTrue(enter(window, "a"));
        assertTrue(enter(window, "b"));
        assertTrue(enter(window, "c"));
        assertFalse(enter(window, "d"));
        assertEquals(List.of(), granted);
    }

    @Test
    void aHopHasSoManyPlaces() {
        SendWindow window = new SendWindow(10, 2);

        assertTrue(enter(window, "a"));
        assertTrue(enter(window, "a"));
        assertFalse(enter(window, "a"));
        assertTrue(enter(window, "b"));
    }

    @Test
    void aPlaceThatIsGivenBackIsGrantedToTheOneThatHasWaitedLongest() {
        SendWindow window = new SendWindow(1, 1);
        enter(window, "a");
        enter(window, "a", "first");
        enter(window, "a", "second");

        window.leave("a");
        assertEquals(List.of("first"), granted);
        window.leave("a");
        assertEquals(List.of("first", "second"), granted);
        window.leave("a");
        assertEquals(List.of("first", "second"), granted);
        assertTrue(enter(window, "a"), "all are gone");
    }

    @Test
    void aGrantedPlaceIsTaken() {
        SendWindow window = new SendWindow(1, 1);
        enter(window, "a");
        enter(window, "b", "waits");
        window.leave("a");

        assertEquals(List.of("waits"), granted);
        assertFalse(enter(window, "c"));
    }

    @Test
    void aGrantedPlaceThatIsGivenBackUnusedPassesOn() {
        SendWindow window = new SendWindow(1, 1);
        enter(window, "a");
        window.enter("a", () -> {
            granted.add("has no use for it");
            window.leave("a");
        });
        enter(window, "a", "has");

        window.leave("a");

        assertEquals(List.of("has no use for it", "has"), granted);
        assertFalse(enter(window, "a"));
    }

    @Test
    void aDeadHopLeavesRoomForTheOthers() {
        SendWindow window = new SendWindow(10, 4);
        for (int i = 0; i < 1000; i++) {
            enter(window, "dead", "dead");
        }

        for (int i = 0; i < 100; i++) {
            assertTrue(enter(window, "alive"), "NOTIFY " + i);
            window.leave("alive");
        }
        assertEquals(List.of(), granted, "nothing has come back from the dead hop");
    }

    @Test
    void hopsTakeTurnsWhenTheNodeIsFull() {
        SendWindow window = new SendWindow(1, 1);
        enter(window, "a");
        for (int i = 0; i < 3; i++) {
            enter(window, "a", "a" + i);
            enter(window, "b", "b" + i);
        }

        String[] holders = {"a", "a", "b", "a", "b", "a", "b"};
        for (String holder : holders) {
            window.leave(holder);
        }

        assertEquals(List.of("a0", "b0", "a1", "b1", "a2", "b2"), granted);
    }

    @Test
    void whoWaitsForAnotherHopIsGrantedThePlaceWhenTheOwnHopIsStillFull() {
        SendWindow window = new SendWindow(3, 2);
        enter(window, "a");
        enter(window, "a");
        enter(window, "b");
        enter(window, "a", "waits for a");
        enter(window, "b", "waits for b");

        window.leave("b");

        assertEquals(List.of("waits for b"), granted);
        window.leave("a");
        assertEquals(List.of("waits for b", "waits for a"), granted);
    }

    @Test
    void nobodyWaitsWhileThereIsRoom() {
        Random random = new Random(7);
        SendWindow window = new SendWindow(5, 3);
        List<String> holders = new ArrayList<>();
        List<String> waiting = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(100) < 52) {
                String hop = "hop" + random.nextInt(4);
                boolean now = window.enter(hop, () -> {
                    waiting.remove(hop);
                    holders.add(hop);
                });
                (now ? holders : waiting).add(hop);
            } else if (!holders.isEmpty()) {
                window.leave(holders.remove(random.nextInt(holders.size())));
            }
            assertTrue(holders.size() <= 5);
            for (int hop = 0; hop < 4; hop++) {
                String name = "hop" + hop;
                long held = holders.stream().filter(name::equals).count();
                assertTrue(held <= 3);
                assertFalse(waiting.contains(name) && held < 3 && holders.size() < 5, "a place is free that " + name + " waits for");
            }
            while (waiting.size() > 50 && !holders.isEmpty()) {
                window.leave(holders.remove(0));
            }
        }
    }
}
