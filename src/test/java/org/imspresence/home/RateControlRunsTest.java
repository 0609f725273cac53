package org.imspresence.home;

import static org.imspresence.home.HomeBench.expect200;
import static org.imspresence.home.HomeBench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.subscription.Rates;
import org.imspresence.timer.TimerWheel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6446, whatever happens: changes, refreshes, NOTIFYs that fail, homes that die. */
class RateControlRunsTest {

    private static final long STEP = TimerWheel.TICK;
    private static final int STEPS = 1_000;

    private final HomeBench bench = HomeBench.unpaced("notify.least-pause", "50").withSuccessors();
    private final List<Long> sentAt = new ArrayList<>();
    private long now;
    private int published;
    private String entityTag = "";

    @AfterEach
    void close() {
        bench.close();
    }

    private void publish() {
        entityTag = expect200(bench.publish(entityTag, "change-" + ++published + "-", 3600)).entityTag();
    }

    private void step(Watcher watcher) {
        bench.advance(STEP);
        now += STEP;
        note(watcher);
    }

    private void note(Watcher watcher) {
        while (sentAt.size() < watcher.told().size()) {
            sentAt.add(now);
        }
    }

    private void refresh(Watcher watcher, Rates rates) {
        expect200(watcher.wanting(rates).refresh(3600));
        watcher.hears200();
        note(watcher);
    }

    /** A change whose NOTIFY, if one is sent, the watcher refuses for the moment. */
    private void publishInVain(Watcher watcher) {
        bench.dialogs.answerLater();
        publish();
        note(watcher);
        bench.dialogs.sent().stream().filter(FakeDialogs.Sent::isUnanswered).toList().forEach(sent -> sent.answer(500));
        bench.dialogs.answerAtOnce();
        bench.settle();
        note(watcher);
    }

    /** @return milliseconds, each from a NOTIFY to the next */
    private List<Long> gaps(int from) {
        List<Long> gaps = new ArrayList<>();
        for (int i = Math.max(1, from); i < sentAt.size(); i++) {
            gaps.add(sentAt.get(i) - sentAt.get(i - 1));
        }
        return gaps;
    }

    /** RFC 6446 s5.2. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noTwoNotifiesAreCloserThanTheMaximumRateAllowsAndTheLastStateIsTold(long seed) {
        Random random = new Random(seed);
        double max = List.of(0.5, 1.0, 2.5, 7.3).get(random.nextInt(4));
        Rates rates = new Rates(max, random.nextBoolean() ? max / 3 : 0, random.nextBoolean() ? max / 2 : 0);
        Watcher watcher = bench.watcher("w").wanting(rates).watches(3600);
        note(watcher);
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            switch (random.nextInt(40)) {
                case 0, 1, 2, 3 -> publish();
                case 4 -> publishInVain(watcher);
                case 5 -> {
                    int before = sentAt.size();
                    refresh(watcher, rates);
                    answers.add(before);
                }
                default -> step(watcher);
            }
            note(watcher);
        }
        publish();
        for (int i = 0; i < 5_000 / STEP; i++) {
            step(watcher);
        }

        for (int i = 1; i < sentAt.size(); i++) {
            long gap = sentAt.get(i) - sentAt.get(i - 1);
            assertTrue(answers.contains(i) || gap >= 1000 / max, "NOTIFY " + i + " after " + gap + " ms");
        }
        assertTrue(text(watcher.lastTold()).contains("change-" + published + "-"));
        assertTrue(sentAt.size() > 15, "NOTIFYs: " + sentAt.size());
    }

    /** RFC 6446 s6.2. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noTwoNotifiesAreFartherApartThanTheMinimumRateAllows(long seed) {
        Random random = new Random(seed);
        double min = List.of(0.5, 1.0, 2.5).get(random.nextInt(3));
        Rates rates = new Rates(random.nextBoolean() ? min * 2 : 0, min, 0);
        Watcher watcher = bench.watcher("w").wanting(rates).watches(3600);
        note(watcher);
        for (int i = 0; i < STEPS; i++) {
            switch (random.nextInt(100)) {
                case 0, 1 -> publish();
                case 2 -> publishInVain(watcher);
                case 3 -> refresh(watcher, rates);
                case 4 -> bench.nextHome(random.nextBoolean());
                default -> step(watcher);
            }
            note(watcher);
        }

        gaps(0).forEach(gap -> assertTrue(gap <= 1000 / min + STEP, "after " + gap + " ms"));
        assertTrue(now - sentAt.get(sentAt.size() - 1) <= 1000 / min + STEP);
    }

    /** A refresh may change the rates at any time: the last ones hold, and no timer of others is left. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theRatesOfTheLastRefreshHold(long seed) {
        Random random = new Random(seed);
        Watcher watcher = bench.watcher("w").watches(3600);
        note(watcher);
        for (int i = 0; i < 30; i++) {
            double rate = List.of(0.2, 0.5, 1.0, 2.0).get(random.nextInt(4));
            refresh(watcher, random.nextInt(4) == 0 ? Rates.NONE : random.nextBoolean() ? new Rates(0, rate, 0) : new Rates(rate, rate, 0));
            Rates rates = watcher.stored().orElseThrow().terms().rates();
            int from = sentAt.size();
            int steps = random.nextInt(150);
            for (int j = 0; j < steps; j++) {
                step(watcher);
            }

            long interval = rates.longestPause();
            assertEquals(rates.wantsReminders() ? steps * STEP / interval : 0, sentAt.size() - from, "at " + rates + " in " + steps * STEP + " ms");
        }
    }

    /** RFC 6446 s7.4. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void onAverageThereAreAsManyNotifiesAsTheAdaptiveMinimumRateAsksFor(long seed) {
        Random random = new Random(seed);
        double rate = List.of(0.5, 1.0, 2.0).get(random.nextInt(3));
        Watcher watcher = bench.watcher("w").wanting(new Rates(0, 0, rate)).watches(86_400);
        note(watcher);
        int quiet = random.nextInt(150);
        for (int i = 0; i < 3 * STEPS; i++) {
            boolean isQuiet = i / 500 % 2 == 0;
            if (random.nextInt(isQuiet ? 20 + quiet : 10) == 0) {
                publish();
            }
            step(watcher);
        }

        double average = sentAt.size() * 1000.0 / now;
        assertTrue(average >= 0.95 * rate, "asked for " + rate + ", had " + average);
    }
}
