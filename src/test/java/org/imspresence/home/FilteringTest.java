package org.imspresence.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.home.HomeBench.PRESENTITY;
import static org.imspresence.home.HomeBench.expect200;
import static org.imspresence.home.HomeBench.text;
import static org.imspresence.testbed.SampleFilters.body;
import static org.imspresence.testbed.SampleFilters.including;
import static org.imspresence.testbed.SampleFilters.triggers;
import static org.imspresence.testbed.SampleFilters.what;
import static org.imspresence.testbed.SampleFilters.whenBecomesOpen;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import org.imspresence.cluster.Store;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.XmlLimits;
import org.imspresence.document.PidfDiff;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.Subscription;
import org.imspresence.testbed.PartialCopy;
import org.imspresence.testbed.SampleRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 4660: each watcher is told what its filter asks for of what rules let through, when its triggers say so, at the cost of one for all that ask for the same. */
class FilteringTest {

    private static final String BASIC = "//pidf:tuple/pidf:status/pidf:basic";
    private static final String MOOD = "//rpid:mood";
    private static final String WHEN_OPEN = body("<filter id='1'>" + whenBecomesOpen() + "</filter>");

    private final HomeBench bench = HomeBench.unpaced("subscription.filters", "3").withSuccessors();
    private String entityTag = "";

    @AfterEach
    void close() {
        bench.close();
    }

    private void publish(String basic, String mood) {
        publish("<tuple id='t'><status><basic>" + basic + "</basic></status></tuple><dm:person id='p'><r:mood><r:" + mood + "/></r:mood></dm:person>");
    }

    private void publish(String content) {
        String document = "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model' xmlns:r='urn:ietf:params:xml:ns:pidf:rpid' entity='" + PRESENTITY + "'>"
                + content + "</presence>";
        PublishRequest request = new PublishRequest(PRESENTITY, "presence", entityTag, 3600, HomeBench.PIDF, "", document.getBytes(UTF_8), "");
        entityTag = expect200(bench.now(bench.homes().publish(bench.numbered(request)))).entityTag();
    }

    private void refresh(Watcher watcher) {
        expect200(watcher.refresh(3600));
        watcher.hears200();
    }

    private static String content(Watcher watcher) {
        String text = text(watcher.lastTold());
        int end = text.indexOf("</presence>");
        return end < 0 ? "" : text.substring(text.indexOf('>', text.indexOf("<presence")) + 1, end);
    }

    private static String tuple(String basic) {
        return "<tuple id=\"t\"><status><basic>" + basic + "</basic></status></tuple>";
    }

    // ---- What is told --------------------------------------------------------------------------------------------------------------------

    @Test
    void aWatcherIsToldWhatItAsksForAndNoChangeOfAnythingElse() {
        publish("open", "happy");
        Watcher watcher = bench.watcher("a").asking(including(BASIC)).watches(3600);
        assertEquals(tuple("open"), content(watcher));

        publish("open", "sad");
        assertEquals(1, watcher.told().size());

        publish("closed", "sad");
        assertEquals(2, watcher.told().size());
        assertEquals(tuple("closed"), content(watcher));
    }

    @Test
    void aFetchIsAnsweredWithWhatItAsksFor() {
        publish("open", "happy");

        Watcher watcher = bench.watcher("a").asking(including(BASIC)).watches(0);

        assertEquals(tuple("open"), content(watcher));
        assertEquals(List.of("terminated;reason=timeout"), watcher.states());
    }

    @Test
    void anUnsubscriptionMayAskForSomethingElseToo() {
        publish("open", "happy");
        Watcher watcher = bench.watcher("a").watches(3600);

        expect200(watcher.asking(including(BASIC)).unsubscribe());
        watcher.hears200();

        assertEquals(tuple("open"), content(watcher));
    }

    @Test
    void aRefreshKeepsChangesTurnsOffAndRemovesFilters() {
        publish("open", "happy");
        Watcher watcher = bench.watcher("a").asking(including(BASIC)).watches(3600);

        refresh(watcher);
        assertEquals(tuple("open"), content(watcher));

        refresh(watcher.asking(including(MOOD)));
        assertFalse(content(watcher).contains("tuple"));
        assertTrue(content(watcher).contains("happy"));
        publish("closed", "happy");
        assertEquals(3, watcher.told().size());

        refresh(watcher.asking(body("<filter id='1' enabled='false'/>")));
        assertTrue(content(watcher).contains("closed") && content(watcher).contains("happy"));
        refresh(watcher.asking(body("<filter id='1'/>")));
        assertFalse(content(watcher).contains("closed"));

        refresh(watcher.asking(body("<filter id='1' remove='true'/>")));
        assertTrue(content(watcher).contains("closed") && content(watcher).contains("happy"));
        assertEquals("", watcher.stored().orElseThrow().terms().filters());
    }

