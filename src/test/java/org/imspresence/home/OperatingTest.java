package org.imspresence.home;

import static org.imspresence.home.HomeBench.PRESENTITY;
import static org.imspresence.home.HomeBench.expect200;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.home.inspection.AskWatchers;
import org.imspresence.home.inspection.CountersReport;
import org.imspresence.home.inspection.EndSubscription;
import org.imspresence.home.inspection.FindPresentities;
import org.imspresence.home.inspection.FoundPresentities;
import org.imspresence.home.inspection.NodeReport;
import org.imspresence.home.inspection.PresentityReport;
import org.imspresence.home.inspection.WatchersReport;
import org.imspresence.publication.PublishRequest;
import org.imspresence.testbed.SampleRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator is told of the homes, and what it may end. */
class OperatingTest {

    private static final String SOMEBODY = "sip:zoe@home2.net";

    private final HomeBench bench = HomeBench.unpaced();

    @AfterEach
    void close() {
        bench.close();
    }

    private <T> T now(CompletionStage<T> stage) {
        bench.settle();
        return stage.toCompletableFuture().getNow(null);
    }

    private Operations operations() {
        return bench.homes().operations();
    }

    private WatchersReport watchers(String id, String after, int limit) {
        return now(operations().watchers(new AskWatchers(PRESENTITY, id, after, limit)));
    }

    private Reply end(String id, boolean rejected) {
        return now(operations().end(new EndSubscription(PRESENTITY, id, rejected, "operator")));
    }

    private FoundPresentities find(String prefix, String contains, String after, int limit) {
        return now(operations().find(new FindPresentities(prefix, contains, after, limit))).answers().get(0);
    }

    @Test
    void theStateIsToldWithThePublicationsThatItIsMadeOf() {
        String entityTag = expect200(bench.publish("here")).entityTag();
        bench.advanceSeconds(1);

        PresentityReport report = now(operations().presentity(PRESENTITY));

        assertTrue(report.known());
        PresentityReport.Topic topic = report.topics().get(0);
        assertEquals("presence", topic.eventPackage());
        assertTrue(new String(topic.state(), StandardCharsets.UTF_8).contains("sip:here@"), "the state");
        PresentityReport.Published published = topic.publications().get(0);
        assertEquals(entityTag, published.entityTag());
        assertEquals(3599, published.remaining());
    }

    @Test
    void aQuestionAboutNobodyMakesNoHome() {
        assertFalse(now(operations().presentity(PRESENTITY)).known());
        assertEquals(List.of(), watchers("", "", 10).watchers());
        assertEquals(0, bench.homes().size());
    }

    @Test
    void aWatcherIsToldWithDecisionReasonRouteSetAndTheFateOfItsLastNotify() {
        bench.dialogs.answerLater();
        Watcher watcher = bench.watcher("w").watches(600);

        WatchersReport.Watching watching = watchers("", "", 10).watchers().get(0);

        assertEquals("sip:w@home1.net", watching.watcher());
        assertEquals("active", watching.state());
        assertEquals("allow", watching.decision());
        assertEquals("no rule, so allow by default", watching.reason());
        assertEquals(600, watching.remaining());
        assertEquals(watcher.dialog().routeSet(), watching.dialog().routeSet());
        assertEquals(new WatchersReport.LastNotify(42, 0, bench.clock.millis()), watching.lastNotify(), "before its answer");
        assertFalse(watching.told());

        watcher.lastSent().answer(200);
        bench.advanceSeconds(3);

        WatchersReport.Watching answered = watchers(watching.id(), "", 1).watchers().get(0);
        assertEquals(new WatchersReport.LastNotify(42, 200, bench.clock.millis() - 3000), answered.lastNotify());
        assertTrue(answered.told());
    }

    @Test
    void aWatcherWhoWaitsIsPending() {
        bench.rules(SampleRules.rule("ask", "<cp:identity><cp:one id='sip:w@home1.net'/></cp:identity>", "<pr:sub-handling>confirm</pr:sub-handling>"));
        bench.watcher("w").watches(600);

        WatchersReport.Watching watching = watchers("", "", 10).watchers().get(0);

        assertEquals("pending", watching.state());
        assertEquals("confirm", watching.decision());
    }

    @Test
    void watchersComeInPagesThatMissNobodyAndRepeatNobody() {
        List<String> ids = IntStream.range(0, 7).mapToObj(i -> bench.watcher("w" + i).watches(600).dialog().id()).sorted().toList();

        WatchersReport first = watchers("", "", 3);
        WatchersReport second = watchers("", ids.get(2), 3);
        WatchersReport last = watchers("", ids.get(5), 3);

        assertEquals(ids.subList(0, 3), first.watchers().stream().map(WatchersReport.Watching::id).toList());
        assertEquals(ids.subList(3, 6), second.watchers().stream().map(WatchersReport.Watching::id).toList());
        assertEquals(ids.subList(6, 7), last.watchers().stream().map(WatchersReport.Watching::id).toList());
        assertEquals(7, last.total());
    }

