package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.imspresence.testbed.Container.notifyNumber;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.XmlLimits;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherInfoTable;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6446 on the running server, at rates that a test can wait for. A NOTIFY is never sooner after the SUBSCRIBE than rates allow; how late it comes depends on the machine. */
class RateControlIT extends ServerScene {

    private static final int LIFETIME = 600;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options().set("notify.pacing", 0).set("notify.least-pause", 200));
    }

    private WatcherUe watcher(String event) {
        return opened(described().event(event).open());
    }

    private WatcherUe subscribed(String event) {
        return subscribed(described().event(event));
    }

    private static void refresh(WatcherUe watcher, String event) {
        assertEquals(200, watcher.exchange(watcher.request(LIFETIME).with("Event", event)).status());
    }

    /** What a NOTIFY says of rates. */
    private static String rates(SipMessage notify) {
        String state = notify.required("Subscription-State");
        assertTrue(state.matches("active;expires=\\d+(;.*)?"), state);
        return state.replaceFirst("active;expires=\\d+;?", "");
    }

    private static void answerWith(WatcherUe watcher, String event) {
        watcher.answerNotifies(notify -> Optional.of(SipMessage.response(notify, 200, "OK").with("Event", event)));
    }

    /** Watches who comes to be told so often, and sees the n-th NOTIFY no sooner than that. */
    private static SipMessage awaitNoSooner(WatcherUe watcher, int n, Instant since, long interval) {
        SipMessage notify = watcher.awaitNotify(n, PATIENCE);
        long passed = Duration.between(since, Instant.now()).toMillis();
        assertTrue(passed >= (n - 1) * interval, "NOTIFY " + n + " after " + passed + " ms");
        return notify;
    }

    // ---- What is agreed on -----------------------------------------------------------------------------------------------------------------

    /** s4.2, s5.2, s5.3, s6.2, s7.2, s8, s9.2. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "max-rate=0.25 | max-rate=0.25",
        "min-rate=0.01 | min-rate=0.01",
        "adaptive-min-rate=0.02 | adaptive-min-rate=0.02",
        "max-rate=1;min-rate=0.010;adaptive-min-rate=00.02 | max-rate=1;min-rate=0.01;adaptive-min-rate=0.02",
        "max-rate=0.5;min-rate=3 | max-rate=0.5;min-rate=0.5",
        "max-rate=0.5;adaptive-min-rate=3 | max-rate=0.5;adaptive-min-rate=0.5",
        "min-rate=0.02;adaptive-min-rate=0.01 | adaptive-min-rate=0.01",
        "max-rate=0.5;min-rate=4;adaptive-min-rate=3 | max-rate=0.5;adaptive-min-rate=0.5",
        "max-rate=0.0000000001 | max-rate=0.0016666667",
        "min-rate=99 | min-rate=5",
        "max-rate=0;min-rate=x;adaptive-min-rate=100 | ''"})
    void theWatcherIsToldWhatIsInForce(String asked, String inForce) {
        WatcherUe watcher = subscribed("presence;" + asked + ";id=7");

        SipMessage notify = watcher.awaitNotify(1, PATIENCE);

        assertEquals(inForce, rates(notify));
        assertEquals("presence;id=7", notify.required("Event"));
    }

    @Test
    void theLastNotifyTellsNoRates() {
        WatcherUe watcher = subscribed("presence;max-rate=0.1");

        watcher.exchange(watcher.request(0));

        assertEquals("terminated;reason=timeout", watcher.awaitNotify(2, PATIENCE).required("Subscription-State"));
    }

    // ---- The most --------------------------------------------------------------------------------------------------------------------------

    /** s5.2, s5.5.2: of several changes the last is told, no sooner than the rate allows. */
    @Test
    void changesAreHeldBackForTheMaximumRate() {
        Publisher publisher = publisher();
        WatcherUe watcher = watcher("presence;max-rate=0.5");
        Instant since = Instant.now();
        assertEquals(200, watcher.subscribe(LIFETIME).status());
        watcher.awaitNotify(1, PATIENCE);

        IntStream.rangeClosed(1, 5).forEach(i -> publisher.publish(document("change " + i), LIFETIME));
        SipMessage last = watcher.awaitNotify("the last change", notify -> Pidf.hasNote(notify, "change 5"), PATIENCE);

        long passed = Duration.between(since, Instant.now()).toMillis();
        assertTrue(passed >= 2_000, "after " + passed + " ms");
        assertEquals("max-rate=0.5", rates(last));
        assertTrue(watcher.notifies().size() <= 1 + passed / 2_000, "NOTIFYs: " + watcher.notifies().size());
    }

    /** s5.5.1. */
    @Test
    void changesThatAreLongerThanTheWholeAreToldAsTheWhole() {
        HardenedXml xml = new HardenedXml(XmlLimits.DEFAULT);
        Publisher publisher = publisher();
        publisher.publish(document("one"), LIFETIME);
        WatcherUe watcher = subscribed(described().event("presence;max-rate=5").accept("application/pidf-diff+xml"));

        publisher.publish(document("two"), LIFETIME);
        PidfDiff second = PidfDiff.parse(xml, watcher.awaitNotify(2, PATIENCE).body());
        publisher.remove();
        PidfDiff third = PidfDiff.parse(xml, watcher.awaitNotify(3, PATIENCE).body());

        assertFalse(second.isFull());
        assertTrue(third.isFull());
        assertEquals(3, third.version().orElseThrow());
    }

    /** s3.1, s5.2, s5.3: a watcher pauses its NOTIFYs, and resumes them. */
    @Test
    void aPausedWatcherIsToldTheStateWhenItResumes() {
        WatcherUe other = subscribed("presence");
        WatcherUe watcher = subscribed("presence;max-rate=0.0000000001");
        Publisher publisher = publisher();
        publisher.publish(document("one"), LIFETIME);
        other.awaitNotify(2, PATIENCE);

        refresh(watcher, "presence");
        SipMessage resumed = watcher.awaitNotify(2, PATIENCE);
        publisher.publish(document("two"), LIFETIME);

        assertTrue(Pidf.hasNote(resumed, "one"));
        assertEquals("", rates(resumed));
        assertTrue(Pidf.hasNote(watcher.awaitNotify(3, PATIENCE), "two"));
    }

    /** s5.2. */
    @Test
    void theAnswerToAnUnsubscriptionIsNotHeldBack() {
        WatcherUe watcher = subscribed("presence;max-rate=0.01");
        Instant since = Instant.now();

        watcher.unsubscribe();

        watcher.awaitNotify(2, Duration.ofSeconds(60));
        assertTrue(Duration.between(since, Instant.now()).toSeconds() < 100);
    }

    // ---- The least -------------------------------------------------------------------------------------------------------------------------

    /** s6.2. */
    @Test
    void aWatcherIsToldTheStateAgainAtTheMinimumRate() {
        publisher().publish(document("one"), LIFETIME);
        WatcherUe watcher = watcher("presence;min-rate=2");
        Instant since = Instant.now();
        assertEquals(200, watcher.subscribe(LIFETIME).status());

        SipMessage fourth = awaitNoSooner(watcher, 4, since, 500);

        assertEquals("min-rate=2", rates(fourth));
        assertTrue(Pidf.hasNote(fourth, "one"));
        List<Long> numbers = watcher.notifies().stream().map(SipMessage::cseq).limit(4).toList();
        assertEquals(List.of(notifyNumber(1), notifyNumber(2), notifyNumber(3), notifyNumber(4)), numbers);
    }

    /** s6.2: the difference to what was told last, which is none. */
    @Test
    void aWatcherThatIsToldChangesIsToldThatThereAreNone() {
        HardenedXml xml = new HardenedXml(XmlLimits.DEFAULT);
        publisher().publish(document("one"), LIFETIME);
        WatcherUe watcher = subscribed(described().event("presence;min-rate=4").accept("application/pidf-diff+xml"));

        PidfDiff whole = PidfDiff.parse(xml, watcher.awaitNotify(1, PATIENCE).body());
        PidfDiff second = PidfDiff.parse(xml, watcher.awaitNotify(2, PATIENCE).body());

        assertFalse(second.isFull());
        assertEquals(2, second.version().orElseThrow());
        assertEquals(new String(whole.presence()), new String(second.appliedTo(whole.presence())));
    }

    /** s6.1, s7.1. */
    @Test
    void aRefreshWithoutRatesEndsThem() {
        WatcherUe reminded = subscribed("presence;min-rate=4");
        WatcherUe watcher = subscribed("presence;min-rate=4");
        refresh(watcher, "presence");
        watcher.awaitNotify("the last", notify -> rates(notify).isEmpty(), PATIENCE);
        int told = watcher.notifies().size();

        int others = reminded.notifies().size();
        reminded.awaitNotify(others + 4, PATIENCE);

        assertEquals(told, watcher.notifies().size());
    }

    /** s7.2, s7.4: as long as nothing changes, a NOTIFY at each reciprocal of the rate. */
    @Test
    void aWatcherIsToldTheStateAgainAtTheAdaptiveMinimumRate() {
        WatcherUe watcher = watcher("presence;adaptive-min-rate=2");
        Instant since = Instant.now();
        assertEquals(200, watcher.subscribe(LIFETIME).status());

        assertEquals("adaptive-min-rate=2", rates(awaitNoSooner(watcher, 4, since, 450)));
    }

    /** s7.2, s7.4: after a burst the silence is longer, and the more so the larger the burst. */
    @Test
    void afterABurstTheAdaptiveMinimumRateLeavesALongerSilence() {
        WatcherUe watcher = subscribed("presence;adaptive-min-rate=1");
        Publisher publisher = publisher();
        for (int i = 1; i <= 12; i++) {
            String change = "change " + i;
            publisher.publish(document(change), LIFETIME);
            watcher.awaitNotify(change, notify -> Pidf.hasNote(notify, change), PATIENCE);
        }
        Instant since = Instant.now();

        watcher.awaitNotify(watcher.notifies().size() + 1, PATIENCE);

        long passed = Duration.between(since, Instant.now()).toMillis();
        assertTrue(passed > 1_000, "silence for " + passed + " ms");
    }

    // ---- Answers to NOTIFYs ----------------------------------------------------------------------------------------------------------------

    /** s4.1, s9.3. */
    @Test
    void theAnswerToANotifyMaySetOtherRates() {
        WatcherUe watcher = watcher("presence;min-rate=0.01;id=7");
        answerWith(watcher, "presence;min-rate=4;id=8;expires=1");
        assertEquals(200, watcher.subscribe(LIFETIME).status());

        SipMessage second = watcher.awaitNotify(2, PATIENCE);
        assertEquals("min-rate=4", rates(second));
        assertEquals("presence;id=7", second.required("Event"));

        answerWith(watcher, "presence;id=7");
        Publisher publisher = publisher();
        publisher.publish(document("one"), LIFETIME);
        watcher.awaitNotify("one", notify -> Pidf.hasNote(notify, "one"), PATIENCE);
        publisher.publish(document("two"), LIFETIME);
        assertEquals("", rates(watcher.awaitNotify("two", notify -> Pidf.hasNote(notify, "two"), PATIENCE)));
    }

    // ---- Other packages --------------------------------------------------------------------------------------------------------------------

    @Test
    void watcherInformationIsToldAgainTheSameWay() {
        subscribed("presence");
        WatcherUe itself = subscribed(described().watcher(presentity).event("presence.winfo;min-rate=4;max-rate=4").accept("application/watcherinfo+xml"));

        SipMessage third = itself.awaitNotify(3, PATIENCE);

        assertEquals("max-rate=4;min-rate=4", rates(third));
        assertFalse(WatcherInfoTable.read(third.body()).full());
    }
}