    @Test
    void aFilterThatIsRefusedChangesNothing() {
        publish("open", "happy");
        Watcher watcher = bench.watcher("a").asking(including(BASIC)).watches(3600);
        Subscription before = watcher.stored().orElseThrow();

        Reply refused = watcher.asking(body("<filter id='2'>" + what(MOOD) + "</filter>")).refresh(3600);

        assertEquals(488, refused.status());
        assertEquals("filters 1 and 2 are both for " + PRESENTITY, refused.reason());
        assertEquals(before, watcher.stored().orElseThrow());
        assertEquals(1, watcher.told().size());
        publish("open", "sad");
        assertEquals(1, watcher.told().size());
    }

    @Test
    void aWatcherThatIsRefusedForItsFilterLeavesNothingBehind() {
        assertEquals(488, bench.watcher("a").asking("<filter-set/>").subscribe(3600).status());
        assertEquals(488, bench.watcher("a").asking("no xml").subscribe(0).status());
        assertTrue(bench.subscriptions.group(PRESENTITY).isEmpty());
    }

    @Test
    void changesAreToldOfWhatIsLeftAfterTheFilter() {
        publish("open", "happy");
        Watcher watcher = bench.watcher("a").accepting(PidfDiff.CONTENT_TYPE).asking(including(BASIC)).watches(3600);
        PartialCopy copy = new PartialCopy(new HardenedXml(XmlLimits.DEFAULT));
        assertEquals(PartialCopy.Verdict.TAKEN, copy.take(watcher.lastTold().body()));

        publish("open", "sad");
        publish("closed", "angry");

        assertEquals(2, watcher.told().size());
        assertFalse(text(watcher.lastTold()).contains("angry"));
        assertEquals(PartialCopy.Verdict.TAKEN, copy.take(watcher.lastTold().body()));
        assertTrue(new String(copy.presence(), UTF_8).contains("closed"));
    }

    // ---- Rules come first ----------------------------------------------------------------------------------------------------------------

    @Test
    void aFilterShowsNothingThatRulesWithhold() {
        bench.rules(SampleRules.allowServicesOnly("a"));
        publish("open", "happy");
        Watcher watcher = bench.watcher("a").asking(including(MOOD)).watches(3600);
        assertEquals("", content(watcher));

        bench.rules(SampleRules.allow("a"));
        assertTrue(content(watcher).contains("happy"));
        bench.rules(SampleRules.allowServicesOnly("a"));
        assertEquals("", content(watcher));
    }

    @Test
    void aRuleThatMakesNoDifferenceAfterTheFilterIsNotTold() {
        bench.rules(SampleRules.allow("a"));
        publish("open", "happy");
        Watcher watcher = bench.watcher("a").asking(including(BASIC)).watches(3600);
        String before = text(watcher.lastTold());

        bench.rules(SampleRules.allowAnd("a", "<pr:provide-mood>true</pr:provide-mood>"));

        assertEquals(1, watcher.told().size());
        publish("closed", "happy");
        assertEquals(before.replace("open", "closed"), text(watcher.lastTold()));
    }

    @Test
    void whoWaitsOrIsHiddenFromLearnsNothingByAFilter() {
        bench.rules(SampleRules.politeBlock("hidden", "plain"), SampleRules.rule("wait", "<cp:identity><cp:one id='sip:waiting@home1.net'/></cp:identity>", "<pr:sub-handling>confirm</pr:sub-handling>"));
        publish("open", "happy");
        Watcher hidden = bench.watcher("hidden").asking(including(BASIC, MOOD)).watches(3600);
        Watcher waiting = bench.watcher("waiting").asking(body("<filter id='1'>" + what(BASIC, MOOD) + triggers("<changed>//pidf:basic</changed>") + "</filter>")).watches(3600);
        Watcher triggered = bench.watcher("plain").asking(body("<filter id='1'>" + triggers("<added>//pidf:tuple</added>", "<removed>//pidf:tuple</removed>", "<changed>//pidf:basic</changed>") + "</filter>")).watches(3600);

        publish("closed", "sad");
        publish("<note>gone</note>");

        for (Watcher watcher : List.of(hidden, waiting, triggered)) {
            assertEquals(1, watcher.told().size());
            assertEquals("", content(watcher));
        }
        assertTrue(waiting.states().get(0).startsWith("pending"));
        assertTrue(hidden.states().get(0).startsWith("active"));
    }

    @Test
    void whoIsShutOutDoesNotLearnWhatIsWrongWithItsFilter() {
        bench.rules(SampleRules.block("a"));

        assertEquals(403, bench.watcher("a").asking("<filter-set/>").subscribe(3600).status());
    }

