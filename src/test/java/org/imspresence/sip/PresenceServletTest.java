package org.imspresence.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.servlet.ServletException;
import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipServletResponse;

import org.imspresence.cluster.Cluster;
import org.imspresence.cluster.ClusterSettings;
import org.imspresence.dialog.ContactUser;
import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Dialogs;
import org.imspresence.dialog.Exchanges;
import org.imspresence.dialog.Notify;
import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.documents.NoDocuments;
import org.imspresence.event.EventPackages;
import org.imspresence.home.HomeSchema;
import org.imspresence.home.HomeSettings;
import org.imspresence.home.Homes;
import org.imspresence.home.Recorders;
import org.imspresence.journal.Journal;
import org.imspresence.presence.SamplePackages;
import org.imspresence.sip.doubles.FakeContext;
import org.imspresence.sip.doubles.FakeRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresenceServletTest {

    private static final String PRESENTITY = FakeRequest.PRESENTITY;
    private static final String ALLOW = "SUBSCRIBE, PUBLISH, OPTIONS";

    /** A final response as it leaves; Contact user and tag are there when it went in a dialog. */
    private record Left(SipServletResponse response, Optional<String> contactUser, Optional<String> toTag) {

        int status() {
            return response.getStatus();
        }

        String header(String name) {
            return response.getHeader(name);
        }
    }

    /** What leaves, in order: responses and NOTIFYs. */
    private final BlockingQueue<Object> left = new LinkedBlockingQueue<>();
    private final FakeContext context = new FakeContext();
    private final PresenceServlet servlet = new PresenceServlet();
    private final Cluster cluster = Cluster.start(ClusterSettings.alone("a"), List.of(HomeSchema.INSTANCE), List.of(Homes.SUBSCRIPTIONS, Homes.PUBLICATIONS, Homes.DELIVERIES));
    private Homes homes;
    private boolean ready = true;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Journal journal = (kind, entry) -> told.add(kind + " " + entry.get().text());

    private final Exchanges exchanges = new Exchanges() {
        @Override
        public void sendInDialog(SipServletResponse response, String contactUser, String toTag, boolean isSecure) {
            left.add(new Left(response, Optional.of(contactUser), Optional.of(toTag)));
        }

        @Override
        public void send(SipServletResponse response) throws IOException {
            left.add(new Left(response, Optional.empty(), Optional.empty()));
        }

        @Override
        public Optional<InetAddress> peer(SipServletRequest request) {
            return Optional.empty();
        }
    };

    private final Dialogs dialogs = new Dialogs() {
        @Override
        public CompletableFuture<NotifyOutcome> send(DialogState dialog, Notify notify) {
            left.add(notify);
            return CompletableFuture.completedFuture(NotifyOutcome.of(200));
        }
    };

    @BeforeEach
    void start() throws ServletException {
        servlet.init(context.config());
    }

    @AfterEach
    void stop() {
        cluster.close();
        if (homes != null) {
            homes.close();
        }
    }

    private void open() {
        EventPackages packages = SamplePackages.with();
        homes = Homes.start(cluster, HomeSettings.of(SamplePackages.settings("authorization.default", "allow")), packages, new NoDocuments("not here"), dialogs, Clock.systemUTC(), new Recorders(latency -> { }, lag -> { }, routes -> { }, takeover -> { }), journal);
        Identities identities = SampleIdentities.believingFrom();
        context.setAttribute(PresenceServlet.Inside.class.getName(), new PresenceServlet.Inside(new Admission(packages, Set.of(), identities), homes, exchanges, () -> ready, journal));
    }

    private Object next() {
        try {
            Object one = left.poll(20, TimeUnit.SECONDS);
            if (one == null) {
                throw new AssertionError("nothing has left within 20 s");
            }
            return one;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Left answerTo(FakeRequest request) throws IOException {
        servlet.doRequest(request.servletRequest());
        return (Left) next();
    }

    // ---- The door --------------------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"SUBSCRIBE", "PUBLISH", "OPTIONS", "INVITE"})
    void beforeTheServerIsOpenEveryRequestIsTurnedAwayForAWhile(String method) throws IOException {
        FakeRequest request = FakeRequest.of(method);

        servlet.doRequest(request.servletRequest());

        assertEquals(1, request.responses().size());
        assertTrue(request.responses().get(0).isSent());
        assertEquals(503, request.responses().get(0).getStatus());
        assertEquals(Optional.of("5"), request.responses().get(0).header("Retry-After"));
    }

    @Test
    void anAckIsAnsweredNeitherBeforeTheServerIsOpenNorAfter() throws IOException {
        FakeRequest ack = FakeRequest.of("ACK");

        servlet.doRequest(ack.servletRequest());
        open();
        servlet.doRequest(ack.servletRequest());

        assertEquals(List.of(), ack.responses());
        assertTrue(left.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "MESSAGE", "REGISTER", "NOTIFY", "REFER", "INFO", "UPDATE", "PRACK", "BYE", "FOO", "subscribe"})
    void aMethodThatIsNotServedIsToldWhichAre(String method) throws IOException {
        open();

        Left answer = answerTo(FakeRequest.of(method));

        assertEquals(405, answer.status());
        assertEquals(ALLOW, answer.header("Allow"));
    }

    @Test
    void optionsTellWhatIsServed() throws IOException {
        open();

        Left answer = answerTo(FakeRequest.of("OPTIONS"));

        assertEquals(200, answer.status());
        assertEquals(ALLOW, answer.header("Allow"));
        assertEquals("application/pidf+xml, application/cpim-pidf+xml, application/pidf-diff+xml, application/simple-filter+xml", answer.header("Accept"));
        assertEquals("presence", answer.header("Allow-Events"));
    }

    @Test
    void optionsAreAnswered503WhileTheNodeIsNotReadyAndEverythingElseIsServed() throws IOException {
        open();
        ready = false;

        Left answer = answerTo(FakeRequest.of("OPTIONS"));

        assertEquals(503, answer.status());
        assertNull(answer.header("Retry-After"));
        assertEquals(200, answerTo(FakeRequest.publish()).status());
    }

    @Test
    void whatAdmissionRefusesCarriesTheHeadersOfItsStatus() throws IOException {
        open();

        Left badEvent = answerTo(FakeRequest.subscribe().without("Event"));
        assertEquals(489, badEvent.status());
        assertEquals("presence", badEvent.header("Allow-Events"));
        Left badExtension = answerTo(FakeRequest.publish().with("Require", "x"));
        assertEquals(420, badExtension.status());
        assertEquals("x", badExtension.header("Unsupported"));
    }

    // ---- SUBSCRIBE -------------------------------------------------------------------------------------------------------------------------

    @Test
    void aSubscribeIsAnsweredInItsDialogAndTheNotifyFollows() throws IOException {
        open();

        Left answer = answerTo(FakeRequest.subscribe());

        assertEquals(200, answer.status());
        assertEquals("600", answer.header("Expires"));
        assertEquals("presence", answer.header("Allow-Events"));
        assertEquals(Optional.of(PRESENTITY), answer.contactUser().flatMap(ContactUser::presentity));
        assertTrue(answer.toTag().orElseThrow().matches("[A-Za-z0-9_-]{11}"), answer.toTag()::toString);
        Notify notify = (Notify) next();
        assertEquals("presence", notify.event());
        assertEquals(answer.contactUser(), Optional.of(notify.contactUser()));
    }

    @Test
    void aSubscribeThatIsTooBriefIsToldTheShortest() throws IOException {
        open();

        Left answer = answerTo(FakeRequest.subscribe().without("Expires").with("Expires", "1"));

        assertEquals(423, answer.status());
        assertEquals("60", answer.header("Min-Expires"));
        assertEquals(Optional.empty(), answer.contactUser());
    }

    @Test
    void aSubscribeThatAcceptsNothingThatIsServedIsRefused() throws IOException {
        open();

        assertEquals(406, answerTo(FakeRequest.subscribe().with("Accept", "text/plain")).status());
    }

    @Test
    void aSubscribeInAnUnknownDialogIsRefused() throws IOException {
        open();

        Left answer = answerTo(FakeRequest.subscribe().to("<" + PRESENTITY + ">;tag=unknown"));

        assertEquals(481, answer.status());
        assertFalse(answer.response().getReasonPhrase().isBlank());
    }

    @Test
    void aHomeThatCannotBeReachedIsA500WithRetryAfter() throws IOException {
        open();
        cluster.close();

        for (FakeRequest request : List.of(FakeRequest.subscribe(), FakeRequest.publish())) {
            Left answer = answerTo(request);

            assertEquals(500, answer.status());
            assertEquals("2", answer.header("Retry-After"));
        }
    }

    // ---- PUBLISH ---------------------------------------------------------------------------------------------------------------------------

    @Test
    void aPublishIsAnsweredWithItsEntityTagAndMakesNoDialog() throws IOException {
        open();

        Left first = answerTo(FakeRequest.publish());
        assertEquals(200, first.status());
        assertEquals("600", first.header("Expires"));
        assertEquals(Optional.empty(), first.contactUser());
        Left removal = answerTo(FakeRequest.of("PUBLISH").from("<" + PRESENTITY + ">;tag=31415").with("Event", "presence").with("SIP-If-Match", first.header("SIP-ETag")).with("Expires", "0"));

        assertEquals(200, removal.status());
        assertEquals("0", removal.header("Expires"));
        assertFalse(removal.header("SIP-ETag").equals(first.header("SIP-ETag")));
    }

    @Test
    void aPublishOfAnotherTypeIsToldWhichAreUnderstood() throws IOException {
        open();

        Left answer = answerTo(FakeRequest.publish().body("text/plain", "here"));

        assertEquals(415, answer.status());
        assertEquals("application/pidf+xml, application/cpim-pidf+xml, application/pidf-diff+xml", answer.header("Accept"));
    }

    @Test
    void aPublishThatIsCompressedIsToldThatItMayNotBe() throws IOException {
        open();

        Left answer = answerTo(FakeRequest.publish().with("Content-Encoding", "gzip"));

        assertEquals(415, answer.status());
        assertEquals("identity", answer.header("Accept-Encoding"));
    }

    @Test
    void aPublishUnderAnUnknownEntityTagIsRefused() throws IOException {
        open();

        Left answer = answerTo(FakeRequest.publish().with("SIP-If-Match", "unknown"));

        assertEquals(412, answer.status());
        assertEquals(null, answer.header("SIP-ETag"));
    }

    @Test
    void aDocumentThatCannotBeReadIsRefusedWithWhatIsWrongWithIt() throws IOException {
        open();

        Left answer = answerTo(FakeRequest.publish().body("application/pidf+xml", "<presence"));

        assertEquals(400, answer.status());
        assertTrue(answer.response().getReasonPhrase().contains("XML"), answer.response().getReasonPhrase());
        assertTrue(answer.response().getReasonPhrase().lines().count() == 1, "a reason phrase is one line");
    }

    // ---- What the journal is told ----------------------------------------------------------------------------------------------------------

    private static String withoutTimes(String told) {
        return told.replaceFirst("ms=\\d+", "ms=?");
    }

    @Test
    void aSubscribeIsToldWithWhatWasDecidedAndWhy() throws IOException {
        open();

        answerTo(FakeRequest.subscribe());

        assertEquals("CHANGE event=SUBSCRIBE status=200 presentity=" + PRESENTITY + " watcher=sip:user1_public1@home1.net call-id=cb03a0s09a2sdfglkj490333 cseq=61 expires=600 subscription="
                + DialogState.id("cb03a0s09a2sdfglkj490333", "31415") + " package=presence decision=allow reason=\"no rule, so allow by default\" ms=?", withoutTimes(told.get(0)));
    }

    @Test
    void aPublishIsToldWithItsEntityTags() throws IOException {
        open();

        Left first = answerTo(FakeRequest.publish());
        Left removal = answerTo(FakeRequest.of("PUBLISH").from("<" + PRESENTITY + ">;tag=31415").with("Event", "presence").with("SIP-If-Match", first.header("SIP-ETag")).with("Expires", "0"));

        String common = " presentity=" + PRESENTITY + " publisher=" + PRESENTITY + " call-id=cb03a0s09a2sdfglkj490333 cseq=61";
        assertEquals(List.of(
                "CHANGE event=PUBLISH status=200" + common + " expires=600 package=presence entity-tag=" + first.header("SIP-ETag") + " ms=?",
                "CHANGE event=PUBLISH status=200" + common + " expires=0 package=presence if-match=" + first.header("SIP-ETag") + " entity-tag=" + removal.header("SIP-ETag") + " ms=?"),
                told.stream().map(PresenceServletTest::withoutTimes).toList());
    }

    @Test
    void aRefusalOfAdmissionIsToldWithWhatTheRequestSays() throws IOException {
        open();

        answerTo(FakeRequest.subscribe().with("From", "<sip:user1_public1@home1.net>;tag=31415").without("Event").with("Event", "x\r\nevent=END"));
        answerTo(FakeRequest.of("FOO").with("From", "x"));

        assertEquals(List.of(
                "FAILURE event=SUBSCRIBE status=489 uri=" + PRESENTITY + " from=\"<sip:user1_public1@home1.net>;tag=31415\" call-id=cb03a0s09a2sdfglkj490333 cseq=61 package=\"x\\r\\nevent=END\" why=\"Bad Event\" ms=?",
                "FAILURE event=FOO status=405 uri=" + PRESENTITY + " from=x call-id=cb03a0s09a2sdfglkj490333 cseq=61 why=\"Method Not Allowed\" ms=?"),
                told.stream().map(PresenceServletTest::withoutTimes).toList());
    }

    @Test
    void aRefusalOfTheHomeIsToldWithWhatIsKnown() throws IOException {
        open();

        answerTo(FakeRequest.publish().with("SIP-If-Match", "unknown"));

        String line = withoutTimes(told.get(0));
        assertTrue(line.startsWith("FAILURE event=PUBLISH status=412 presentity=" + PRESENTITY + " publisher=" + PRESENTITY), line);
        assertTrue(line.contains(" if-match=unknown "), line);
    }
}
