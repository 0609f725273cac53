package org.imspresence.tryit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.tryit.TryIt.RefusedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watchers for trying out, with a user agent of the testbed in the place of the server. */
class TryItTest {

    private static final String PRESENTITY = "sip:alice@example.com";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SipEndpoint server = SipEndpoint.udp();
    private final TryIt tryIt = new TryIt(server.address());

    @BeforeEach
    void answerSubscribes() {
        server.onRequest(incoming -> {
            SipMessage ok = SipMessage.response(incoming.message(), 200, "OK");
            incoming.respond(ok.with("To", incoming.message().required("To").replaceAll(";tag=.*", "") + ";tag=s").with("Contact", "<sip:p-x@" + server.hostPort() + ">"));
        });
    }

    @AfterEach
    void close() {
        tryIt.close();
        server.close();
    }

    private SipMessage notifyOf(Watching watching, String callId, String state) {
        return SipMessage.request("NOTIFY", "sip:newcomer@" + watching.contact()).with("Max-Forwards", "70").with("From", '<' + PRESENTITY + ">;tag=s")
                .with("To", '<' + watching.watcher() + ">;tag=" + watching.id()).with("Call-ID", callId).with("CSeq", "42 NOTIFY").with("Subscription-State", state).with("Content-Length", "0");
    }

    @Test
    void aWatcherSubscribesAndAnswersTheNotifysOfItsDialog() throws RefusedException {
        Watching watching = tryIt.watch(PRESENTITY);
        SipMessage subscribe = server.awaitRequest(request -> request.isRequest("SUBSCRIBE"), PATIENCE);
        assertEquals(List.of(PRESENTITY, "600", "presence"), List.of(subscribe.requestUri(), subscribe.required("Expires"), subscribe.required("Event")));

        assertEquals(481, server.exchange(notifyOf(watching, "another", "active"), watcherAddress(watching)).status());
        assertEquals(200, server.exchange(notifyOf(watching, watching.callId(), "active;expires=600"), watcherAddress(watching)).status());
        assertEquals(List.of("1 active;expires=600"), tryIt.watching().stream().map(one -> one.notifies() + " " + one.state()).toList());
    }

    @Test
    void itEndsItsSubscriptionInItsDialog() throws RefusedException {
        Watching watching = tryIt.watch(PRESENTITY);

        assertEquals(watching.id(), tryIt.end(watching.id()).orElseThrow().id());

        SipMessage last = server.awaitRequest(request -> request.isRequest("SUBSCRIBE") && request.required("Expires").equals("0"), PATIENCE);
        assertEquals("s", last.toTag().orElseThrow());
        assertEquals("sip:p-x@" + server.hostPort(), last.requestUri());
        assertEquals(List.of(), tryIt.watching());
        assertEquals(Optional.empty(), tryIt.end(watching.id()));
    }

    @Test
    void thereAreFew() throws RefusedException {
        for (int i : IntStream.range(0, TryIt.MOST).toArray()) {
            tryIt.watch("sip:user" + i + "@example.com");
        }
        assertEquals(409, assertThrows(RefusedException.class, () -> tryIt.watch(PRESENTITY)).status());
    }

    @Test
    void whatTheServerRefusesIsSaidAndNobodyIsLeft() {
        server.onRequest(incoming -> incoming.respond(480, "Too busy"));

        RefusedException refused = assertThrows(RefusedException.class, () -> tryIt.watch(PRESENTITY));

        assertEquals("502 the SUBSCRIBE was answered: SIP/2.0 480 Too busy", refused.status() + " " + refused.getMessage());
        assertEquals(List.of(), tryIt.watching());
        assertEquals(400, assertThrows(RefusedException.class, () -> tryIt.watch("sip:a@example.com>\r\nX: y")).status());
    }

    private static InetSocketAddress watcherAddress(Watching watching) {
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(watching.contact().split(":")[1]));
    }
}
