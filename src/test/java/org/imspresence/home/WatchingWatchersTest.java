package org.imspresence.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import org.imspresence.config.Settings;
import org.imspresence.event.EventPackages;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.presence.PresenceSettings;
import org.imspresence.presence.SamplePackages;
import org.imspresence.subscription.Rates;
import org.imspresence.testbed.SampleRules;
import org.imspresence.testbed.WatcherInfoTable;
import org.imspresence.watcherinfo.WatcherInfoPackage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3857: the presentity is told who watches it, and what has become of them. */
class WatchingWatchersTest {

    private static final Duration PACE = Duration.ofSeconds(5);

    private final HomeBench bench = bench(SamplePackages.settings());
    private final WatcherInfoTable table = new WatcherInfoTable();
    private int applied;

    @AfterEach
    void close() {
        bench.close();
    }

    private static HomeBench bench(Settings settings) {
        return new HomeBench(settings, new EventPackages(List.of(
                SamplePackages.with(settings).named("presence").orElseThrow(),
                new WatcherInfoPackage("presence", PresenceSettings.of(settings).subscriptions(), PACE, 250)))).withSuccessors();
    }

    private Watcher itself() {
        return itself(bench);
    }

    private static Watcher itself(HomeBench bench) {
        return bench.watcher("me").as(HomeBench.PRESENTITY).to("presence.winfo").accepting(WatcherInfoPackage.FORMAT);
    }

    private Watcher watching(String name) {
        return bench.watcher(name).watches(3600);
    }

    /** What the presentity knows by all that it has been told since it was asked last. */
    private Map<String, List<String>> known(Watcher itself) {
        itself.told().subList(applied, itself.told().size()).forEach(notify -> table.apply(notify.body()));
        applied = itself.told().size();
        assertFalse(table.isStale());
        return table.watchers();
    }

    private static boolean isFull(Watcher itself) {
        return WatcherInfoTable.read(itself.lastTold().body()).full();
    }

    private static String watcher(String name) {
        return "sip:" + name + "@home1.net";
    }

    @Test
    void oneThatAsksForItIsRemindedThatNothingIsNew() {
        watching("a");
        Watcher itself = itself().wanting(new Rates(0, 0.05, 0)).watches(3600);

        bench.advanceSeconds(20);

        assertEquals(List.of("active;expires=3600;min-rate=0.05", "active;expires=3580;min-rate=0.05"), itself.states());
        assertFalse(isFull(itself));
        assertEquals(Set.of(watcher("a")), known(itself).keySet());
    }

    @Test
    void theFirstDocumentIsWholeAndTheNextOnesSayWhatIsNew() {
        watching("a");
        Watcher itself = itself().watches(3600);
        assertTrue(isFull(itself));
        assertEquals(0, WatcherInfoTable.read(itself.lastTold().body()).version());
        assertEquals(Map.of(watcher("a"), List.of("pending subscribe")), known(itself));

        bench.advanceSeconds(5);
        watching("b");

        assertFalse(isFull(itself));
        assertEquals(1, WatcherInfoTable.read(itself.lastTold().body()).version());
        assertEquals(Map.of(watcher("a"), List.of("pending subscribe"), watcher("b"), List.of("pending subscribe")), known(itself));
    }

    @Test
    void manyThatComeWithinAPaceAreToldAtOnce() {
        Watcher itself = itself().watches(3600);
        bench.advanceSeconds(5);
        List.of("a", "b", "c", "d").forEach(this::watching);
        assertEquals(2, itself.told().size());

        bench.advanceSeconds(6);

        assertEquals(3, itself.told().size());
        assertEquals(4, known(itself).size());
    }

    @Test
    void howManyCameWithinAPaceCostsNoLooksAtAllOfThem() {
        itself().watches(3600);
        bench.advanceSeconds(5);
        watching("a");
        long compositions = bench.homes().tallies().compositions();
        for (int i = 0; i < 30; i++) {
            watching("w" + i);
        }

        assertEquals(0, bench.homes().tallies().compositions() - compositions);
    }

