package org.imspresence.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.home.HomeBench.expect200;
import static org.imspresence.home.HomeBench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import org.imspresence.authorization.SubHandling;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.publication.PublishRequest;
import org.imspresence.testbed.SampleRules;
import org.imspresence.timer.TimerWheel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 5025: who is let in, what each is told, and what a change of the rules leads to. Paced, for a change of the rules is told at once nevertheless. */
class AuthorizingTest {

    private static final String NEUTRAL = "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"" + HomeBench.PRESENTITY + "\"/>";

    private static final String PENDING = NEUTRAL.replace("/>", "><note xml:lang=\"en\">The subscription waits for approval</note></presence>");

    private final HomeBench bench = new HomeBench("authorization.default", "confirm").withSuccessors();

    @AfterEach
    void close() {
        bench.close();
    }

    private void changed() {
        bench.homes().documentsChanged(HomeBench.PRESENTITY);
        bench.settle();
    }

    private Watcher watching(String name) {
        return bench.watcher(name).watches(3600);
    }

    private static String state(Watcher watcher) {
        return watcher.lastTold().subscriptionState().replaceFirst(";expires=\\d+", "");
    }

    private static String body(Watcher watcher) {
        return text(watcher.lastTold()).replaceFirst("^<\\?xml.*\\?>\n", "");
    }

    @Test
    void aWatcherThatNoRuleIsForWaitsAndIsToldNothing() {
        bench.publish("here");
        Watcher watcher = watching("w");

        assertEquals("pending", state(watcher));
        assertEquals(PENDING, body(watcher));
        bench.advanceSeconds(10);
        bench.publish("there");
        bench.advanceSeconds(10);
        assertEquals(1, watcher.told().size(), "not even that something has changed");
        assertEquals(1, bench.homes().tallies().decisions(SubHandling.CONFIRM));
    }

    @Test
    void oneThatIsBlockedIsForbiddenAndLeavesNothingBehind() {
        bench.rules(SampleRules.block("w"));
        Watcher watcher = bench.watcher("w");

        assertEquals(403, watcher.subscribe(3600).status());
        assertEquals(403, bench.watcher("w", "again").subscribe(0).status(), "a fetch, too");
        assertTrue(bench.subscriptions.group(HomeBench.PRESENTITY).isEmpty());
    }

    @Test
    void oneThatIsBlockedDoesNotLearnThatThereAreManyWatchers() {
        try (HomeBench full = new HomeBench("subscription.watchers-per-presentity", "1")) {
            full.documents.put("pres-rules", SampleRules.document(SampleRules.block("w")));
            full.watcher("a").watches(3600);

            assertEquals(480, full.watcher("b").subscribe(3600).status());
            assertEquals(403, full.watcher("w").subscribe(3600).status());
        }
    }

    @Test
    void oneThatIsPolitelyBlockedSeesWhoeverIsNotThereAndHearsOfNoChange() {
        bench.rules(SampleRules.politeBlock("w"));
        Watcher watcher = watching("w");
        assertEquals("active", state(watcher));
        assertEquals(NEUTRAL, body(watcher));

        bench.advanceSeconds(10);
        bench.publish("here");
        bench.advanceSeconds(10);

        assertEquals(1, watcher.told().size());
        watcher.refresh(3600);
        watcher.hears200();
        assertEquals(NEUTRAL, body(watcher));
    }

    @Test
    void aRuleLetsAPendingWatcherInAtOnceWithTheWholeState() {
        bench.publish("here");
        Watcher watcher = watching("w");

        bench.rules(SampleRules.allow("w"));

        assertEquals("active", state(watcher));
        assertTrue(body(watcher).contains("sip:here@home2.net"), body(watcher));
        assertEquals(2, watcher.told().size());
    }

    @Test
    void aRuleThrowsAnActiveWatcherOut() {
        bench.rules(SampleRules.allow("w"));
        bench.publish("here");
        Watcher watcher = watching("w");

        bench.rules(SampleRules.block("w"));

        assertEquals("terminated;reason=rejected", state(watcher));
        assertEquals("", body(watcher), "its end tells nothing");
        assertTrue(watcher.stored().isEmpty());
        assertEquals(403, bench.watcher("v").of("w").subscribe(600).status());
    }

