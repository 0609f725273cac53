package org.imspresence.home;

import static org.imspresence.home.HomeBench.PIDF;
import static org.imspresence.home.HomeBench.expect200;
import static org.imspresence.home.HomeBench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.GZIPInputStream;

import org.imspresence.dialog.Notify;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.XmlLimits;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.subscription.Rates;
import org.imspresence.testbed.SampleFilters;
import org.imspresence.testbed.SampleRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5839: a watcher is not told again what it has. */
class ConditionalNotifyingTest {

    private final HomeBench bench = HomeBench.unpaced().withSuccessors();
    private String published = "";

    @AfterEach
    void close() {
        bench.close();
    }

    private void publish(String note) {
        published = expect200(bench.publish(published, note, 3600)).entityTag();
    }

    private Watcher watching(String name) {
        return bench.watcher(name).to("presence").watches(3600);
    }

    private static String tag(Watcher watcher) {
        return watcher.lastTold().entityTag();
    }

    private static void assertBare(String state, String entityTag, Notify notify) {
        assertEquals(0, notify.body().length, () -> text(notify));
        assertEquals(entityTag, notify.entityTag());
        assertTrue(notify.subscriptionState().startsWith(state), notify::subscriptionState);
    }

    // ---- Entity tags -----------------------------------------------------------------------------------------------------------------------

    @Test
    void theSameStateHasTheSameTagForAllWhoSeeItInOneFormat() {
        publish("here");
        Watcher one = watching("a");
        Watcher other = watching("b");
        Watcher inAnotherFormat = bench.watcher("c").to("presence").accepting("application/cpim-pidf+xml").watches(3600);
        Watcher ofChanges = bench.watcher("d").to("presence").accepting(PidfDiff.CONTENT_TYPE).watches(3600);
        Watcher compressed = bench.watcher("e").to("presence").acceptingGzip().watches(3600);
        Watcher ofAnotherEvent = bench.watcher("f").to("presence;id=7").watches(3600);

        assertEquals(tag(one), tag(other));
        assertEquals(5, Set.of(tag(one), tag(inAnotherFormat), tag(ofChanges), tag(compressed), tag(ofAnotherEvent)).size());
        assertEquals(tag(ofAnotherEvent), tag(bench.watcher("g").to("presence;id=7;x=y").watches(3600)));
    }

    @Test
    void aStateThatComesBackHasItsTagBack() {
        publish("here");
        Watcher watcher = watching("a");
        String here = tag(watcher);
        publish("there");
        assertNotEquals(here, tag(watcher));

        publish("here");

        assertEquals(here, tag(watcher));
    }

    /** RFC 4661 s3.6, RFC 6446 s6.2: a change that no trigger names is told by the next reminder, and that is not bare. */
    @Test
    void aReminderOfAStateThatTriggersHaveKeptBackIsNotBare() {
        publish("here");
        Watcher watcher = bench.watcher("a").to("presence").asking(SampleFilters.body("<filter id='1'>" + SampleFilters.whenBecomesOpen() + "</filter>")).wanting(new Rates(0, 0.1, 0)).watches(3600);
        assertEquals(204, watcher.unless(tag(watcher)).refresh(3600).status());
        publish("there");
        assertEquals(1, watcher.told().size());

        bench.advanceSeconds(11);

        assertEquals(2, watcher.told().size());
        assertTrue(text(watcher.lastTold()).contains("there"));
    }

    @Test
    void theNextHomeNamesTheStateAlike() {
        publish("here");
        Watcher watcher = watching("a");
        Watcher partial = bench.watcher("b").accepting(PidfDiff.CONTENT_TYPE).watches(3600);
        publish("there");
        String plainTag = tag(watcher);
        String partialTag = tag(partial);
        bench.advanceSeconds(100);
        bench.nextHome(true);

        assertEquals(204, watcher.unless(plainTag).refresh(3600).status());
        assertEquals(204, partial.unless(partialTag).refresh(3600).status());
    }