    @Test
    void whoHasBeenApprovedStaysSoWhenTheRulesAreOthers() {
        Watcher itself = itself().watches(3600);
        bench.publish("here");
        watching("a");
        bench.rules(SampleRules.allowServicesOnly("a"));
        bench.advanceSeconds(10);
        assertEquals(List.of("active approved"), known(itself).get(watcher("a")));

        bench.rules(SampleRules.politeBlock("a"));
        bench.advanceSeconds(10);

        assertEquals(List.of("active approved"), known(itself).get(watcher("a")));
    }

    @Test
    void aRefreshOfAWatcherIsNoNews() {
        Watcher watcher = watching("a");
        Watcher itself = itself().watches(3600);
        bench.advanceSeconds(10);

        watcher.refresh(3600);
        watcher.hears200();
        bench.advanceSeconds(10);

        assertEquals(1, itself.told().size());
    }

    @Test
    void aRefreshOfItsOwnIsAnsweredWithTheWhole() {
        watching("a");
        Watcher itself = itself().watches(3600);
        bench.advanceSeconds(100);
        itself.refresh(3600);
        itself.hears200();

        assertTrue(isFull(itself));
        assertEquals(3500, WatcherInfoTable.read(itself.lastTold().body()).rows().get(0).expiration().orElseThrow(), "as it is now");
        assertEquals(100, WatcherInfoTable.read(itself.lastTold().body()).rows().get(0).duration().orElseThrow());
    }

    /** RFC 3857 s4.7.1, figure 1. */
    @Test
    void everyStateOfAWatcherIsToldWithWhatHasLedToIt() {
        Watcher itself = itself().watches(3600);
        bench.advanceSeconds(5);
        Watcher a = watching("a");
        assertEquals(List.of("pending subscribe"), known(itself).get(watcher("a")));
        bench.advanceSeconds(5);
        bench.rules(SampleRules.allow("a"));
        assertEquals(List.of("active approved"), known(itself).get(watcher("a")));
        bench.advanceSeconds(5);
        watching("b");
        assertEquals(List.of("pending subscribe"), known(itself).get(watcher("b")));
        bench.advanceSeconds(5);
        bench.rules(SampleRules.allow("a"), SampleRules.block("b"));
        assertEquals(Set.of(watcher("a")), known(itself).keySet());
        assertTrue(HomeBench.text(itself.lastTold()).contains("status=\"terminated\" event=\"rejected\""));
        bench.advanceSeconds(5);
        Watcher c = watching("c");
        bench.advanceSeconds(5);
        c.unsubscribe();
        assertEquals(List.of("waiting timeout"), known(itself).get(watcher("c")));
        bench.advanceSeconds(5);
        bench.rules(SampleRules.allow("a", "c"));
        assertEquals(Set.of(watcher("a")), known(itself).keySet());
        assertTrue(HomeBench.text(itself.lastTold()).contains("status=\"terminated\" event=\"approved\""));
        bench.advanceSeconds(5);
        a.unsubscribe();
        assertEquals(Set.of(), known(itself).keySet());
        assertTrue(HomeBench.text(itself.lastTold()).contains("status=\"terminated\" event=\"timeout\""));
    }

    /** RFC 3857 s4.7.1, figure 1: from pending there is no timeout to terminated. */
    @Test
    void whoEndsUndecidedAndMayNotWaitIsGivenUp() {
        try (HomeBench forgetful = bench(SamplePackages.settings("watcherinfo.waiting", "0"))) {
            Watcher itself = itself(forgetful).watches(3600);
            forgetful.advanceSeconds(5);
            Watcher undecided = forgetful.watcher("a").watches(3600);
            forgetful.advanceSeconds(5);

            undecided.unsubscribe();
            forgetful.advanceSeconds(5);

            assertTrue(HomeBench.text(itself.lastTold()).contains("status=\"terminated\" event=\"giveup\""), HomeBench.text(itself.lastTold()));
        }
    }

    @Test
    void oneWhoWatchesWhoWatchesIsNoneOfThem() {
        Watcher itself = itself().watches(3600);

        assertEquals(Map.of(), known(itself));
    }

