package org.imspresence.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SipEndpointTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SipEndpoint client = SipEndpoint.udp();
    private final SipEndpoint server = SipEndpoint.udp();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static SipMessage options() {
        return SipMessage.request("OPTIONS", "sip:a@b").with("From", "<sip:c@d>;tag=1").with("To", "<sip:a@b>")
                .with("Call-ID", "1").with("CSeq", "1 OPTIONS").with("Max-Forwards", "70").with("Content-Length", "0");
    }

    @Test
    void anUnansweredRequestIsSentAgainAndItsRepeatIsNotHandledTwice() {
        AtomicInteger handled = new AtomicInteger();
        client.t1(Duration.ofMillis(20));
        server.onRequest(request -> handled.incrementAndGet());

        var response = client.send(options(), server.address());
        server.log().await("a repeat", entry -> entry.received() && entry.repeat(), PATIENCE);

        assertEquals(1, handled.get());
        assertEquals(1, server.log().received(SipMessage::isRequest).size());
        assertTrue(!response.isDone());
    }

    @Test
    void aRepeatedRequestGetsTheSameResponse() {
        AtomicInteger handled = new AtomicInteger();
        server.onRequest(request -> request.respond(200 + handled.getAndIncrement(), "OK"));
        SipMessage request = options().pushing("Via", client.newVia());

        client.sendRaw(request, server.address());
        client.sendRaw(request, server.address());
        MessageLog.Entry second = client.log().await("two responses", MessageLog.Entry::received, 2, PATIENCE);

        assertEquals(200, second.message().status());
        assertTrue(second.repeat());
    }

    @Test
    void silenceEndsAtTimerF() {
        client.t1(Duration.ofMillis(5));
        server.onRequest(request -> { });

        assertThrows(NotSeenException.class, () -> client.exchange(options(), server.address()));
    }

    @Test
    void closingEndsTheWaitForAResponse() {
        server.onRequest(request -> { });
        var response = client.send(options(), server.address());

        client.close();

        assertTrue(response.isCompletedExceptionally());
    }

    @Test
    void aProvisionalResponseDoesNotEndTheTransaction() {
        server.onRequest(request -> {
            request.respond(100, "Trying");
            request.respond(480, "Temporarily Unavailable");
        });

        assertEquals(480, client.exchange(options(), server.address()).status());
    }

    @Test
    void tcpAnswersOnTheConnectionOfTheRequest() {
        try (SipEndpoint tcpClient = SipEndpoint.tcp(); SipEndpoint tcpServer = SipEndpoint.tcp()) {
            tcpServer.onRequest(request -> request.respond(200, "OK"));

            assertEquals(200, tcpClient.exchange(options(), tcpServer.address()).status());
            assertEquals(200, tcpClient.exchange(options().with("CSeq", "2 OPTIONS"), tcpServer.address()).status());
            assertEquals(1, tcpServer.log().entries().stream().map(MessageLog.Entry::peer).distinct().count());
        }
    }

    @Test
    void whatCannotBeReadIsAProblemOfTheLog() {
        client.sendRaw(SipMessage.request("OPTIONS", "sip:a@b"), server.address()); // no Via
        client.sendRaw(options().pushing("Via", client.newVia()), server.address());
        server.awaitRequest(request -> request.header("Via").isPresent(), PATIENCE);

        assertEquals(1, server.log().problems().size());
    }
}