    // ---- When it is told -----------------------------------------------------------------------------------------------------------------

    @Test
    void aWatcherWithTriggersIsToldWhenTheyAreMetComparedWithWhatItWasToldLast() {
        publish("closed", "happy");
        Watcher watcher = bench.watcher("a").asking(WHEN_OPEN).watches(3600);
        assertTrue(content(watcher).contains("closed"), "the first NOTIFY is sent whatever they say");

        publish("closed", "sad");
        assertEquals(1, watcher.told().size());
        publish("open", "sad");
        assertEquals(2, watcher.told().size());
        assertTrue(content(watcher).contains("open") && content(watcher).contains("sad"));
        publish("closed", "sad");
        publish("open", "angry");
        assertEquals(2, watcher.told().size(), "it was told last that it is open");

        refresh(watcher);
        assertEquals(3, watcher.told().size());
        publish("closed", "angry");
        refresh(watcher);
        assertTrue(content(watcher).contains("closed"));
        publish("open", "angry");
        assertEquals(5, watcher.told().size());
    }

    @Test
    void triggersLookAtWhatTheFilterHides() {
        publish("closed", "happy");
        Watcher watcher = bench.watcher("a").asking(body("<filter id='1'>" + what(MOOD) + whenBecomesOpen() + "</filter>")).watches(3600);

        publish("closed", "sad");
        assertEquals(1, watcher.told().size());
        publish("open", "sad");

        assertEquals(2, watcher.told().size());
        assertTrue(content(watcher).contains("sad"));
        assertFalse(content(watcher).contains("open"));
    }

    @Test
    void whatRulesWithholdFiresNoTrigger() {
        bench.rules(SampleRules.allowPersonsOnly("a"));
        publish("closed", "happy");
        Watcher watcher = bench.watcher("a").asking(WHEN_OPEN).watches(3600);

        publish("open", "sad");

        assertEquals(1, watcher.told().size());
    }

    @Test
    void aWatcherOfWhichItIsNotKnownWhatItWasToldIsTold() {
        publish("closed", "happy");
        Watcher watcher = bench.watcher("a").asking(WHEN_OPEN).watches(3600);
        bench.advanceSeconds(100);

        bench.nextHome(true);
        assertEquals(1, watcher.told().size());
        publish("closed", "sad");
        assertEquals(2, watcher.told().size(), "by the next home");
        publish("closed", "angry");
        assertEquals(2, watcher.told().size());

        bench.dialogs.answerLater();
        publish("open", "angry");
        watcher.lastSent().answer(500);
        bench.dialogs.answerAtOnce();
        bench.settle();
        publish("open", "sad");
        assertEquals(4, watcher.told().size(), "after a NOTIFY that may not have come");
    }

    @Test
    void manyWatchersThatWereToldAtDifferentTimesAreToldOnceTooOften() {
        List<Watcher> watchers = IntStream.range(0, 40).mapToObj(i -> {
            publish("<note>" + i + "</note>");
            return bench.watcher("w" + i).asking(WHEN_OPEN).watches(3600);
        }).toList();

        publish("<note>a</note>");
        publish("<note>b</note>");

        assertEquals(57, watchers.stream().mapToInt(watcher -> watcher.told().size()).sum(), "when the 33rd document came, those of 17 watchers went");
    }

    /** The watcher knows the state in one format, says by another subscription's tag that it knows it in the other, and is told changes of it from now on. */
    @Test
    void theFirstBodyInAnotherFormatIsWholeWhateverIsKnown() {
        publish("closed", "happy");
        Watcher watcher = bench.watcher("a").asking(WHEN_OPEN).watches(3600);
        Watcher other = bench.watcher("b").to("presence;id=a").accepting(PidfDiff.CONTENT_TYPE).watches(3600);

        assertEquals(204, watcher.accepting(PidfDiff.CONTENT_TYPE).unless(other.lastTold().entityTag()).refresh(3600).status());
        publish("open", "happy");

        assertEquals(2, watcher.told().size());
        assertTrue(text(watcher.lastTold()).contains("pidf-full"), text(watcher.lastTold()));
    }

    // ---- Coming and going ----------------------------------------------------------------------------------------------------------------

    @Test
    void theNextHomeKnowsTheFilters() {
        publish("open", "happy");
        Watcher watcher = bench.watcher("a").asking(including(BASIC)).watches(3600);
        bench.advanceSeconds(100);

        bench.nextHome(false);
        publish("open", "sad");
        publish("closed", "sad");

        assertEquals(tuple("closed"), content(watcher));
        refresh(watcher);
        assertEquals(tuple("closed"), content(watcher));
    }