    @Test
    void aRuleHidesThePresentityFromAnActiveWatcherAtOnceAndShowsItAgain() {
        bench.rules(SampleRules.allow("w"));
        bench.publish("here");
        Watcher watcher = watching("w");

        bench.rules(SampleRules.politeBlock("w"));
        assertEquals("active", state(watcher));
        assertEquals(NEUTRAL, body(watcher));
        bench.rules(SampleRules.allow("w"));

        assertTrue(body(watcher).contains("sip:here@home2.net"), body(watcher));
        assertEquals(3, watcher.told().size());
    }

    @Test
    void withoutItsRulesAPresentityIsAsItWasBefore() {
        bench.rules(SampleRules.allow("w"));
        Watcher watcher = watching("w");

        bench.documents.remove("pres-rules");
        changed();

        assertEquals("terminated;reason=deactivated", state(watcher), "to subscribe again, and wait");
        assertEquals("", body(watcher));
        assertEquals("pending", state(watching("v")));
    }

    @Test
    void aChangeOfTheRulesThatMakesNoDifferenceToAWatcherIsNotTold() {
        bench.rules(SampleRules.allowAnd("w", "<pr:provide-note>true</pr:provide-note>"));
        bench.publish("here");
        Watcher watcher = watching("w");

        bench.rules(SampleRules.allowAnd("w", "<pr:provide-note>true</pr:provide-note>"), SampleRules.block("v"));
        bench.rules(SampleRules.allowAnd("w", "<pr:provide-mood>true</pr:provide-mood>"), SampleRules.block("v"));

        assertEquals(1, watcher.told().size(), "it may see moods now, but there are none");
    }

    @Test
    void watchersThatMaySeeTheSameShareOneBody() {
        bench.rules(SampleRules.allow("a0", "a1", "a2"), SampleRules.allowServicesOnly("b0", "b1", "b2"), SampleRules.politeBlock("c0", "c1", "c2"));
        List<Watcher> all = IntStream.range(0, 9).mapToObj(i -> watching("abc".charAt(i / 3) + "" + i % 3)).toList();
        bench.advanceSeconds(10);
        bench.publish("somewhere");
        bench.advanceSeconds(10);
        long views = bench.homes().tallies().views();
        long compositions = bench.homes().tallies().compositions();

        bench.publish("here");

        assertEquals(2, bench.homes().tallies().views() - views, "the third is told nothing");
        assertEquals(1, bench.homes().tallies().compositions() - compositions);
        assertEquals(List.of(3, 3, 3, 3, 3, 3, 1, 1, 1), all.stream().map(watcher -> watcher.told().size()).toList());
        assertTrue(all.get(0).lastTold().body() == all.get(2).lastTold().body());
        assertTrue(all.get(3).lastTold().body() == all.get(5).lastTold().body());
        assertFalse(all.get(0).lastTold().body() == all.get(3).lastTold().body());
    }

    @Test
    void whatAWatcherDoesNotSeeIsNoNewsToIt() {
        bench.rules(SampleRules.allow("a"), SampleRules.allowServicesOnly("b"));
        String tag = publish("", "happy", "work");
        Watcher sees = watching("a");
        Watcher doesNot = watching("b");
        bench.advanceSeconds(10);

        publish(tag, "sad", "work");

        assertEquals(2, sees.told().size());
        assertTrue(text(sees.lastTold()).contains("sad"));
        assertEquals(1, doesNot.told().size());
    }

    /** @return the entity tag */
    private String publish(String tag, String mood, String sphere) {
        PublishRequest request = new PublishRequest(HomeBench.PRESENTITY, "presence", tag, 3600, HomeBench.PIDF, "", SampleRules.pidf(HomeBench.PRESENTITY, mood, sphere), "");
        return expect200(bench.now(bench.homes().publish(bench.numbered(request)))).entityTag();
    }

    @Test
    void aRuleThatHoldsInASphereFollowsWhatIsPublished() {
        bench.rules(SampleRules.rule("at-home", "<cp:sphere value='home'/>", "<pr:sub-handling>allow</pr:sub-handling><pr:provide-persons><pr:all-persons/></pr:provide-persons>"));
        String tag = publish("", "happy", "work");
        Watcher watcher = watching("w");
        assertEquals("pending", state(watcher));

        tag = publish(tag, "happy", "home");
        assertEquals("active", state(watcher));
        publish(tag, "happy", "work");

        assertEquals("terminated;reason=deactivated", state(watcher));
        assertEquals("", body(watcher));
    }