    @Test
    void whoIsShutOutIsNotToldTheTagEither() {
        publish("here");
        Watcher watcher = watching("a");

        bench.rules(SampleRules.block("a"));

        assertEquals("", tag(watcher));
        assertEquals("terminated;reason=rejected", watcher.lastTold().subscriptionState());
    }

    // ---- Refresh and end -------------------------------------------------------------------------------------------------------------------

    @Test
    void aRefreshThatNamesTheStateIsAnsweredWithoutNotify() {
        publish("here");
        Watcher watcher = watching("a");
        bench.advanceSeconds(1000);

        Reply reply = watcher.unless(tag(watcher)).refresh(600);
        bench.advanceSeconds(60);

        assertEquals(204, reply.status());
        assertEquals(600, reply.expires());
        assertEquals(watcher.dialog().localTag(), reply.toTag());
        assertEquals(1, watcher.told().size());
        assertEquals(bench.clock.millis() - 60_000 + 600_000, watcher.stored().orElseThrow().expiresAt(), "it is refreshed all the same");
    }

    @Test
    void aRepeatOfItIsAnsweredAlikeByTheNextHomeToo() {
        publish("here");
        Watcher watcher = watching("a");
        watcher.unless(tag(watcher)).refresh(600);
        int told = watcher.told().size();

        assertEquals(204, watcher.repeat(true, 600).status());
        bench.advance(1_100);
        bench.nextHome(true);
        bench.advance(5_000);

        assertEquals(204, watcher.repeat(true, 600).status());
        assertEquals(told, watcher.told().size(), "and nothing is owed for it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "never-heard-of"})
    void aRefreshThatNamesAnotherStateIsAnsweredInFull(String condition) {
        publish("here");
        Watcher watcher = watching("a");
        String tag = tag(watcher);

        assertEquals(200, watcher.unless(condition).refresh(600).status());
        watcher.hears200();

        assertTrue(text(watcher.lastTold()).contains("sip:here@home2.net"));
        assertEquals(tag, tag(watcher));
        assertEquals(2, watcher.told().size());
    }

    @Test
    void whatChangesAfterwardsIsTold() {
        publish("here");
        Watcher watcher = watching("a");
        watcher.unless(tag(watcher)).refresh(600);

        publish("there");

        assertTrue(text(watcher.lastTold()).contains("sip:there@home2.net"));
        assertEquals(200, watcher.refresh(600).status(), "its tag is that of an old state now");
    }

    @Test
    void aSubscriptionThatEndsByItselfIsEndedWithoutTheBodyThatItsWatcherHas() {
        publish("here");
        Watcher watcher = watching("a");
        String tag = tag(watcher);
        watcher.unless(tag).refresh(60);

        bench.advanceSeconds(62);

        assertBare("terminated;reason=timeout", tag, watcher.lastTold());
    }

    @Test
    void anUnsubscriptionThatNamesTheStateEndsWithoutNotify() {
        publish("here");
        Watcher watcher = watching("a");

        assertEquals(204, watcher.unless(tag(watcher)).unsubscribe().status());
        bench.advance(1_100);
        assertEquals(204, watcher.repeat(true, 0).status());
        bench.nextHome(false);
        bench.advance(60_000);

        assertEquals(1, watcher.told().size(), "no last one, not by the next home either");
        assertTrue(watcher.stored().isEmpty());
        assertEquals(481, watcher.refresh(600).status());
    }

    @Test
    void anUnsubscriptionThatNamesAnotherStateIsToldTheLastOne() {
        publish("here");
        Watcher watcher = watching("a");

        assertEquals(200, watcher.unless("old").unsubscribe().status());
        watcher.hears200();

        assertEquals("terminated;reason=timeout", watcher.lastTold().subscriptionState());
        assertTrue(text(watcher.lastTold()).contains("sip:here@home2.net"));
    }

    // ---- New subscriptions and fetches -----------------------------------------------------------------------------------------------------

    @Test
    void aNewSubscriptionThatNamesTheStateIsToldThatItIsActiveAndNoMore() {
        publish("here");
        String tag = tag(watching("a"));
        Watcher again = bench.watcher("b").of("a").to("presence").unless(tag).watches(3600);

        assertBare("active", tag, again.lastTold());
        publish("there");
        assertTrue(text(again.lastTold()).contains("sip:there@home2.net"));
    }

    @Test
    void aFetchThatNamesTheStateIsAnsweredWithoutBody() {
        publish("here");
        String tag = tag(watching("a"));
        Watcher poller = bench.watcher("b").to("presence").unless(tag).watches(0);

        assertBare("terminated", tag, poller.lastTold());
    }

    @Test
    void aPendingWatcherThatNamesWhatItMayNotSeeIsToldThatItIsPending() {
        publish("here");
        String tag = tag(watching("a"));
        try (HomeBench confirming = new HomeBench("authorization.default", "confirm")) {
            confirming.publish("here");
            Watcher watcher = confirming.watcher("a").unless(tag).watches(3600);
            assertTrue(text(watcher.lastTold()).contains("approval"));
            assertNotEquals(tag, tag(watcher));
        }
    }

    @Test
    void anApprovalIsToldWithTheStateThatTheWatcherDidNotNameWhileItWaited() {
        try (HomeBench confirming = HomeBench.unpaced("authorization.default", "confirm")) {
            confirming.publish("here");
            Watcher watcher = confirming.watcher("a").watches(3600);
            assertEquals(204, watcher.unless(tag(watcher)).refresh(3600).status(), "pending as before");

            confirming.documents.put("pres-rules", SampleRules.document(SampleRules.allow("a")));
            confirming.homes().documentsChanged(HomeBench.PRESENTITY);
            confirming.settle();

            assertTrue(watcher.lastTold().subscriptionState().startsWith("active"));
            assertTrue(text(watcher.lastTold()).contains("sip:here@home2.net"));
        }
    }

    // ---- Quenched subscriptions ------------------------------------------------------------------------------------------------------------

    @Test
    void aQuenchedSubscriptionHearsOfNoChange() {
        publish("here");
        Watcher watcher = watching("a");
        assertEquals(204, watcher.unless("*").refresh(3600).status());

        publish("there");
        bench.advanceSeconds(100);
        bench.nextHome(true);
        publish("elsewhere");
        bench.advanceSeconds(100);
        assertEquals(1, watcher.told().size());

        assertEquals(200, watcher.unless("").refresh(3600).status());
        watcher.hears200();
        assertTrue(text(watcher.lastTold()).contains("sip:elsewhere@home2.net"));
        publish("here");
        assertTrue(text(watcher.lastTold()).contains("sip:here@home2.net"), "it has woken up");
    }

    @Test
    void aQuenchedSubscriptionIsNotTakenForOneThatIsOwedTheState() {
        publish("here");
        Watcher watcher = watching("a");
        watcher.unless("*").refresh(3600);
        bench.advanceSeconds(100);
        publish("there");

        bench.nextHome(false);
        bench.advance(2_000);

        assertEquals(1, watcher.told().size(), "the last home left no word of whom it has told");
    }

    @Test
    void aQuenchedSubscriptionThatWakesWithAnOldTagIsToldWhatItHasMissed() {
        publish("here");
        Watcher watcher = watching("a");
        String tag = tag(watcher);
        watcher.unless("*").refresh(3600);
        publish("there");

        assertEquals(200, watcher.unless(tag).refresh(3600).status());
        watcher.hears200();

        assertTrue(text(watcher.lastTold()).contains("sip:there@home2.net"));
    }

    @Test
    void aQuenchedSubscriptionHearsOfItsOwnState() {
        publish("here");
        bench.rules(SampleRules.allow("a"));
        Watcher watcher = bench.watcher("a").unless("*").watches(3600);
        assertEquals(0, watcher.lastTold().body().length);
        assertTrue(watcher.lastTold().subscriptionState().startsWith("active"));

        bench.rules(SampleRules.allowServicesOnly("a"));
        assertEquals(1, watcher.told().size(), "what it may see is nothing it wants to hear of");
        bench.rules(SampleRules.block("a"));

        assertEquals("terminated;reason=rejected", watcher.lastTold().subscriptionState());
        assertEquals(0, watcher.lastTold().body().length);
    }

    @Test
    void aQuenchedSubscriptionIsToldItsApproval() {
        try (HomeBench confirming = HomeBench.unpaced("authorization.default", "confirm")) {
            confirming.publish("here");
            Watcher watcher = confirming.watcher("a").unless("*").watches(3600);
            assertTrue(watcher.lastTold().subscriptionState().startsWith("pending"));

            confirming.documents.put("pres-rules", SampleRules.document(SampleRules.allow("a")));
            confirming.homes().documentsChanged(HomeBench.PRESENTITY);
            confirming.settle();

            assertTrue(watcher.lastTold().subscriptionState().startsWith("active"));
            assertEquals(0, watcher.lastTold().body().length);
        }
    }

    @Test
    void aQuenchedSubscriptionWhoseFirstNotifyIsOwedGetsItFromTheNextHome() {
        publish("here");
        Watcher watcher = bench.watcher("a").unless("*");
        bench.dialogs.answerLater();
        watcher.watches(3600);
        bench.dialogs.answerAtOnce();

        bench.nextHome(false);
        bench.advance(2_000);

        assertEquals(2, watcher.told().size());
        assertEquals(0, watcher.lastTold().body().length);
    }

    // ---- What is not certain ---------------------------------------------------------------------------------------------------------------

    @Test
    void aChangeThatIsTakenBackBeforeItIsToldIsNotTold() {
        try (HomeBench paced = new HomeBench()) {
            String first = expect200(paced.publish("here")).entityTag();
            Watcher watcher = paced.watcher("a").watches(3600);
            String second = expect200(paced.publish(first, "there", 3600)).entityTag();
            expect200(paced.publish(second, "here", 3600));

            assertEquals(204, watcher.unless(tag(watcher)).refresh(3600).status());
            paced.advanceSeconds(10);

            assertEquals(1, watcher.told().size());
        }
    }

    @Test
    void aTagThatCrossesANotifyOfAnotherStateDoesNotCount() {
        publish("here");
        Watcher watcher = watching("a");
        String here = tag(watcher);
        bench.dialogs.answerLater();
        publish("there");
        publish("here");

        assertEquals(200, watcher.unless(here).refresh(3600).status());
        bench.dialogs.answerAtOnce();
        watcher.lastSent().answer(200);
        watcher.hears200();

        assertEquals(here, tag(watcher));
        assertTrue(text(watcher.lastTold()).contains("sip:here@home2.net"));
    }

    @Test
    void aTagThatIsNamedBeforeItsNotifyIsKnownToHaveArrivedCounts() {
        publish("here");
        Watcher watcher = watching("a");
        bench.dialogs.answerLater();
        publish("there");

        assertEquals(204, watcher.unless(tag(watcher)).refresh(3600).status());
        watcher.lastSent().answer(200);
        bench.settle();

        assertEquals(2, watcher.told().size());
    }

    @Test
    void aSubscriptionWhoseStateMayNotBeKnownIsToldIt() {
        try (HomeBench confirming = HomeBench.unpaced("authorization.default", "confirm")) {
            confirming.publish("here");
            Watcher watcher = confirming.watcher("a").watches(3600);
            confirming.dialogs.answerLater();
            confirming.documents.put("pres-rules", SampleRules.document(SampleRules.allow("a")));
            confirming.homes().documentsChanged(HomeBench.PRESENTITY);
            confirming.settle();
            watcher.lastSent().answer(500);
            confirming.settle();
            confirming.dialogs.answerAtOnce();

            assertEquals(200, watcher.unless(tag(watcher)).refresh(3600).status());
            watcher.hears200();

            assertBare("active", tag(watcher), watcher.lastTold());
        }
    }

    @Test
    void anInitialSubscribeOfADialogThatExistsIsNeverLeftWithoutNotify() {
        publish("here");
        Watcher watcher = watching("a");
        String tag = tag(watcher);
        watcher.unless(tag).next(3600);

        assertEquals(200, watcher.repeat(false, 3600).status());
        watcher.hears200();

        assertBare("active", tag, watcher.lastTold());
    }

    // ---- Changes only ----------------------------------------------------------------------------------------------------------------------

    @Test
    void afterARefreshWithoutNotifyTheNextChangesFollowTheLast() {
        HardenedXml xml = new HardenedXml(XmlLimits.DEFAULT);
        publish("here");
        Watcher watcher = bench.watcher("a").accepting(PidfDiff.CONTENT_TYPE).watches(3600);
        assertEquals(204, watcher.unless(tag(watcher)).refresh(3600).status());

        publish("there");

        PidfDiff update = PidfDiff.parse(xml, watcher.lastTold().body());
        assertEquals(2, update.version().orElseThrow());
        assertFalse(update.isFull());
    }

    @Test
    void whoResumesIsToldTheWholeBeforeAnyChanges() {
        HardenedXml xml = new HardenedXml(XmlLimits.DEFAULT);
        publish("here");
        String tag = tag(bench.watcher("a").to("presence").accepting(PidfDiff.CONTENT_TYPE).watches(3600));
        Watcher again = bench.watcher("b").to("presence").accepting(PidfDiff.CONTENT_TYPE).unless(tag).watches(3600);
        assertBare("active", tag, again.lastTold());

        publish("there");

        assertTrue(PidfDiff.parse(xml, again.lastTold().body()).isFull());
    }

    // ---- Compressed bodies -----------------------------------------------------------------------------------------------------------------

    private static String inflated(Notify notify) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(notify.body()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PIDF, PidfDiff.CONTENT_TYPE})
    void whoTakesGzipIsToldTheSameCompressed(String format) {
        publish("here-" + "and-there-".repeat(100));
        Watcher plain = bench.watcher("a").accepting(format).watches(3600);
        Watcher packed = bench.watcher("b").accepting(format).acceptingGzip().watches(3600);

        assertEquals("", plain.lastTold().contentEncoding());
        assertEquals("gzip", packed.lastTold().contentEncoding());
        assertEquals(text(plain.lastTold()), inflated(packed.lastTold()));
        assertTrue(packed.lastTold().body().length < plain.lastTold().body().length / 2);
    }

    @Test
    void aCompressedBodyIsMadeOnceForAllWhoAreToldTheSame() {
        publish("here-" + "and-there-".repeat(100));

        assertSame(bench.watcher("a").acceptingGzip().watches(3600).lastTold().body(), bench.watcher("b").acceptingGzip().watches(3600).lastTold().body());
    }

    @Test
    void aSmallBodyStaysAsItIs() {
        publish("here");

        assertEquals("", bench.watcher("a").acceptingGzip().watches(3600).lastTold().contentEncoding());
    }

    @Test
    void eachRefreshSaysAnewWhetherItTakesGzip() {
        publish("here-" + "and-there-".repeat(100));
        Watcher watcher = bench.watcher("a").watches(3600);
        String plain = tag(watcher);

        assertEquals(200, watcher.acceptingGzip().unless(plain).refresh(3600).status(), "another coding is another entity");
        watcher.hears200();

        assertEquals("gzip", watcher.lastTold().contentEncoding());
    }
}
