package org.imspresence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Scanner;
import java.util.UUID;
import org.imspresence.testbed.MessageLog;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A connection that is lost when requests are to be answered, and one that has just begun. The S-CSCF is at 127.0.0.2, and a stranger at 127.0.0.1. */
class ConnectionsIT extends ServerScene {

    private static final String TRUSTED = "127.0.0.2";
    private static final String STRANGER = "127.0.0.1";
    private static final String PUBLICATIONS = "presence_publications";
    private static final int REQUESTS = 1_000;
    private static final int ATTEMPTS = 100;
    private static final int CONNECTIONS = 1_000;
    private static final int AT_ONCE = 16;

    private static Metrics metrics;

    private final String callId = UUID.randomUUID().toString();
    private int strangers;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options()
                .set("identity.trusted-peers", TRUSTED)
                .set("identity.unasserted", "anonymous"));
        metrics = Metrics.of(server);
    }

    private SipMessage publish(String id, String via) {
        return SipMessage.request("PUBLISH", presentity)
                .with("Max-Forwards", "70")
                .with("From", "<" + presentity + ">;tag=1")
                .with("To", "<" + presentity + ">")
                .with("Call-ID", id + callId)
                .with("CSeq", "1 PUBLISH")
                .with("Event", "presence")
                .with("Expires", "600")
                .with("P-Asserted-Identity", "<" + presentity + ">")
                .pushing("Via", via + ";branch=z9hG4bK" + id + callId)
                .withBody("application/pidf+xml", document("here").getBytes(UTF_8));
    }

    private static String overTcp(String host, int port) {
        return "SIP/2.0/TCP " + host + ":" + port;
    }

    // ---- A lost one --------------------------------------------------------------------------------------------------------------------------

    /**
     * Waits for the beginning of an answer, and not for all of them. By itself the stack would go on with the others at the host that their Vias name, and take that for its peer; how many they are depends on how fast the
     * server is.
     */
    private void sendManyAndBeGone(String via) throws IOException {
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (int i = 0; i < REQUESTS; i++) {
            requests.write(publish(strangers + "stranger" + i, via).bytes());
        }
        strangers++;
        try (Socket stranger = connectedFrom(STRANGER)) {
            stranger.setSoLinger(true, 0); // reset by close
            stranger.getOutputStream().write(requests.toByteArray());
            stranger.setSoTimeout((int) PATIENCE.toMillis());
            assertEquals('S', stranger.getInputStream().read(), "no answer");
        }
    }

    @RepeatedTest(10)
    void thatIsLostIsNotReplacedByOneToATrustedPeerWhoIsBelieved() throws IOException {
        long publications = metrics.value(PUBLICATIONS);
        SipEndpoint trusted = opened(SipEndpoint.tcp());
        int port = trusted.connect(entry(), InetAddress.getByName(TRUSTED)).getPort();
        try (ServerSocket peer = new ServerSocket(0, 50, InetAddress.getByName(TRUSTED))) {
            sendManyAndBeGone(overTcp(TRUSTED, peer.getLocalPort()));

            assertEquals(200, trusted.exchange(publish("trusted", overTcp(TRUSTED, port)), entry()).status());
            metrics.await(PUBLICATIONS, now -> now == publications + 1, PATIENCE);
        }
    }

    @RepeatedTest(10)
    void thatIsLostIsNotReplacedByThatOfATrustedPeerWhichEndsWithIt() throws IOException {
        SipEndpoint trusted = opened(SipEndpoint.tcp());
        InetSocketAddress connection = trusted.connect(entry(), InetAddress.getByName(TRUSTED));
        String via = overTcp(TRUSTED, connection.getPort());
        assertEquals(200, trusted.exchange(publish("before", via), entry()).status());

        sendManyAndBeGone(via);

        assertEquals(200, trusted.exchange(publish("after", via), entry()).status());
        assertEquals(connection, trusted.connect(entry()), "the connection was closed");
        assertEquals(2, trusted.log().received(answer -> true).size(), "answers to the stranger came here");
    }

    @RestcommOnly("the container does not always open another one")
    @Test
    void thatIsLostIsReplacedByOneToItsPeerAtThePortThatTheViaNames() throws IOException {
        SipEndpoint stranger = opened(SipEndpoint.tcp(new InetSocketAddress(STRANGER, 0)));
        for (int i = 0; i < ATTEMPTS && stranger.log().entries().isEmpty(); i++) {
            sendManyAndBeGone(overTcp("nobody.invalid", stranger.address().getPort()));
        }
        SipMessage answer = stranger.log().await("an answer on another connection", MessageLog.Entry::received, PATIENCE).message();
        assertEquals(403, answer.status());
    }

    // ---- The first requests ------------------------------------------------------------------------------------------------------------------

    /** The stack's threads process them at the same time: one may be answered before another has made the connection known. */
    @Test
    void thatBeginsWithSeveralRequestsHasThemAllAnswered() throws IOException {
        for (int n = 0; n < CONNECTIONS; n++) {
            try (Socket stranger = connectedFrom(STRANGER)) {
                stranger.setSoTimeout((int) PATIENCE.toMillis());
                ByteArrayOutputStream requests = new ByteArrayOutputStream();
                for (int i = 0; i < AT_ONCE; i++) {
                    requests.write(publish(n + "first" + i, overTcp(STRANGER, stranger.getLocalPort())).bytes());
                }
                stranger.getOutputStream().write(requests.toByteArray());
                Scanner answers = new Scanner(stranger.getInputStream(), UTF_8);
                for (int i = 0; i < AT_ONCE; i++) {
                    assertNotNull(answers.findWithinHorizon("SIP/2.0 403", 0), "connection " + n + " has only so many answers: " + i);
                }
            }
        }
    }
}
