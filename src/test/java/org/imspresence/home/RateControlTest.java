package org.imspresence.home;

import static org.imspresence.home.HomeBench.expect200;
import static org.imspresence.home.HomeBench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.imspresence.cluster.Standing;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.XmlLimits;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.subscription.Rates;
import org.imspresence.subscription.Subscription;
import org.imspresence.testbed.SampleRules;
import org.imspresence.timer.TimerWheel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 6446: watchers are told as often as they have asked for. */
class RateControlTest {

    private static final Rates ONCE_IN_TEN_SECONDS = new Rates(0.1, 0, 0);
    private static final Rates EVERY_TWO_SECONDS = new Rates(0, 0.5, 0);

    private HomeBench bench = HomeBench.unpaced("notify.least-pause", "50").withSuccessors();
    private String entityTag = "";

    @AfterEach
    void close() {
        bench.close();
    }

    private void with(String... settings) {
        bench.close();
        bench = new HomeBench(settings);
    }

    private void publish(String note) {
        entityTag = expect200(bench.publish(entityTag, note, 3600)).entityTag();
    }

    private void refresh(Watcher watcher, Rates rates) {
        expect200(watcher.wanting(rates).refresh(600));
        watcher.hears200();
    }

    // ---- The most ------------------------------------------------------------------------------------------------------------------------

    @Test
    void aChangeIsHeldBackForTheMaximumRateAndTheLatestIsTold() {
        Watcher watcher = bench.watcher("w").wanting(ONCE_IN_TEN_SECONDS).watches(600);
        publish("one");
        bench.advanceSeconds(5);
        publish("two");
        bench.advance(4_900);
        assertEquals(List.of("active;expires=600;max-rate=0.1"), watcher.states());

        bench.advance(100);

        assertEquals(List.of("active;expires=600;max-rate=0.1", "active;expires=590;max-rate=0.1"), watcher.states());
        assertTrue(text(watcher.lastTold()).contains("two"));
        bench.advanceSeconds(60);
        assertEquals(2, watcher.told().size());
    }

    @Test
    void theMaximumRateDoesNotMakeThePaceFaster() {
        with("notify.pacing", "5");
        Watcher watcher = bench.watcher("w").wanting(new Rates(50, 0, 0)).watches(600);
        bench.publish("one");

        bench.advance(4_900);
        assertEquals(List.of("active;expires=600;max-rate=0.2"), watcher.states());
        bench.advance(100);
        assertEquals(2, watcher.told().size());
    }

    /** RFC 6446 s5.2. */
    @Test
    void answersAndEndsAreNotHeldBack() {
        Watcher watcher = bench.watcher("w").wanting(ONCE_IN_TEN_SECONDS).watches(600);
        bench.advanceSeconds(1);
        refresh(watcher, ONCE_IN_TEN_SECONDS);
        assertEquals(2, watcher.told().size());
        bench.advanceSeconds(1);

        expect200(watcher.unsubscribe());
        watcher.hears200();

        assertEquals("terminated;reason=timeout", watcher.lastTold().subscriptionState());
    }

    /** RFC 6446 s5.2. */
    @Test
    void thatAWatcherIsLetInIsNotHeldBack() {
        with("authorization.default", "confirm");
        Watcher watcher = bench.watcher("w").wanting(ONCE_IN_TEN_SECONDS).watches(600);
        assertEquals("pending;expires=600;max-rate=0.1", watcher.lastTold().subscriptionState());

        bench.rules(SampleRules.allow("w"));

        assertEquals("active;expires=600;max-rate=0.1", watcher.lastTold().subscriptionState());
    }

    /** RFC 6446 s5.2 does not except it. */
    @Test
    void thatTheRulesShowAWatcherLessIsHeldBack() {
        bench.rules(SampleRules.allow("w"));
        publish("one");
        Watcher watcher = bench.watcher("w").wanting(ONCE_IN_TEN_SECONDS).watches(600);

        bench.rules(SampleRules.politeBlock("w"));

        assertEquals(1, watcher.told().size());
        bench.advanceSeconds(10);
        assertEquals(2, watcher.told().size());
        assertFalse(text(watcher.lastTold()).contains("one"));
    }

