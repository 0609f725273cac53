package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.imspresence.testbed.Container.notifyNumber;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.XmlLimits;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherInfoTable;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What watchers need not be sent, on the wire: states that they have (RFC 5839, whose example flows are here by their clauses), and bytes that gzip saves. That a NOTIFY is <em>not</em> sent is shown by the next one that is: its CSeq is one
 * higher than that of the last one before.
 */
class ConditionalNotifyIT extends ServerScene {

    private static final String CONDITION = "Suppress-If-Match";
    private static final String WINFO = "application/watcherinfo+xml";

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options().set("subscription.expires.min", 1));
    }

    private static String tag(SipMessage notify) {
        return notify.required("SIP-ETag");
    }

    private static SipMessage subscribe(WatcherUe watcher, String condition, int expires) {
        return watcher.exchange(watcher.request(expires).with(CONDITION, condition));
    }

    private static void assertBare(String state, String tag, SipMessage notify) {
        assertTrue(notify.required("Subscription-State").startsWith(state), notify::toString);
        assertEquals(tag, tag(notify));
        assertEquals("0", notify.required("Content-Length"));
        assertEquals(Optional.empty(), notify.header("Content-Type"));
        assertEquals(0, notify.body().length);
    }

    private static void assertTells(String note, SipMessage notify) {
        assertTrue(Pidf.hasNote(notify, note), notify::toString);
        assertTrue(notify.contentLengthHolds());
    }

    // ---- The example flows -----------------------------------------------------------------------------------------------------------------

    /** RFC 5839 s3, figure 1. */
    @Test
    void s3aSubscriptionIsRefreshedToldAChangeAndEnded() {
        Publisher publisher = publisher();
        publisher.publish(document("online"), 600);
        WatcherUe watcher = subscribed();
        String online = tag(watcher.awaitNotify(1, PATIENCE));

        SipMessage refreshed = subscribe(watcher, online, 3600);
        assertEquals(204, refreshed.status());
        assertEquals("SIP/2.0 204 No Notification", refreshed.startLine());

        publisher.publish(document("busy"), 600);
        SipMessage changed = watcher.awaitNotify(2, PATIENCE);
        assertEquals(notifyNumber(2), changed.cseq(), "none in between");
        assertTells("busy", changed);
        assertNotEquals(online, tag(changed));

        assertEquals(204, subscribe(watcher, tag(changed), 0).status());
        publisher.publish(document("gone"), 600);
        assertEquals(481, watcher.subscribe(600).status());
        assertEquals(2, watcher.notifies().size());
    }

    /** RFC 5839 s5.4, figure 3. */
    @Test
    void s5p4aPollerIsSentTheStateOnce() {
        publisher().publish(document("polled"), 600);
        WatcherUe first = watcher();
        assertEquals(200, first.subscribe(0).status());
        SipMessage notify = first.awaitNotify(1, PATIENCE);
        assertEquals("terminated;reason=timeout", notify.required("Subscription-State"));
        assertTells("polled", notify);

        WatcherUe second = watcher();
        assertEquals(200, subscribe(second, tag(notify), 0).status(), "204 is for established dialogs only");

        assertBare("terminated;reason=timeout", tag(notify), second.awaitNotify(1, PATIENCE));
    }

    /** RFC 5839 s5.5, figure 4. */
    @Test
    void s5p5aSubscriptionIsResumedInANewDialogWithoutTheState() {
        Publisher publisher = publisher();
        publisher.publish(document("as before"), 600);
        WatcherUe before = subscribed();
        String tag = tag(before.awaitNotify(1, PATIENCE));
        before.unsubscribe();

        WatcherUe resumed = watcher();
        assertEquals(200, subscribe(resumed, tag, 3600).status());

        assertBare("active", tag, resumed.awaitNotify(1, PATIENCE));
        publisher.publish(document("after"), 600);
        assertTells("after", resumed.awaitNotify(2, PATIENCE));
    }

    @Test
    void s5p5aSubscriptionIsResumedWithTheStateIfThatIsAnother() {
        Publisher publisher = publisher();
        publisher.publish(document("before"), 600);
        String tag = tag(subscribed().awaitNotify(1, PATIENCE));
        publisher.publish(document("meanwhile"), 600);

        WatcherUe resumed = watcher();
        assertEquals(200, subscribe(resumed, tag, 3600).status());

        assertTells("meanwhile", resumed.awaitNotify(1, PATIENCE));
    }

    /** RFC 5839 s5.6, figure 5. */
    @Test
    void s5p6aRefreshIsGrantedByA204() {
        publisher().publish(document("the same"), 600);
        WatcherUe watcher = subscribed();

        SipMessage refreshed = subscribe(watcher, tag(watcher.awaitNotify(1, PATIENCE)), 3600);

        assertEquals(204, refreshed.status());
        assertEquals("3600", refreshed.required("Expires"));
        assertEquals(watcher.remoteTag(), refreshed.toTag());
        assertTrue(refreshed.uris("Contact").get(0).startsWith("sip:"));
        assertEquals(200, watcher.subscribe(600).status());
        assertEquals(notifyNumber(2), watcher.awaitNotify(2, PATIENCE).cseq(), "the answer to the unconditional one");
    }

    @Test
    void s5p6aRefreshWithAnotherTagIsAnsweredInFull() {
        publisher().publish(document("whole"), 600);
        WatcherUe watcher = subscribed();

        assertEquals(200, subscribe(watcher, "ffee2", 3600).status());

        assertTells("whole", watcher.awaitNotify(2, PATIENCE));
    }

    /** RFC 5839 s5.7, figure 6. */
    @Test
    void s5p7aSubscriptionIsEndedByA204() {
        publisher().publish(document("goodbye"), 600);
        WatcherUe watcher = subscribed();

        SipMessage ended = subscribe(watcher, tag(watcher.awaitNotify(1, PATIENCE)), 0);

        assertEquals(204, ended.status());
        assertEquals("0", ended.required("Expires"));
        assertEquals(481, watcher.subscribe(600).status());
        assertEquals(1, watcher.notifies().size());
    }

    /** RFC 5839 s5.2. */
    @Test
    void s5p2aQuenchedSubscriptionIsToldNothingButItsOwnState() {
        Publisher publisher = publisher();
        publisher.publish(document("one"), 600);
        WatcherUe watcher = watcher();
        WatcherUe awake = subscribed();
        assertEquals(200, subscribe(watcher, "*", 600).status());
        SipMessage first = watcher.awaitNotify(1, PATIENCE);
        assertBare("active", tag(first), first);

        publisher.publish(document("two"), 600);
        awake.awaitNotify(2, PATIENCE);
        assertEquals(204, subscribe(watcher, "*", 2).status());
        publisher.publish(document("three"), 600);
        SipMessage three = awake.awaitNotify(3, PATIENCE);

        SipMessage end = watcher.awaitNotify(2, PATIENCE);
        assertEquals(notifyNumber(2), end.cseq(), "none in between");
        assertBare("terminated;reason=timeout", tag(three), end);
    }

    // ---- What is left out ------------------------------------------------------------------------------------------------------------------

    @Test
    void theEndOfASubscriptionIsToldWithoutTheBodyThatItsWatcherHas() {
        publisher().publish(document("unchanged"), 600);
        WatcherUe watcher = subscribed();
        String tag = tag(watcher.awaitNotify(1, PATIENCE));
        assertEquals(204, subscribe(watcher, tag, 1).status());

        assertBare("terminated;reason=timeout", tag, watcher.awaitNotify(2, PATIENCE));
    }

    @RestcommOnly("the container itself answers a repeat in the dialog, by 500")
    @Test
    void aConditionalRefreshThatComesOnceMoreIsAnsweredAlike() {
        WatcherUe watcher = subscribed();
        SipMessage refresh = watcher.request(600).with(CONDITION, tag(watcher.awaitNotify(1, PATIENCE)));
        assertEquals(204, watcher.exchange(refresh).status());

        SipMessage again = watcher.exchange(refresh);

        assertEquals(204, again.status());
        assertEquals(watcher.remoteTag(), again.toTag());
        assertEquals(1, watcher.notifies().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one, two", "one two", "\"quoted\"", "*, one"})
    void aConditionThatIsNotOneEntityTagIsRefused(String condition) {
        assertEquals(400, subscribe(watcher(), condition, 600).status());
    }

    @Test
    void twoConditionsAreRefused() {
        WatcherUe watcher = watcher();

        assertEquals(400, watcher.exchange(watcher.request(600).adding(CONDITION, "one").adding(CONDITION, "two")).status());
    }

    // ---- Entity tags -----------------------------------------------------------------------------------------------------------------------

    @Test
    void everyEntityOfAResourceHasATagOfItsOwnWhichAllItsWatchersAreTold() {
        publisher().publish(document("one"), 600);
        String tag = tag(subscribed().awaitNotify(1, PATIENCE));

        assertEquals(tag, tag(subscribed(described().watcher("sip:another@home1.net")).awaitNotify(1, PATIENCE)));
        Set<String> tags = Set.of(tag,
                tag(subscribed(described().accept("application/cpim-pidf+xml")).awaitNotify(1, PATIENCE)),
                tag(subscribed(described().accept(PidfDiff.CONTENT_TYPE)).awaitNotify(1, PATIENCE)),
                tag(subscribed(described().header("Accept-Encoding", "gzip")).awaitNotify(1, PATIENCE)),
                tag(subscribed(described().event("presence;id=7")).awaitNotify(1, PATIENCE)));
        assertEquals(5, tags.size());
        assertTrue(tags.stream().allMatch(one -> one.matches("[A-Za-z0-9_-]+")), tags::toString);
    }

    @Test
    void aWatcherOfChangesIsToldTheTagOfTheWholeStateThatResults() {
        publisher().publish(document("a long story ".repeat(50)), 600);
        Publisher other = publisher();
        other.publish(document("one"), 600);
        WatcherUe watcher = subscribed(described().accept(PidfDiff.CONTENT_TYPE));

        other.publish(document("two"), 600);
        SipMessage second = watcher.awaitNotify(2, PATIENCE);
        SipMessage whole = subscribed(described().accept(PidfDiff.CONTENT_TYPE)).awaitNotify(1, PATIENCE);
        assertFalse(read(second).isFull(), second::toString);
        assertTrue(read(whole).isFull(), whole::toString);
        assertEquals(tag(whole), tag(second));

        assertEquals(204, subscribe(watcher, tag(second), 600).status());
        other.publish(document("three"), 600);
        SipMessage third = watcher.awaitNotify(3, PATIENCE);
        assertFalse(read(third).isFull(), "it follows the last one that was sent");
        assertEquals(read(second).version().orElseThrow() + 1, read(third).version().orElseThrow());
    }

    private static PidfDiff read(SipMessage notify) {
        return PidfDiff.parse(new HardenedXml(XmlLimits.DEFAULT), notify.body());
    }

    @Test
    void watcherInformationIsConditionalToo() {
        subscribed();
        WatcherUe itself = subscribed(described().watcher(presentity).event("presence.winfo").accept(WINFO));
        String tag = tag(itself.awaitNotify(1, PATIENCE));

        assertEquals(204, subscribe(itself, tag, 600).status());

        subscribed(described().watcher("sip:another@home1.net"));
        SipMessage change = itself.awaitNotify(2, PATIENCE);
        assertEquals(notifyNumber(2), change.cseq());
        assertNotEquals(tag, tag(change));
        WatcherInfoTable table = new WatcherInfoTable();
        itself.notifies().forEach(notify -> table.apply(notify.body()));
        assertEquals(2, table.watchers().size());
    }

    // ---- Compressed bodies -----------------------------------------------------------------------------------------------------------------

    private static byte[] inflated(SipMessage notify) {
        assertEquals(List.of("gzip"), notify.values("Content-Encoding"));
        assertTrue(notify.contentLengthHolds());
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(notify.body()))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoTakesGzipIsSentCompressedBodies(boolean overTcp) {
        publisher().publish(document("a long story ".repeat(200)), 600);
        SipMessage plain = subscribed().awaitNotify(1, PATIENCE);
        SipEndpoint endpoint = overTcp ? SipEndpoint.tcp() : SipEndpoint.udp();

        SipMessage packed = subscribed(described().endpoint(endpoint).header("Accept-Encoding", "gzip")).awaitNotify(1, PATIENCE);

        assertEquals(Optional.empty(), plain.header("Content-Encoding"));
        assertArrayEquals(plain.body(), inflated(packed));
        assertEquals(Pidf.TYPE, packed.required("Content-Type"));
        assertTrue(packed.body().length * 2 < plain.body().length);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            none                     | false
            ''                       | false
            identity                 | false
            gzip                     | true
            GZIP;q=0.5               | true
            gzip;q=0                 | false
            *                        | true
            *;q=0                    | false
            compress, gzip;q=0.3     | true
            gzip;q=0.2, identity     | false
            """)
    void theCodingIsTheOneThatTheWatcherAccepts(String acceptEncoding, boolean gzip) {
        publisher().publish(document("a long story ".repeat(50)), 600);
        WatcherUe watcher = watcher();
        SipMessage subscribe = watcher.request(600);

        assertEquals(200, watcher.exchange(acceptEncoding == null ? subscribe : subscribe.with("Accept-Encoding", acceptEncoding)).status());

        assertEquals(gzip, watcher.awaitNotify(1, PATIENCE).header("Content-Encoding").isPresent());
    }
}
