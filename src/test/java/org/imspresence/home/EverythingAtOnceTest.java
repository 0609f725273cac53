package org.imspresence.home;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.imspresence.cluster.Standing;
import org.imspresence.presence.SamplePackages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise of the server: a watcher that applies our NOTIFYs in order always holds exactly the composed state that it is entitled to, through coalescing, lost NOTIFYs, refreshes, rule changes, and the death of the home. All that
 * there is at once, against a model that knows no home: {@link ModelPresentity} publishes and decides, {@link ModelWatcher}s do as correct watchers do, {@link Truth} says what they are to hold.
 *
 * <p>A failure names its seed. {@code -Deverything.seeds=1-500} runs others than the fixed ones, {@code -Deverything.steps=1000} longer. Not here: watcher information ({@link WatchingWatchersTest}), and documents that cannot be read.
 */
class EverythingAtOnceTest {

    private static final int STEPS = Integer.getInteger("everything.steps", 60);
    private static final List<String> USERS = List.of("a", "b", "c", "d", "e", "f", "g", "h");
    private static final int DEVICES = 11;
    /** Steps of five seconds, in which what was lost is sent again. */
    private static final int REST = 14;
    /** A NOTIFY that fails more often is given up. */
    private static final int TRIES = 3;
    /** Below it something happens to the NOTIFY or its answer. */
    private static final int SAFELY = 9;
    /** For the pace or a rate, milliseconds. */
    private static final long LONGEST_PAUSE = 15_000;

    static LongStream seeds() {
        String[] range = System.getProperty("everything.seeds", "2-3").split("-");
        return LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensEachWatcherHoldsWhatItMayKnow(long seed) {
        Random random = new Random(seed);
        String pacing = random.nextInt(3) == 0 ? "0" : "5";
        var settings = SamplePackages.settings("authorization.default", "allow", "notify.pacing", pacing, "notify.least-pause", "1000", "subscription.per-watcher", "1000", "subscription.filters", "200", "notify.gzip-from", "200");
        try (HomeBench bench = new HomeBench(settings, SamplePackages.with(settings)).withSuccessors()) {
            Run run = new Run(bench, random);
            try {
                for (int step = 0; step < STEPS; step++) {
                    run.step();
                }
                run.comesToRest();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ", step " + run.steps + ": " + run.doing + ": " + e.getMessage(), e);
            }
        }
    }

    /** One run. */
    private static final class Run {

        private final HomeBench bench;
        private final Random random;
        private final ModelPresentity presentity;
        private final List<ModelWatcher> watchers = new ArrayList<>();
        private Standing standing = Standing.ACTING;
        private Truth truth;
        private int steps;
        private String doing = "";

        Run(HomeBench bench, Random random) {
            this.bench = bench;
            this.random = random;
            presentity = new ModelPresentity(bench, random, USERS);
            truth = presentity.truth();
            for (int i = 0; i < DEVICES; i++) {
                watchers.add(new ModelWatcher(bench, random, "w" + i, USERS.get(i % USERS.size())));
            }
            watchers.add(new ModelWatcher(bench, random, "own", ""));
            bench.dialogs.answerLater();
            bench.dialogs.watchedBy(this::leaves);
            after("publishes", presentity::publish);
            watchers.forEach(this::subscribes);
        }

        private void leaves(FakeDialogs.Sent sent) {
            assertTrue(standing != Standing.SUSPENDED, "sent while suspended");
            watchers.stream().flatMap(watcher -> watcher.dialog(sent.dialog().callId()).stream()).forEach(dialog -> {
                assertTrue(standing == Standing.ACTING || dialog.isOpenedApart, "sent while holding back");
                dialog.leaves(sent);
            });
        }

        private Stream<ModelDialog> dialogs() {
            return watchers.stream().flatMap(watcher -> watcher.dialogs().stream());
        }

        // ---- Steps ---------------------------------------------------------------------------------------------------------------------------

        void step() {
            steps++;
            acts();
            if (random.nextInt(4) > 0) {
                delivers(0.9);
            }
            if (random.nextInt(60) == 0) {
                comesToRest();
            }
        }

        private void acts() {
            ModelWatcher watcher = watchers.get(random.nextInt(watchers.size()));
            int what = random.nextInt(100);
            if (standing == Standing.SUSPENDED) {
                if (what < 50) {
                    during("stands", () -> stands(Standing.ACTING));
                } else {
                    advances(random.nextInt(3_000));
                }
            } else if (what < 26) {
                after("publishes", presentity::publish);
            } else if (what < 32) {
                after("decides anew", presentity::decideAnew);
            } else if (what < 35) {
                after("stores its permanent state", presentity::storePermanentState);
            } else if (what < 62) {
                subscribes(watcher);
            } else if (what < 84) {
                advances(random.nextInt(random.nextInt(8) == 0 ? 60_000 : 6_000));
            } else if (what < 93) {
                changesHome();
            } else if (what < 96) {
                Standing other = standing == Standing.HOLDING ? Standing.ACTING : random.nextBoolean() ? Standing.HOLDING : Standing.SUSPENDED;
                during("stands", () -> stands(other));
            } else if (watcher.isSubscribed()) {
                doing = watcher + " forgets";
                watcher.dialog().forget();
            }
        }