    /** RFC 6446 s5.2 does not except it, although a SUBSCRIBE's answer, which it does except, was under way when the rules changed. */
    @Test
    void theHasteOfAnAnswerIsNotThatOfWhatComesWhileItIsUnderWay() {
        bench.rules(SampleRules.allow("w"));
        publish("one");
        Watcher watcher = bench.watcher("w").wanting(ONCE_IN_TEN_SECONDS).watches(600);
        bench.dialogs.answerLater();
        refresh(watcher, ONCE_IN_TEN_SECONDS);
        bench.rules(SampleRules.politeBlock("w"));

        watcher.lastSent().answer(200);
        bench.settle();

        assertEquals(2, watcher.told().size());
        bench.advanceSeconds(10);
        assertEquals(3, watcher.told().size());
    }

    @Test
    void anAnswerThatFailedIsSentAgainAsPromptlyAsBefore() {
        Watcher watcher = bench.watcher("w").wanting(ONCE_IN_TEN_SECONDS).watches(600);
        bench.dialogs.answerLater();
        refresh(watcher, ONCE_IN_TEN_SECONDS);

        watcher.lastSent().answer(500);
        bench.settle();
        bench.advance(2_000 + TimerWheel.TICK);

        assertEquals(3, watcher.told().size());
    }

    /** RFC 6446 s5.3: a watcher pauses its NOTIFYs by a maximum of one in its remaining time. */
    @Test
    void aPausedWatcherIsToldNothingUntilItResumes() {
        Watcher watcher = bench.watcher("w").wanting(new Rates(0.0000000001, 0, 0)).watches(600);
        assertEquals("active;expires=600;max-rate=0.0016666667", watcher.lastTold().subscriptionState());
        publish("one");
        bench.advanceSeconds(500);
        assertEquals(1, watcher.told().size());

        refresh(watcher, Rates.NONE);
        assertTrue(text(watcher.lastTold()).contains("one"));
        publish("two");

        assertEquals(3, watcher.told().size(), "what waited for the old rate holds nothing up");
        assertTrue(text(watcher.lastTold()).contains("two"));
    }

    @Test
    void aPausedWatcherIsToldTheStateWithItsEnd() {
        Watcher watcher = bench.watcher("w").wanting(new Rates(0.0000000001, 0, 0)).watches(600);
        publish("one");

        bench.advanceSeconds(700);

        assertEquals(List.of("active;expires=600;max-rate=0.0016666667", "terminated;reason=timeout"), watcher.states());
        assertTrue(text(watcher.lastTold()).contains("one"));
    }

    @Test
    void aNotifyThatFailedIsSentAgainNoSoonerThanTheMaximumRateAllows() {
        Watcher watcher = bench.watcher("w").wanting(ONCE_IN_TEN_SECONDS).watches(600);
        bench.advanceSeconds(10);
        bench.dialogs.answerLater();
        publish("one");
        watcher.lastSent().answer(500);
        bench.dialogs.answerAtOnce();
        bench.settle();

        bench.advance(9_900);
        assertEquals(2, watcher.told().size());
        bench.advance(100);
        assertEquals(3, watcher.told().size());
    }

    /** RFC 6446 s5.2: it is still what a SUBSCRIBE has called for. */
    @Test
    void anAnswerThatFailedIsSentAgainAsSoonAsForOthers() {
        Watcher watcher = bench.watcher("w").wanting(ONCE_IN_TEN_SECONDS).watches(600);
        bench.dialogs.answerLater();
        refresh(watcher, ONCE_IN_TEN_SECONDS);
        watcher.lastSent().answer(500);
        bench.dialogs.answerAtOnce();
        bench.settle();

        bench.advanceSeconds(2);

        assertEquals(3, watcher.told().size());
    }

    // ---- The least -----------------------------------------------------------------------------------------------------------------------

    @Test
    void aWatcherIsRemindedOfTheStateThatItKnows() {
        publish("one");
        Watcher watcher = bench.watcher("w").wanting(EVERY_TWO_SECONDS).watches(600);
        bench.advance(1_950);
        assertEquals(1, watcher.told().size());

        bench.advance(50);
        bench.advance(2_000);

        assertEquals(List.of("active;expires=600;min-rate=0.5", "active;expires=598;min-rate=0.5", "active;expires=596;min-rate=0.5"), watcher.states());
        assertTrue(text(watcher.lastTold()).contains("one"));
    }

    @Test
    void aReminderIsDueSoLongAfterTheLastNotifyWhateverThatWasFor() {
        Watcher watcher = bench.watcher("w").wanting(EVERY_TWO_SECONDS).watches(600);
        bench.advance(1_000);
        publish("one");
        bench.advance(1_950);
        assertEquals(2, watcher.told().size());

        bench.advance(50);

        assertEquals(3, watcher.told().size());
    }

