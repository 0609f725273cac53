package org.imspresence.dialog.standard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;

import org.imspresence.dialog.Refusals;
import org.imspresence.overload.Backlog;
import org.imspresence.overload.Overload;
import org.imspresence.overload.OverloadLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardExchangesTest {

    private static final OverloadLimits LIMITS = new OverloadLimits(1000, 10, 250, 1000, 10);
    private static final Backlog NONE = new Backlog() {
        @Override
        public int length() {
            return 0;
        }

        @Override
        public long age() {
            return 0;
        }
    };

    private final SessionsByTag sessions = new SessionsByTag();
    private final Overload overload = new Overload(LIMITS, () -> 0, () -> 0, NONE, bound -> 0, 0);
    private final Refusals refusals = new Refusals((kind, entry) -> { });
    private final StandardExchanges exchanges = new StandardExchanges(sessions, overload, refusals);
    private final FakeSubscribe subscribe = new FakeSubscribe();

    @Test
    void whatIsTakenOnCountsUntilItIsAnswered() throws IOException {
        assertTrue(exchanges.takes(subscribe.servletRequest()));
        assertEquals(1, overload.unanswered());

        exchanges.send(subscribe.servletRequest().createResponse(403, "Forbidden"));

        assertEquals(0, overload.unanswered());
    }

    @Test
    void whenTheDoorIsClosedRequestsAreSentElsewhere() {
        exchanges.closeDoor();

        assertFalse(exchanges.takes(subscribe.servletRequest()));
        assertEquals(503, subscribe.status());
        assertEquals("2", subscribe.header("Retry-After"));
        assertEquals(1, refusals.counters().get("presence_requests_refused_total{cause=\"closed\"}").getAsLong());
        assertEquals(0, overload.unanswered());
    }

    @Test
    void aNodeThatIsFullRefusesByTheClassOfTheRequest() {
        for (int i = 0; i < LIMITS.unanswered(); i++) {
            exchanges.takes(new FakeSubscribe().servletRequest());
        }

        assertFalse(exchanges.takes(subscribe.servletRequest()));
        assertEquals(480, subscribe.status());
        assertEquals(5, refusals.counters().get("presence_requests_refused_total{cause=\"overload\"}").getAsLong());
    }

    @Test
    void theAnswerThatOpensADialogNamesThePresentityAndMakesTheSessionItsDialog() throws IOException {
        String tag = exchanges.localTag(subscribe.servletRequest());

        exchanges.sendInDialog(subscribe.servletRequest().createResponse(200, "OK"), "p-user", tag, false);

        assertEquals("p-user", subscribe.contactUser());
        assertEquals(Optional.of(subscribe.session().servletSession()), sessions.of(tag));
        assertEquals(tag, exchanges.localTag(subscribe.servletRequest()), "of a refresh, too");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.9, SIP/2.0/UDP a.example.com;received=10.0.0.9, 10.0.0.9",
        "10.0.0.9, SIP/2.0/UDP 10.0.0.9, 10.0.0.9",
        "5555::1, SIP/2.0/UDP [5555:0::1], 5555::1"})
    void thePeerIsWhoTheContainerHasReceivedFrom(String told, String via, String peer) throws IOException {
        assertEquals(Optional.of(InetAddress.getByName(peer)), exchanges.peer(subscribe.from(told, via).servletRequest()));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, SIP/2.0/UDP a.example.com;received=10.0.0.9",
        "10.0.0.1, SIP/2.0/UDP a.example.com",
        "a.example.com, SIP/2.0/UDP a.example.com",
        ", SIP/2.0/UDP 10.0.0.9"})
    void aPeerThatTheRequestHasMadeUpIsNone(String told, String via) {
        assertEquals(Optional.empty(), exchanges.peer(subscribe.from(told, via).servletRequest()));
    }
}