    @Test
    void thePresentityTakesNoPlaceOfItsWatchers() {
        try (HomeBench small = bench(SamplePackages.settings("subscription.watchers-per-presentity", "2"))) {
            itself(small).watches(3600);
            Watcher first = small.watcher("1").watches(3600);
            small.watcher("2").watches(3600);

            assertEquals(480, small.watcher("3").subscribe(3600).status());
            first.unsubscribe();
            assertEquals(200, small.watcher("4").subscribe(3600).status());
        }
    }

    @Test
    void anotherThanThePresentityIsForbidden() {
        assertEquals(403, bench.watcher("x").to("presence.winfo").accepting(WatcherInfoPackage.FORMAT).subscribe(600).status());
    }

    @Test
    void afterADocumentThatMayBeLostComesTheWhole() {
        Watcher itself = itself().watches(3600);
        bench.advanceSeconds(5);
        bench.dialogs.answerLater();
        watching("a");
        itself.lastSent().answer(500);
        bench.settle();
        bench.dialogs.answerAtOnce();
        assertEquals(2, itself.told().size());
        bench.advanceSeconds(5);

        assertEquals(3, itself.told().size());
        assertTrue(isFull(itself));
        assertEquals(Set.of(watcher("a")), known(itself).keySet());
    }

    @Test
    void theNextHomeGoesOnAboveTheNumbersOfTheLastWithTheWhole() {
        watching("a");
        Watcher itself = itself().watches(3600);
        bench.advanceSeconds(100);
        bench.nextHome(false);
        bench.advanceSeconds(10);
        assertEquals(1, itself.told().size(), "nothing is new");

        watching("b");

        assertTrue(isFull(itself));
        assertTrue(WatcherInfoTable.read(itself.lastTold().body()).version() > 1);
        assertEquals(Set.of(watcher("a"), watcher("b")), known(itself).keySet());
    }

    /** Watchers that come and go, rules that change, NOTIFYs that fail, homes that die: the presentity ends on what is true. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappensThePresentityEndsOnWhatIsTrue(long seed) {
        Random random = new Random(seed);
        Watcher itself = itself().watches(86_400);
        List<String> live = new ArrayList<>();
        Map<String, Watcher> watchers = new HashMap<>();
        Set<String> allowed = new HashSet<>();
        for (int step = 0; step < 150; step++) {
            switch (random.nextInt(7)) {
                case 0, 1 -> {
                    live.add("w" + step);
                    watchers.put("w" + step, watching("w" + step));
                }
                case 2 -> {
                    if (!live.isEmpty()) {
                        watchers.get(live.remove(random.nextInt(live.size()))).unsubscribe();
                    }
                }
                case 3 -> {
                    if (!live.isEmpty()) {
                        allowed.add(live.get(random.nextInt(live.size())));
                        bench.rules(SampleRules.allow(allowed.toArray(String[]::new)));
                    }
                }
                case 4 -> bench.advance(random.nextInt(10_000));
                case 5 -> {
                    bench.dialogs.answerLater();
                    bench.advance(5_100);
                    bench.dialogs.sent().stream().filter(FakeDialogs.Sent::isUnanswered).toList().forEach(sent -> sent.answer(random.nextBoolean() ? 500 : 200));
                    bench.settle();
                    bench.dialogs.answerAtOnce();
                }
                default -> {
                    if (random.nextInt(5) == 0) {
                        bench.advance(1_100);
                        bench.nextHome(random.nextBoolean());
                    }
                }
            }
        }
        for (int i = 0; i < 60; i++) {
            bench.advance(1_000);
        }
        Map<String, List<String>> told = known(itself);
        Watcher again = bench.watcher("again").as(HomeBench.PRESENTITY).to("presence.winfo").accepting(WatcherInfoPackage.FORMAT).watches(600);
        WatcherInfoTable truth = new WatcherInfoTable();
        truth.apply(again.lastTold().body());

        assertEquals(statuses(truth.watchers()), statuses(told));
    }

    /** An approval is remembered by the home that saw it. */
    private static Map<String, List<String>> statuses(Map<String, List<String>> watchers) {
        Map<String, List<String>> statuses = new TreeMap<>();
        watchers.forEach((uri, rows) -> statuses.put(uri, rows.stream().map(row -> row.split(" ")[0]).sorted().toList()));
        return statuses;
    }
}