    @Test
    void whoASphereShutsOutIsNotToldOfItsBeginning() {
        bench.rules(SampleRules.rule("at-work", "<cp:sphere value='work'/>", "<pr:sub-handling>allow</pr:sub-handling><pr:provide-persons><pr:all-persons/></pr:provide-persons><pr:provide-all-attributes/>"),
                SampleRules.rule("at-home", "<cp:sphere value='home'/>", "<pr:sub-handling>block</pr:sub-handling>"));
        String tag = publish("", "happy", "work");
        Watcher watcher = watching("w");
        bench.advanceSeconds(10);

        publish(tag, "sad", "home");

        assertEquals("terminated;reason=rejected", state(watcher));
        assertEquals(2, watcher.told().size());
    }

    @Test
    void aValidityBeginsAndEndsByItself() {
        bench.rules(SampleRules.rule("for-a-minute",
                "<cp:validity><cp:from>%s</cp:from><cp:until>%s</cp:until></cp:validity>".formatted(bench.clock.instant().plusSeconds(60), bench.clock.instant().plusSeconds(120)),
                "<pr:sub-handling>allow</pr:sub-handling>"));
        Watcher watcher = watching("w");
        assertEquals("pending", state(watcher));

        bench.advanceSeconds(61);
        assertEquals("active", state(watcher));
        bench.advanceSeconds(60);

        assertEquals("terminated;reason=deactivated", state(watcher));
    }

    @Test
    void thePresentitySeesItselfWhateverTheRules() {
        bench.publish("here");
        Watcher itself = bench.watcher("me").as(HomeBench.PRESENTITY).watches(600);

        assertEquals("active", state(itself));
        assertTrue(body(itself).contains("sip:here@home2.net"));
    }

    @Test
    void aRefreshOfAPendingSubscriptionLeavesItPending() {
        Watcher watcher = watching("w");
        expect200(watcher.refresh(600));
        watcher.hears200();

        assertEquals("pending;expires=600", watcher.lastTold().subscriptionState());
        assertEquals(PENDING, body(watcher));
    }

    // ---- Rules that are slow to come, or do not come ---------------------------------------------------------------------------------------

    @Test
    void aSubscribeWaitsUntilTheRulesAreRead() {
        bench.documents.put("pres-rules", SampleRules.document(SampleRules.allow("w")));
        bench.documents.beSlow();
        Watcher watcher = bench.watcher("w");
        var reply = bench.homes().subscribe(watcher.initial(600)).toCompletableFuture();
        bench.settle();
        assertFalse(reply.isDone());

        bench.documents.answer();
        bench.settle();
        watcher.hears200();

        assertEquals(200, reply.join().status());
        assertEquals("active", state(watcher));
    }

    @Test
    void rulesThatCannotBeReadLetNobodyInAndAreReadAgain() {
        bench.documents.put("pres-rules", SampleRules.document(SampleRules.allow("w")));
        bench.documents.beDown(true);
        Watcher watcher = watching("w");
        assertEquals("pending", state(watcher));
        assertEquals(1, bench.homes().tallies().unreadable());

        bench.advanceSeconds(6);
        assertEquals("pending", state(watcher));
        bench.documents.beDown(false);
        bench.advanceSeconds(11);

        assertEquals("active", state(watcher));
    }

    @Test
    void aWatcherWhoIsLetInStaysInWhileTheRulesCannotBeRead() {
        bench.rules(SampleRules.allow("w"));
        Watcher watcher = watching("w");
        bench.documents.beDown(true);
        changed();

        bench.advanceSeconds(10);
        bench.publish("here");

        assertEquals("active", state(watcher));
        assertTrue(body(watcher).contains("here"));
    }

    @Test
    void rulesWhoseChangeNobodyHasToldAreFoundWhenAWatcherRefreshes() {
        bench.rules(SampleRules.allow("w"));
        Watcher watcher = watching("w");
        bench.documents.put("pres-rules", SampleRules.document(SampleRules.block("w")));
        bench.advanceSeconds(301);

        expect200(watcher.refresh(3600));
        watcher.hears200();

        assertEquals("terminated;reason=rejected", state(watcher));
    }