    @Test
    void aFilterThatTheNextHomeCannotApplyEndsItsSubscription() {
        publish("open", "happy");
        Watcher watcher = bench.watcher("a").asking(including(BASIC)).watches(3600);
        Watcher other = bench.watcher("b").asking(including(MOOD)).watches(3600);
        Subscription taken = watcher.stored().orElseThrow();
        bench.subscriptions.put(watcher.key(), taken.refreshed(taken.dialog(), taken.terms().filteredBy("<filter-set/>"), taken.expiresAt(), taken.changedAt()), Store.FOREVER).toCompletableFuture().join();

        bench.nextHome(true);
        publish("closed", "happy");

        assertEquals("terminated;reason=badfilter", watcher.lastTold().subscriptionState());
        assertEquals(0, watcher.lastTold().body().length);
        assertEquals(481, watcher.refresh(3600).status());
        assertEquals(1, other.told().size());
    }

    // ---- What it costs -------------------------------------------------------------------------------------------------------------------

    @Test
    void aThousandWatchersWithOneFilterCostOneFilteringPerChange() {
        publish("open", "happy");
        List<Watcher> watchers = IntStream.range(0, 1000).mapToObj(i -> bench.watcher("w" + i).asking(including(BASIC)).watches(3600)).toList();
        Tallies tallies = bench.homes().tallies();
        long views = tallies.views();
        long filterings = tallies.filterings();

        publish("closed", "happy");

        assertEquals(1, tallies.views() - views);
        assertEquals(1, tallies.filterings() - filterings);
        byte[] shared = watchers.get(0).lastTold().body();
        watchers.forEach(watcher -> {
            assertEquals(2, watcher.told().size());
            assertTrue(watcher.lastTold().body() == shared, "one array for all");
        });
    }

    @Test
    void watchersWithoutFiltersCostNone() {
        publish("open", "happy");
        bench.watcher("a").watches(3600);
        publish("closed", "happy");

        assertEquals(0, bench.homes().tallies().filterings());
    }

    @Test
    void theNumberOfDifferentFiltersIsBounded() {
        publish("open", "happy");
        Watcher first = bench.watcher("a").asking(including(BASIC)).watches(3600);
        bench.watcher("b").asking(including(MOOD)).watches(3600);
        bench.watcher("c").asking(WHEN_OPEN).watches(3600);
        String fourth = including("//pidf:note");

        assertEquals(488, bench.watcher("d").asking(fourth).subscribe(3600).status());
        assertEquals(200, bench.watcher("d").asking(fourth).subscribe(0).status(), "a fetch costs no more than itself");
        bench.watcher("e").asking(body("<filter id='another'>" + what(BASIC) + "</filter>")).watches(3600);
        assertEquals(488, first.asking(fourth).refresh(3600).status(), "another watcher has its filter, too");
        bench.watcher("f").asking(body("<filter id='1' uri='sip:somebody@home2.net'>" + what("//pidf:note") + "</filter>")).watches(3600);

        refresh(first.asking(including(MOOD)));
        publish("closed", "happy");
        assertEquals(2, first.told().size());
    }

    @Test
    void aWatcherWithManySubscriptionsLeavesTheOthersTheirPlaces() {
        try (HomeBench many = HomeBench.unpaced("subscription.filters", "8")) {
            for (int i = 0; i < 4; i++) {
                many.watcher("a" + i).of("a").asking(including("//pidf:note" + i)).watches(3600);
            }

            assertEquals(488, many.watcher("a4").of("a").asking(including("//pidf:note4")).subscribe(3600).status());
            assertEquals(200, many.watcher("a5").of("a").asking(including("//pidf:note1")).subscribe(3600).status(), "what it has already costs nothing");
            assertEquals(200, many.watcher("b").asking(including("//pidf:note4")).subscribe(3600).status());
            assertEquals(200, many.watcher("a6").of("a").asking(including("//pidf:note4")).subscribe(3600).status(), "another one has it");
        }
    }

    @Test
    void withoutPlacesForFiltersThereAreNoneNotEvenForASingleNotify() {
        try (HomeBench none = HomeBench.unpaced("subscription.filters", "0")) {
            none.publish("here");
            Watcher watcher = none.watcher("a").watches(3600);

            assertEquals(488, none.watcher("b").asking(including(BASIC)).subscribe(3600).status());
            assertEquals(488, none.watcher("b").asking(including(BASIC)).subscribe(0).status());
            assertEquals(488, watcher.asking(including(BASIC)).refresh(3600).status());
            assertEquals(488, watcher.asking(including(BASIC)).unsubscribe().status());
            assertEquals(200, watcher.unsubscribe().status());
        }
    }
}
