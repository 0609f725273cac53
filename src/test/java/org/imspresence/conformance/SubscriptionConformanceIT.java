package org.imspresence.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.imspresence.testbed.Container.notifyNumber;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.imspresence.testbed.NameAddr;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 6665 s4.2 and s4.4 and RFC 3856 s6 ask of a notifier, where no other test shows it; docs/conformance.md has the whole list. */
class SubscriptionConformanceIT extends ServerScene {

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
    }

    /** Seconds that a NOTIFY of an active subscription says remain. */
    private static int remaining(SipMessage notify) {
        NameAddr state = NameAddr.parse(notify.required("Subscription-State"));
        assertEquals("active", state.uri());
        return Integer.parseInt(state.params().get("expires"));
    }

    // ---- How long ------------------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"60, 60", "61, 61", "86400, 86400", "86401, 86400", "2147483647, 86400"})
    void aSubscriptionIsGrantedNoMoreThanItAsksFor(int asked, int granted) {
        WatcherUe watcher = watcher();

        assertEquals(Integer.toString(granted), watcher.subscribe(asked).required("Expires"));

        assertTrue(remaining(watcher.awaitNotify(1, PATIENCE)) <= granted);
    }

    @ParameterizedTest
    @CsvSource({"90, 90", "86400, 86400", "86401, 86400"})
    void aRefreshIsGrantedNoMoreThanItAsksFor(int asked, int granted) {
        WatcherUe watcher = subscribed();

        assertEquals(Integer.toString(granted), watcher.subscribe(asked).required("Expires"));

        assertTrue(remaining(watcher.awaitNotify(2, PATIENCE)) <= granted);
    }

    @Test
    void aRefreshForTooShortATimeIsRefusedAndTheSubscriptionStays() {
        WatcherUe watcher = subscribed();

        SipMessage refused = watcher.subscribe(59);

        assertEquals(423, refused.status());
        assertEquals("60", refused.required("Min-Expires"));
        publisher().publish(document("still there"), 600);
        SipMessage notify = watcher.awaitNotify(2, PATIENCE);
        assertEquals(notifyNumber(2), notify.cseq());
        assertTrue(remaining(notify) > 60, notify::toString);
    }

    @Test
    void theTimeThatRemainsNeverGrows() {
        WatcherUe watcher = subscribed();
        Publisher publisher = publisher();
        List<Integer> remaining = new ArrayList<>(List.of(600, remaining(watcher.awaitNotify(1, PATIENCE))));

        for (int i = 2; i <= 6; i++) {
            publisher.publish(document("change " + i), 600);
            remaining.add(remaining(watcher.awaitNotify(i, PATIENCE)));
        }

        assertEquals(remaining.stream().sorted((a, b) -> b - a).toList(), remaining);
    }

    // ---- NOTIFYs that fail ---------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604})
    void theAnswersThatTheClauseListsEndTheSubscription(int status) {
        WatcherUe gone = subscribed();
        WatcherUe there = subscribed();
        Publisher publisher = publisher();
        // Retry-After makes no difference to these.
        gone.answerNotifies(notify -> Optional.of(SipMessage.response(notify, status, "Gone").with("Retry-After", "1")));

        publisher.publish(document("one"), 600);
        there.awaitNotify(2, PATIENCE);
        assertTrue(server.awaitOutput("event=NOTIFY status=" + status + " presentity=" + presentity, PATIENCE));
        publisher.publish(document("two"), 600);

        assertTrue(Pidf.hasNote(there.awaitNotify(3, PATIENCE), "two"));
        assertEquals(481, gone.subscribe(600).status());
        assertEquals(List.of(notifyNumber(1), notifyNumber(2)), gone.notifies().stream().map(SipMessage::cseq).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 486, 500, 503, 600})
    void anotherAnswerWithRetryAfterIsTriedAgainThen(int status) {
        WatcherUe busy = subscribed();
        busy.answerNotifies(notify -> Optional.of(notify.cseq() == notifyNumber(2)
                ? SipMessage.response(notify, status, "Busy").with("Retry-After", "2")
                : SipMessage.response(notify, 200, "OK")));
        publisher().publish(document("one"), 600);
        busy.awaitNotify(2, PATIENCE);
        long begin = System.nanoTime();

        SipMessage again = busy.awaitNotify(3, PATIENCE);

        assertTrue(Pidf.hasNote(again, "one"));
        assertTrue(System.nanoTime() - begin > Duration.ofMillis(1500).toNanos(), "not before");
        assertEquals(200, busy.subscribe(600).status());
    }

    // ---- What is served ------------------------------------------------------------------------------------------------------------------

    private SipMessage options() {
        SipEndpoint endpoint = opened(SipEndpoint.udp());
        return endpoint.exchange(SipMessage.request("OPTIONS", presentity)
                .with("Max-Forwards", "70")
                .with("From", "<sip:watcher@home1.net>;tag=1")
                .with("To", "<" + presentity + ">")
                .with("Call-ID", UUID.randomUUID().toString())
                .with("CSeq", "1 OPTIONS")
                .with("Contact", "<sip:" + endpoint.hostPort() + ">")
                .with("Content-Length", "0"), server.sip());
    }

    @Test
    void optionsAnnounceTheMethodsAndTheEventPackages() {
        SipMessage ok = options();

        assertEquals(200, ok.status());
        assertTrue(ok.values("Allow").containsAll(List.of("SUBSCRIBE", "PUBLISH")), ok::toString);
        assertTrue(ok.values("Allow-Events").contains("presence"), ok::toString);
    }

    @Test
    void everyEventPackageThatIsAnnouncedCanBeSubscribedTo() {
        List<String> announced = options().values("Allow-Events");

        assertTrue(announced.contains("presence"), announced::toString);
        for (String event : announced) {
            WatcherUe watcher = opened(described().event(event).watcher(presentity).open());
            assertEquals(200, watcher.exchange(watcher.request(600).without("Accept")).status(), event);
            assertEquals(event, watcher.awaitNotify(1, PATIENCE).required("Event"));
        }
    }

    @Test
    void everyAnswerThatOpensADialogAnnouncesTheEventPackages() {
        assertEquals(options().values("Allow-Events"), watcher().subscribe(600).values("Allow-Events"));
    }

    // ---- What is told --------------------------------------------------------------------------------------------------------------------

    @Test
    void theDocumentComesInTheFormatThatTheLatestSubscribeAccepts() {
        publisher().publish(document("converted"), 600);
        WatcherUe watcher = subscribed(described().accept("application/cpim-pidf+xml"));
        assertEquals("application/cpim-pidf+xml", watcher.awaitNotify(1, PATIENCE).required("Content-Type"));

        assertEquals(200, watcher.exchange(watcher.request(600).with("Accept", Pidf.TYPE)).status());

        assertEquals(Pidf.TYPE, watcher.awaitNotify(2, PATIENCE).required("Content-Type"));

        watcher.subscribe(600);
        assertEquals("application/cpim-pidf+xml", watcher.awaitNotify(3, PATIENCE).required("Content-Type"));

        watcher.exchange(watcher.request(600).without("Accept"));
        assertEquals(Pidf.TYPE, watcher.awaitNotify(4, PATIENCE).required("Content-Type"));
    }

    @Test
    void severalPublicationsAreToldAsOneDocument() {
        WatcherUe watcher = subscribed();

        publisher().publish(document("from the phone"), 600);
        watcher.awaitNotify(2, PATIENCE);
        publisher().publish(document("from the desk"), 600);

        SipMessage notify = watcher.awaitNotify(3, PATIENCE);
        assertTrue(Pidf.hasNote(notify, "from the phone"), notify::toString);
        assertTrue(Pidf.hasNote(notify, "from the desk"), notify::toString);
    }
}