    @Test
    void aHomeThatIsGoneReadsNothingAnyMore() {
        try (HomeBench forgetful = new HomeBench("watcherinfo.waiting", "0")) {
            forgetful.documents.beDown(true);
            forgetful.watcher("w").watches(0);
            forgetful.homes().sweep();
            assertEquals(0, forgetful.homes().size());

            forgetful.advanceSeconds(20);

            assertEquals(1, forgetful.homes().tallies().unreadable());
        }
    }

    @Test
    void aHomeThatHasReadNothingHasNothingToReadAgain() {
        bench.documents.beDown(true);

        changed();

        assertEquals(0, bench.homes().tallies().unreadable());
    }

    // ---- Another home ----------------------------------------------------------------------------------------------------------------------

    @Test
    void theNextHomeTellsNobodyWhatTheLastHasToldAlready() {
        bench.rules(SampleRules.allow("a"), SampleRules.politeBlock("c"));
        bench.publish("here");
        List<Watcher> all = List.of(watching("a"), watching("b"), watching("c"));
        bench.advanceSeconds(100);

        bench.nextHome(false);
        bench.advanceSeconds(100);

        assertEquals(List.of(1, 1, 1), all.stream().map(watcher -> watcher.told().size()).toList());
        bench.publish("there");
        assertEquals(List.of(2, 1, 1), all.stream().map(watcher -> watcher.told().size()).toList());
    }

    @Test
    void theNextHomeTellsWhatFollowsFromRulesThatTheLastHasNotHeardOf() {
        bench.rules(SampleRules.allow("a"));
        bench.publish("here");
        Watcher letIn = watching("b");
        Watcher thrownOut = watching("a");
        bench.advanceSeconds(100);

        bench.documents.put("pres-rules", SampleRules.document(SampleRules.allow("b"), SampleRules.block("a")));
        bench.nextHome(false);
        bench.advanceSeconds(1);

        assertEquals("active", state(letIn));
        assertTrue(body(letIn).contains("here"));
        assertEquals("terminated;reason=rejected", state(thrownOut));
    }

    @Test
    void theNextHomeTellsNothingUntilItKnowsTheRules() {
        bench.rules(SampleRules.allow("a"));
        Watcher watcher = watching("a");
        bench.advanceSeconds(100);
        bench.documents.beDown(true);

        bench.nextHome(false);
        bench.publish("here");
        bench.advanceSeconds(4);
        assertEquals(1, watcher.told().size());
        bench.documents.beDown(false);
        bench.advanceSeconds(11);
        bench.advance(TimerWheel.TICK);

        assertEquals("active", state(watcher));
        assertTrue(body(watcher).contains("here"));
    }

    @Test
    void theNextHomeTellsTheAnswerThatAFetchIsOwedWithItsState() {
        bench.rules(SampleRules.allow("a"));
        bench.publish("here");
        Watcher fetching = bench.watcher("a");
        expect200(fetching.subscribe(0));

        bench.nextHome(false);
        bench.advanceSeconds(1);

        assertEquals("terminated;reason=timeout", state(fetching));
        assertTrue(body(fetching).contains("sip:here@home2.net"), body(fetching));
    }

    @Test
    void theNextHomeEndsTheWaitingThatARuleHasDecidedInTheMeantime() {
        Watcher watcher = watching("w");
        watcher.unsubscribe();
        watcher.hears200();
        bench.advanceSeconds(100);
        bench.documents.put("pres-rules", SampleRules.document(SampleRules.allow("w")));

        bench.nextHome(false);

        assertFalse(watcher.remembered().orElseThrow().isWaiting());
    }

    /** Its NOTIFY may have been on its way when the last home died, and what it said was: active. */
    @Test
    void theNextHomeTellsOneWhoHasJustSubscribedNothingUntilItKnowsTheRules() {
        bench.rules(SampleRules.allow("a"));
        Watcher watcher = watching("a");
        bench.documents.beDown(true);

        bench.nextHome(false);
        bench.publish("here");
        bench.advanceSeconds(4);
        assertEquals(1, watcher.told().size());
        bench.documents.beDown(false);
        bench.advanceSeconds(11);
        bench.advance(TimerWheel.TICK);

        assertEquals(2, watcher.told().size());
        assertEquals("active", state(watcher));
        assertTrue(body(watcher).contains("here"));
    }