    @Test
    void aSubscriptionThatIsRejectedEndsWithANotifyThatTellsNothingElse() {
        bench.publish("here");
        Watcher watcher = bench.watcher("w").watches(600);

        expect200(end(watcher.dialog().id(), true));

        assertEquals("terminated;reason=rejected", watcher.lastTold().subscriptionState());
        assertEquals(0, watcher.lastTold().body().length);
        assertEquals(43, watcher.lastTold().cseq());
        assertTrue(watcher.remembered().isPresent());
        assertEquals(List.of(), watchers("", "", 10).watchers());
    }

    @Test
    void aSubscriptionThatIsDeactivatedMayBeOpenedAgain() {
        Watcher watcher = bench.watcher("w").watches(600);

        expect200(end(watcher.dialog().id(), false));
        assertEquals("terminated;reason=deactivated", watcher.lastTold().subscriptionState());

        bench.watcher("again").watches(600);
        assertEquals(1, watchers("", "", 10).total());
    }

    @Test
    void theEndIsStoredBeforeItIsAnswered() {
        Watcher watcher = bench.watcher("w").watches(600);
        CompletionStage<Boolean> storedAtReply = operations().end(new EndSubscription(PRESENTITY, watcher.dialog().id(), true, "operator")).thenApply(reply -> watcher.remembered().isPresent());

        assertTrue(now(storedAtReply));
    }

    @Test
    void anEndThatIsAskedForTwiceHappensOnce() {
        Watcher watcher = bench.watcher("w").watches(600);

        expect200(end(watcher.dialog().id(), true));
        expect200(end(watcher.dialog().id(), true));

        assertEquals(2, watcher.told().size());
    }

    @Test
    void aSubscriptionThatThereIsNotCannotEnd() {
        bench.publish("here");

        assertEquals(404, end("nobody", true).status());
    }

    @Test
    void presentitiesAreFoundByAnyPartOfTheirAddressInPages() {
        bench.publish("here");
        expect200(bench.now(bench.homes().publish(bench.numbered(new PublishRequest(
                SOMEBODY, "presence", "", 600, HomeBench.PIDF, "", new String(HomeBench.document("x"), StandardCharsets.UTF_8).replace(PRESENTITY, SOMEBODY).getBytes(StandardCharsets.UTF_8), "")))));

        assertEquals(List.of(PRESENTITY, SOMEBODY), found(find("", "", "", 10)));
        assertEquals(List.of(SOMEBODY), found(find("", "ZOE@", "", 10)));
        assertEquals(List.of(PRESENTITY), found(find("sip:user2", "home2", "", 10)));
        assertEquals(List.of(PRESENTITY), found(find("", "", "", 1)));
        assertEquals(2, find("", "", "", 1).total());
        assertEquals(List.of(SOMEBODY), found(find("", "", PRESENTITY, 1)));
        assertEquals(List.of(), found(find("nobody", "", "", 10)));
    }

    private static List<String> found(FoundPresentities page) {
        return page.found().stream().map(FoundPresentities.Found::presentity).toList();
    }

    @Test
    void aNodeTellsWhatItIsHomeOf() {
        bench.publish("here");
        bench.watcher("w").watches(600);

        NodeReport node = now(operations().nodes()).answers().get(0);

        assertEquals("a", node.name());
        assertEquals("acting", node.standing());
        assertEquals(List.of(1L, 1L, 1L), List.of(node.presentities(), node.subscriptions(), node.publications()));
        assertFalse(node.ready(), "nobody has said so");
    }

    @Test
    void aNodeIsAskedWhatItHasCountedAndDrainedByItsName() {
        int[] drained = {0};
        bench.homes().control(new NodeControl() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public Map<String, Long> counters() {
                return Map.of("presence_compositions_total", 7L);
            }

            @Override
            public void drain() {
                drained[0]++;
            }
        });

        assertEquals(404, now(operations().drain("b", "operator")).status());
        assertEquals(0, drained[0]);
        assertEquals(List.of(new CountersReport("a", List.of(new CountersReport.Counter("presence_compositions_total", 7)))), now(operations().counters()).answers());
        expect200(now(operations().drain("a", "operator")));
        assertEquals(1, drained[0]);
        assertTrue(now(operations().nodes()).answers().get(0).ready());
    }
}