        /** What is sent meanwhile has to be true afterwards. */
        private void after(String what, Runnable action) {
            doing = what;
            action.run();
            truth = presentity.truth();
            dialogs().forEach(dialog -> dialog.isToldTheTruth(List.of(truth)));
        }

        /** Time may pass: what is sent has to be true at any time meanwhile. */
        private void during(String what, Runnable action) {
            doing = what;
            long since = bench.clock.millis();
            action.run();
            while (presentity.isRunningOut(200)) {
                bench.advance(100);
            }
            List<Truth> times = presentity.truthsSince(since);
            truth = times.get(times.size() - 1);
            dialogs().forEach(dialog -> dialog.isToldTheTruth(times));
        }

        private void advances(long milliseconds) {
            during("time passes: " + milliseconds, () -> bench.advance(milliseconds));
        }

        private void stands(Standing changed) {
            standing = changed;
            bench.stands(changed);
        }

        private void subscribes(ModelWatcher watcher) {
            if (watcher.dialog() != null) {
                List.copyOf(watcher.dialog().underWay).stream().filter(expected -> !expected.sent().isUnanswered()).forEach(expected -> late(watcher.dialog(), expected));
            }
            if (!watcher.isSubscribed()) {
                during(watcher + " subscribes", () -> watcher.subscribes(truth, standing == Standing.HOLDING));
            } else if (random.nextInt(8) == 0) {
                during(watcher + " unsubscribes", () -> watcher.unsubscribes(truth));
            } else {
                during(watcher + " refreshes", () -> watcher.refreshes(truth));
            }
        }

        private void changesHome() {
            int how = random.nextInt(3);
            dialogs().forEach(ModelDialog::isTakenOver);
            during("another home: " + how, () -> {
                if (how == 0) {
                    bench.merges();
                } else {
                    bench.nextHome(how == 1);
                }
            });
        }

        // ---- The network ---------------------------------------------------------------------------------------------------------------------

        /** Each NOTIFY that is under way arrives, or not, and is answered, or stays under way. */
        private void delivers(double chance) {
            dialogs().forEach(dialog -> List.copyOf(dialog.underWay).forEach(expected -> {
                if (random.nextDouble() < chance) {
                    if (expected.sent().isUnanswered()) {
                        answers(dialog, expected, dialog.failures < TRIES ? random.nextInt(20) : SAFELY);
                    } else {
                        late(dialog, expected);
                    }
                }
            }));
        }

        /** Its home is no more: nobody waits for the answer. */
        private void late(ModelDialog dialog, ModelDialog.Expected expected) {
            doing = "a late NOTIFY";
            if (random.nextBoolean()) {
                dialog.arrives(expected);
            } else {
                dialog.underWay.remove(expected);
            }
        }

        private void answers(ModelDialog dialog, ModelDialog.Expected expected, int how) {
            boolean arrives = how > 3 || random.nextBoolean();
            int status = arrives ? dialog.arrives(expected) : lost(dialog, expected);
            during("a NOTIFY is answered " + how + " " + status, () -> {
                if (status != 200 || how > 3) {
                    answers(dialog, expected, status, how);
                } else if (how == 0) {
                    expected.sent().answer(408);
                } else if (how == 1) {
                    expected.sent().answer(503, random.nextInt(10));
                } else {
                    dialog.failures++;
                    expected.sent().answer(500);
                }
                bench.settle();
            });
        }

        private static int lost(ModelDialog dialog, ModelDialog.Expected expected) {
            dialog.underWay.remove(expected);
            return 200;
        }

        private void answers(ModelDialog dialog, ModelDialog.Expected expected, int status, int how) {
            if (status == 200) {
                dialog.confirmed(expected);
            }
            if (status == 200 && how == 4) {
                expected.sent().answerWith("presence;max-rate=" + (1 + random.nextInt(3)));
            } else {
                expected.sent().answer(status);
            }
        }

        private void allArrives() {
            while (dialogs().anyMatch(dialog -> !dialog.underWay.isEmpty())) {
                dialogs().forEach(dialog -> List.copyOf(dialog.underWay).forEach(expected -> answers(dialog, expected, SAFELY)));
            }
        }

        /** All that has to arrive does, and what was lost is sent again. */
        void comesToRest() {
            during("stands", () -> stands(Standing.ACTING));
            for (int i = 0; i < REST || presentity.isRunningOut(LONGEST_PAUSE); i++) {
                allArrives();
                advances(5_000);
            }
            allArrives();
            doing = "rests";
            watchers.stream().filter(ModelWatcher::isSubscribed).forEach(watcher -> {
                if (watcher.dialog().watcher.stored().isEmpty()) {
                    watcher.refreshes(truth);
                } else {
                    watcher.holdsWhatItMayKnow(truth);
                }
            });
        }
    }
}
