package org.imspresence.dialog.standard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;

class SessionsByTagTest {

    private final SessionsByTag sessions = new SessionsByTag();
    private final FakeSession session = new FakeSession();

    @Test
    void whatStandsForATagStaysWithItsSession() {
        String tag = SessionsByTag.tagOf(session.servletSession());

        assertEquals(tag, SessionsByTag.tagOf(session.servletSession()));
        assertNotEquals(tag, SessionsByTag.tagOf(new FakeSession().servletSession()));
    }

    @Test
    void aSessionIsKeptSomewhatLongerThanItsSubscription() {
        sessions.bind("t", session.servletSession(), 600);

        assertEquals(Optional.of(session.servletSession()), sessions.of("t"));
        assertEquals(12, session.minutes());
    }

    @Test
    void aWatcherThatSubscribesOnceMoreIsToldInTheDialogOfTheLastAnswer() {
        FakeSession second = new FakeSession();
        sessions.bind("t", session.servletSession(), 3600);
        sessions.bind("t", second.servletSession(), 3600);

        assertEquals(Optional.of(second.servletSession()), sessions.of("t"));
        assertEquals("t", SessionsByTag.tagOf(second.servletSession()), "its refresh is one of the same subscription");
        assertEquals(2, session.minutes());
        assertEquals(1, sessions.size());
    }

    @Test
    void aDialogThatTheContainerHasEndedIsNoneAnyMore() {
        sessions.bind("t", session.servletSession(), 600);

        session.terminate();

        assertEquals(Optional.empty(), sessions.of("t"));
    }

    @Test
    void nothingIsKeptOfADialogThatIsOver() {
        sessions.bind("t", session.servletSession(), 600);

        sessions.release("t");
        sessions.release("t");

        assertEquals(0, sessions.size());
        assertEquals(2, session.minutes(), "for repeats of the last requests");
    }

    @Test
    void aDialogThatTheContainerHasDroppedBeforeMayBeOver() {
        sessions.bind("t", session.servletSession(), 600);
        session.invalidate();

        sessions.release("t");

        assertEquals(0, sessions.size());
    }

    @Test
    void sessionsThatTheContainerHasDroppedAreForgotten() {
        FakeSession living = new FakeSession();
        sessions.bind("t", session.servletSession(), 600);
        sessions.bind("u", living.servletSession(), 600);

        session.invalidate();
        sessions.sweep();

        assertEquals(1, sessions.size());
        assertEquals(Optional.of(living.servletSession()), sessions.of("u"));
    }
}