    @Test
    void aRefreshWithoutRatesEndsTheReminders() {
        Watcher watcher = bench.watcher("w").wanting(EVERY_TWO_SECONDS).watches(600);
        refresh(watcher, Rates.NONE);

        bench.advanceSeconds(60);

        assertEquals(List.of("active;expires=600;min-rate=0.5", "active;expires=600"), watcher.states());
    }

    @Test
    void aRefreshWithOtherRatesIsFollowedAtOnce() {
        Watcher watcher = bench.watcher("w").wanting(new Rates(0, 0.01, 0)).watches(600);
        refresh(watcher, EVERY_TWO_SECONDS);

        for (int i = 0; i < 4; i++) {
            bench.advance(1_000);
        }

        assertEquals(4, watcher.told().size(), "two answers and two reminders");
    }

    @Test
    void theEndEndsTheReminders() {
        Watcher watcher = bench.watcher("w").wanting(EVERY_TWO_SECONDS).watches(600);
        expect200(watcher.unsubscribe());
        watcher.hears200();
        Watcher gone = bench.watcher("gone").wanting(EVERY_TWO_SECONDS).watches(600);
        bench.dialogs.answerLater();
        bench.advance(2_000);
        gone.lastSent().answer(481);
        bench.dialogs.answerAtOnce();

        bench.advanceSeconds(60);

        assertEquals(2, watcher.told().size());
        assertEquals(2, gone.told().size());
    }

    /** A reminder has no place to overtake what is under way, nor in the send window. */
    @Test
    void aReminderWaitsForTheAnswerToTheLastNotify() {
        Watcher watcher = bench.watcher("w").wanting(EVERY_TWO_SECONDS).watches(600);
        bench.dialogs.answerLater();
        publish("one");
        bench.advanceSeconds(10);
        assertEquals(2, watcher.told().size());

        watcher.lastSent().answer(200);
        bench.settle();

        assertEquals(3, watcher.told().size());
    }

    @Test
    void aReminderWaitsForAPlaceInTheWindow() {
        with("notify.pacing", "0", "notify.window", "1", "notify.least-pause", "50");
        Watcher watcher = bench.watcher("w").wanting(EVERY_TWO_SECONDS).watches(600);
        bench.dialogs.answerLater();
        Watcher other = bench.watcher("other").watches(600);
        bench.advanceSeconds(4);
        assertEquals(1, watcher.told().size());

        other.lastSent().answer(200);
        bench.settle();

        assertEquals(2, watcher.told().size());
    }

    @Test
    void aNodeThatHoldsBackRemindsNobodyAndGoesOnWhenItActs() {
        Watcher watcher = bench.watcher("w").wanting(EVERY_TWO_SECONDS).watches(600);
        bench.stands(Standing.HOLDING);
        bench.advanceSeconds(10);
        assertEquals(1, watcher.told().size());

        bench.stands(Standing.ACTING);
        bench.advance(2_000);

        assertEquals(3, watcher.told().size());
    }

    @Test
    void theNextHomeGoesOnWithTheReminders() {
        Watcher watcher = bench.watcher("w").wanting(EVERY_TWO_SECONDS).watches(600);
        bench.advance(1_000);
        bench.nextHome(true);
        bench.advance(50);
        assertEquals(2, watcher.told().size(), "when the last one was is not known");

        bench.advance(1_950);
        bench.advance(50);

        assertEquals(3, watcher.told().size());
        assertEquals("active;expires=597;min-rate=0.5", watcher.lastTold().subscriptionState());
    }

    @Test
    void remindersAreNotWrittenDown() {
        publish("one");
        Watcher watcher = bench.watcher("w").wanting(EVERY_TWO_SECONDS).watches(600);
        bench.advanceSeconds(2);
        Subscription stored = watcher.stored().orElseThrow();
        Map<String, Delivered> word = bench.deliveries.group(HomeBench.PRESENTITY);
        bench.dialogs.answerLater();

        for (int i = 0; i < 100; i++) {
            bench.advanceSeconds(1);
            if (watcher.lastSent().isUnanswered() && i % 2 == 0) {
                watcher.lastSent().answer(200);
                bench.settle();
            }
        }

        assertTrue(watcher.told().size() > 40, "told " + watcher.told().size());
        assertSame(stored, watcher.stored().orElseThrow());
        assertEquals(word, bench.deliveries.group(HomeBench.PRESENTITY));
    }

