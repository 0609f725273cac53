package org.imspresence.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;

import org.imspresence.event.EventState;
import org.junit.jupiter.api.Test;

/** What triggers look at is kept as long as a watcher needs it, and of many only the newest. */
class PreviousStatesTest {

    private static final class State implements EventState {

        @Override
        public byte[] body(String format) {
            return new byte[0];
        }

        @Override
        public boolean isSameAs(EventState other) {
            return this == other;
        }

        @Override
        public String digest() {
            return "";
        }
    }

    private final PreviousStates previous = new PreviousStates(2);
    private final State a = new State();
    private final State b = new State();
    private final State c = new State();
    private final State whole = new State();

    @Test
    void whatWasToldIsFoundAsItWasBeforeTheFilter() {
        previous.keep(a, whole);
        previous.keep(b, b);

        assertEquals(Optional.of(whole), previous.of(a));
        assertEquals(Optional.of(b), previous.of(b));
        assertEquals(Optional.empty(), previous.of(whole));
        assertFalse(previous.areTooMany());
    }

    @Test
    void whatNoWatcherKnowsAnyMoreGoesFirst() {
        previous.keep(a, whole);
        previous.keep(b, whole);
        previous.keep(c, whole);
        assertTrue(previous.areTooMany());

        previous.trim(Set.of(a, c));

        assertEquals(Optional.empty(), previous.of(b));
        assertEquals(Optional.of(whole), previous.of(a));
        assertEquals(Optional.of(whole), previous.of(c));
    }

    @Test
    void ofTooManyThatAreNeededThoseGoThatWereToldFirst() {
        previous.keep(a, whole);
        previous.keep(b, whole);
        previous.keep(a, whole);
        previous.keep(c, whole);
        previous.keep(a, whole);

        previous.trim(Set.of(a, b, c));

        assertTrue(previous.of(a).isPresent(), "what is told once more is as good as new");
        assertEquals(Optional.empty(), previous.of(b));
        assertEquals(Optional.empty(), previous.of(c));
    }
}
