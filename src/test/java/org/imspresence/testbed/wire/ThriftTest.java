package org.imspresence.testbed.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.SipUri;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What thrifty agents do where a server offers what they ask for, and where it does not. */
class ThriftTest {

    private static final String PRESENTITY = "sip:user1_public1@home2.net";
    private static final String DOCUMENT = Pidf.document(PRESENTITY, "here");
    private static final String DIFF = RichPresence.of(PRESENTITY).step(new Random(1)).diff();

    private final SipEndpoint server = SipEndpoint.udp();

    @AfterEach
    void close() {
        server.close();
    }

    private List<SipMessage> received(String method) {
        return server.log().received(message -> message.isRequest(method));
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream deflated = new GZIPOutputStream(bytes)) {
            deflated.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Answers the first SUBSCRIBE 200 with a gzipped NOTIFY, the others 204. */
    private void serveConditionally() {
        server.onRequest(incoming -> {
            SipMessage subscribe = incoming.message();
            if (subscribe.toTag().isPresent()) {
                incoming.respond(204, "No Notification");
                return;
            }
            SipMessage ok = SipMessage.response(subscribe, 200, "OK").withToTag("as").with("Contact", "<sip:" + server.hostPort() + ">");
            incoming.respond(ok);
            String watcher = subscribe.uris("Contact").get(0);
            SipUri target = SipUri.parse(watcher);
            SipMessage notify = SipMessage.request("NOTIFY", watcher).with("From", ok.required("To")).with("To", ok.required("From")).with("Call-ID", ok.callId()).with("CSeq", "1 NOTIFY")
                    .with("SIP-ETag", "one").with("Content-Encoding", "gzip").withBody(Pidf.TYPE, gzip(DOCUMENT));
            server.send(notify, new InetSocketAddress(target.host(), target.port()));
        });
    }

    private DayWatcher watcher(boolean thrifty) {
        return new DayWatcher(server.address(), PRESENTITY, 0, Surroundings.NONE, thrifty);
    }

    /** RFC 5839, RFC 3261 s20.2. */
    @Test
    void aThriftyWatcherInflatesAndIsContentWithoutANotifyWhereNothingIsNew() {
        serveConditionally();
        try (DayWatcher watcher = watcher(true)) {
            watcher.subscribe();
            watcher.subscribe();

            assertEquals(DOCUMENT, new String(watcher.known(), UTF_8));
            assertEquals(List.of(Optional.empty(), Optional.of("one")), received("SUBSCRIBE").stream().map(subscribe -> subscribe.header("Suppress-If-Match")).toList());
            assertEquals(Optional.of("gzip"), received("SUBSCRIBE").get(0).header("Accept-Encoding"));
            assertEquals(1, watcher.wholeLog().received(message -> message.isRequest("NOTIFY")).size());
        }
    }

    @Test
    void whoSetsNoConditionTakesNoConditionalAnswer() {
        serveConditionally();
        try (DayWatcher watcher = watcher(false)) {
            watcher.subscribe();

            assertThrows(IllegalStateException.class, watcher::subscribe);
        }
    }

    private void acceptOnly(String... types) {
        server.onRequest(incoming -> {
            boolean taken = List.of(types).contains(incoming.message().header("Content-Type").orElse(""));
            SipMessage answer = taken ? SipMessage.response(incoming.message(), 200, "OK").with("SIP-ETag", "tag") : SipMessage.response(incoming.message(), 415, "Unsupported Media Type");
            incoming.respond(answer.withToTag("as"));
        });
    }

    private List<String> publishTwoChanges(boolean thrifty) {
        try (DayPublisher publisher = new DayPublisher(server.address(), PRESENTITY, Surroundings.NONE, thrifty)) {
            publisher.publish(DOCUMENT);
            publisher.change(DOCUMENT, DIFF);
            publisher.change(DOCUMENT, DIFF);
        }
        return received("PUBLISH").stream().map(publish -> publish.required("Content-Type") + publish.header("SIP-If-Match").map(tag -> " if " + tag).orElse("")).toList();
    }

    /** RFC 5264 s3.2. */
    @Test
    void aThriftyPublisherPublishesChanges() {
        acceptOnly("application/pidf+xml", "application/pidf-diff+xml");

        assertEquals(List.of("application/pidf+xml", "application/pidf-diff+xml if tag", "application/pidf-diff+xml if tag"), publishTwoChanges(true));
    }

    @Test
    void itPublishesWholeDocumentsFromTheFirstRefusalOn() {
        acceptOnly("application/pidf+xml");

        assertEquals(List.of("application/pidf+xml", "application/pidf-diff+xml if tag", "application/pidf+xml if tag", "application/pidf+xml if tag"), publishTwoChanges(true));
    }

    @Test
    void anotherPublisherPublishesWholeDocuments() {
        acceptOnly("application/pidf+xml", "application/pidf-diff+xml");

        assertEquals(List.of("application/pidf+xml", "application/pidf+xml if tag", "application/pidf+xml if tag"), publishTwoChanges(false));
    }
}