    /** RFC 6446 s6.2, RFC 5263: the difference to what was told last, which is none. */
    @Test
    void whoIsToldChangesIsRemindedByNone() {
        HardenedXml xml = new HardenedXml(XmlLimits.DEFAULT);
        publish("one");
        Watcher watcher = bench.watcher("w").accepting(PidfDiff.CONTENT_TYPE).wanting(EVERY_TWO_SECONDS).watches(600);
        byte[] presence = PidfDiff.parse(xml, watcher.lastTold().body()).presence();

        bench.advanceSeconds(2);
        PidfDiff reminder = PidfDiff.parse(xml, watcher.lastTold().body());
        publish("two");
        PidfDiff change = PidfDiff.parse(xml, watcher.lastTold().body());

        assertFalse(reminder.isFull());
        assertEquals(2, reminder.version().orElseThrow());
        assertEquals(new String(presence), new String(reminder.appliedTo(presence)));
        assertFalse(change.isFull());
        assertEquals(3, change.version().orElseThrow());
    }

    @Test
    void aWaitingWatcherIsRemindedOfNothingButThatItWaits() {
        with("authorization.default", "confirm", "notify.pacing", "0");
        bench.publish("one");
        Watcher watcher = bench.watcher("w").wanting(new Rates(0, 0.1, 0)).watches(600);

        bench.advanceSeconds(10);

        assertEquals(List.of("pending;expires=600;min-rate=0.1", "pending;expires=590;min-rate=0.1"), watcher.states());
        assertEquals(text(watcher.told().get(0)), text(watcher.lastTold()));
    }

    // ---- The least on average ------------------------------------------------------------------------------------------------------------

    /** RFC 6446 s7.2: at one NOTIFY per second and ten to the period, as long as nothing changes, one per second. */
    @Test
    void withAnAdaptiveMinimumReminderFollowsReminderAtThatRate() {
        Watcher watcher = bench.watcher("w").wanting(new Rates(0, 0, 1)).watches(600);

        for (int i = 0; i < 600; i++) {
            bench.advance(50);
        }

        assertTrue(Math.abs(31 - watcher.told().size()) <= 1, "told " + watcher.told().size());
        assertEquals("active;expires=600;adaptive-min-rate=1", watcher.states().get(0));
    }

    @Test
    void afterABurstOfChangesTheSilenceIsLonger() {
        Watcher watcher = bench.watcher("w").wanting(new Rates(0, 0, 1)).watches(600);
        for (int i = 0; i < 19; i++) {
            bench.advance(50);
            publish("change " + i);
        }
        int told = watcher.told().size();

        bench.advance(2_000);
        assertEquals(told, watcher.told().size());
        bench.advance(900);

        assertEquals(told + 1, watcher.told().size());
    }

    // ---- Answers to NOTIFYs --------------------------------------------------------------------------------------------------------------

    /** RFC 6446 s4.1, s9.3. */
    @Test
    void theAnswerToANotifyMayAskForOtherRates() {
        Watcher watcher = bench.watcher("w").wanting(new Rates(0, 0.01, 0)).watches(600);
        bench.dialogs.answerLater();
        publish("one");
        watcher.lastSent().answerWith("presence;min-rate=0.5");
        bench.dialogs.answerAtOnce();
        bench.settle();
        assertEquals(EVERY_TWO_SECONDS, watcher.stored().orElseThrow().terms().rates());

        bench.advance(2_000);

        assertEquals("active;expires=598;min-rate=0.5", watcher.lastTold().subscriptionState());
        assertEquals(3, watcher.told().size());
    }

    @Test
    void aRefreshCountsForMoreThanTheAnswerToAnEarlierNotify() {
        Watcher watcher = bench.watcher("w").wanting(ONCE_IN_TEN_SECONDS).watches(600);
        bench.advanceSeconds(10);
        bench.dialogs.answerLater();
        publish("one");
        refresh(watcher, EVERY_TWO_SECONDS);

        watcher.lastSent().answerWith("presence;max-rate=0.1");
        bench.settle();

        assertEquals("active;expires=600;min-rate=0.5", watcher.lastTold().subscriptionState());
        assertEquals(EVERY_TWO_SECONDS, watcher.stored().orElseThrow().terms().rates());
    }
}