    // ---- The permanent state ---------------------------------------------------------------------------------------------------------------

    @Test
    void thePermanentStateIsToldWhileNothingElseIsPublished() {
        bench.rules(SampleRules.allow("w"));
        Watcher watcher = watching("w");
        bench.advanceSeconds(10);

        bench.documents.put("pidf-manipulation", new String(HomeBench.document("permanent"), UTF_8));
        changed();
        assertTrue(body(watcher).contains("sip:permanent@home2.net"), body(watcher));
        bench.advanceSeconds(10);
        bench.publish("here");
        assertTrue(body(watcher).contains("sip:here@home2.net"), body(watcher));
        bench.advanceSeconds(10);
        bench.documents.remove("pidf-manipulation");
        changed();

        assertFalse(body(watcher).contains("permanent"), body(watcher));
    }

    @Test
    void aStateThatComesWithNewRulesIsToldToThoseAloneWhomTheyLetIn() {
        bench.rules(SampleRules.allow("a", "b"));
        Watcher letIn = watching("a");
        Watcher shutOut = watching("b");
        bench.advanceSeconds(10);

        bench.documents.put("pidf-manipulation", new String(HomeBench.document("permanent"), UTF_8));
        bench.rules(SampleRules.allow("a"), SampleRules.block("b"));

        assertTrue(body(letIn).contains("sip:permanent@home2.net"), body(letIn));
        assertEquals("terminated;reason=rejected", state(shutOut));
        assertEquals(2, shutOut.told().size());
    }

    @Test
    void whomNewRulesLetInIsToldTheStateThatComesWithThem() {
        Watcher watcher = watching("w");
        bench.documents.put("pidf-manipulation", new String(HomeBench.document("permanent"), UTF_8));

        bench.rules(SampleRules.allow("w"));

        assertEquals("active", state(watcher));
        assertTrue(body(watcher).contains("sip:permanent@home2.net"), body(watcher));
    }

    // ---- Waiting ---------------------------------------------------------------------------------------------------------------------------

    @Test
    void oneThatRunsOutUndecidedIsRememberedForDays() {
        Watcher watcher = watching("w");
        bench.advanceSeconds(3700);

        assertEquals("terminated;reason=timeout", state(watcher));
        assertTrue(watcher.remembered().orElseThrow().isWaiting());
        bench.advanceSeconds(2 * 86_400);
        assertTrue(watcher.remembered().orElseThrow().isWaiting());
        bench.advanceSeconds(2 * 86_400);
        bench.homes().sweep();

        assertEquals(0, bench.homes().size(), "nobody waits any more");
    }

    @Test
    void aFetchThatIsNotDecidedOnWaitsAsWell() {
        Watcher watcher = bench.watcher("w").watches(0);

        assertEquals("terminated;reason=timeout", state(watcher));
        assertEquals(PENDING, body(watcher));
        assertTrue(watcher.remembered().orElseThrow().isWaiting());
    }

    @Test
    void whoSubscribesAgainWaitsNoMore() {
        Watcher first = watching("w");
        first.unsubscribe();
        assertTrue(first.remembered().orElseThrow().isWaiting());

        Watcher second = bench.watcher("v").of("w").watches(600);

        assertFalse(first.remembered().orElseThrow().isWaiting());
        assertEquals("pending", state(second));
    }

    @Test
    void aDecisionEndsTheWaiting() {
        Watcher watcher = watching("w");
        watcher.unsubscribe();
        watcher.hears200();

        bench.rules(SampleRules.allow("w"));

        assertFalse(watcher.remembered().orElseThrow().isWaiting());
        assertEquals(2, watcher.told().size(), "its end was told before");
    }

    @Test
    void theNextHomeKnowsWhoWaits() {
        Watcher watcher = watching("w");
        watcher.unsubscribe();
        watcher.hears200();
        bench.advanceSeconds(100);

        bench.nextHome(false);
        bench.homes().sweep();
        assertEquals(1, bench.homes().size());
        bench.rules(SampleRules.allow("w"));

        assertFalse(watcher.remembered().orElseThrow().isWaiting());
    }
}
