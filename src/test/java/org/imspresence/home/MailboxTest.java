package org.imspresence.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.imspresence.timer.Bugs;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private final ManualThreads threads = new ManualThreads();
    private final Mailbox mailbox = new Mailbox(threads);
    private final List<String> ran = new ArrayList<>();

    private void submit(String name) {
        mailbox.submit(() -> ran.add(name));
    }

    @Test
    void tasksRunInTheOrderThatTheyCame() {
        for (int i = 0; i < 100; i++) {
            submit(String.valueOf(i));
        }
        threads.runAll();

        assertEquals(IntStream.range(0, 100).mapToObj(String::valueOf).toList(), ran);
    }

    @Test
    void tasksRunOnTheThreadsAndNotOnTheCallers() {
        submit("a");

        assertTrue(ran.isEmpty());
        assertEquals(1, threads.waiting());
    }

    @Test
    void aTaskThatATaskQueuesRunsAfterThoseThatWait() {
        mailbox.submit(() -> {
            ran.add("a");
            submit("c");
        });
        submit("b");
        threads.runAll();

        assertEquals(List.of("a", "b", "c"), ran);
    }

    @Test
    void aLongQueueOffersItsThreadToOthersInBetween() {
        for (int i = 0; i < 100; i++) {
            submit("mine");
        }
        threads.execute(() -> ran.add("another's"));
        threads.runAll();

        assertTrue(ran.indexOf("another's") < 20, "after " + ran.indexOf("another's"));
        assertEquals(101, ran.size());
    }

    @Test
    void itIsIdleUntilSomethingComesAndAgainWhenAllIsDone() {
        assertTrue(mailbox.isIdle());
        submit("a");
        assertFalse(mailbox.isIdle());
        threads.runAll();
        assertTrue(mailbox.isIdle());
    }

    @Test
    void whatIsOfferedBeyondTheLimitIsRefused() {
        assertTrue(mailbox.offer(() -> ran.add("a"), 2));
        assertTrue(mailbox.offer(() -> ran.add("b"), 2));
        assertFalse(mailbox.offer(() -> ran.add("c"), 2));
        submit("d");
        threads.runAll();

        assertEquals(List.of("a", "b", "d"), ran);
        assertTrue(mailbox.offer(() -> ran.add("e"), 2), "there is room again");
    }

    @Test
    void aTaskThatThrowsIsReportedAndDoesNotStopTheQueue() {
        mailbox.submit(() -> {
            throw new IllegalStateException("first");
        });
        mailbox.submit(() -> {
            throw new AssertionError("second");
        });
        submit("a");

        List<Throwable> bugs = Bugs.during(threads::runAll);

        assertEquals(List.of("first", "second"), bugs.stream().map(Throwable::getMessage).toList());
        assertEquals(List.of("a"), ran);
        assertTrue(mailbox.isIdle());
    }

    @Test
    void nothingRunsWhileATaskHoldsTheQueueAndNoThreadIsHeld() {
        CompletableFuture<String> write = new CompletableFuture<>();
        mailbox.submit(() -> mailbox.hold(write, (value, problem) -> ran.add(value)));
        submit("next");

        threads.runAll();
        submit("later");
        assertEquals(List.of(), ran);
        assertEquals(0, threads.waiting());
        assertFalse(mailbox.isIdle());

        write.complete("written");
        assertEquals(List.of(), ran, "not on the thread of the cluster");
        threads.runAll();
        assertEquals(List.of("written", "next", "later"), ran);
        assertTrue(mailbox.isIdle());
    }

    @Test
    void aHoldOnWhatIsDoneAlreadyGoesOnAtOnce() {
        mailbox.submit(() -> {
            mailbox.hold(CompletableFuture.completedFuture("written"), (value, problem) -> ran.add(value));
            ran.add("after");
        });
        submit("next");
        threads.runAll();

        assertEquals(List.of("written", "after", "next"), ran);
    }

    @Test
    void aHoldIsToldOfAFailure() {
        CompletableFuture<String> now = CompletableFuture.failedFuture(new IllegalStateException("now"));
        CompletableFuture<String> later = new CompletableFuture<>();
        mailbox.submit(() -> mailbox.hold(now, (value, problem) -> ran.add(problem.getMessage())));
        mailbox.submit(() -> mailbox.hold(later, (value, problem) -> ran.add(problem.getMessage())));
        threads.runAll();
        later.completeExceptionally(new IllegalStateException("later"));
        threads.runAll();

        assertEquals(List.of("now", "later"), ran);
    }

    @Test
    void aHoldMayLeadToAnother() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        mailbox.submit(() -> mailbox.hold(first, (value, problem) -> {
            ran.add(value);
            mailbox.hold(second, (v, p) -> ran.add(v));
        }));
        submit("next");
        threads.runAll();

        first.complete("first");
        threads.runAll();
        assertEquals(List.of("first"), ran);
        second.complete("second");
        threads.runAll();
        assertEquals(List.of("first", "second", "next"), ran);
    }

    @Test
    void aTaskMayHoldTheQueueForSeveralWritesAndItGoesOnWhenAllAreDone() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        mailbox.submit(() -> {
            mailbox.hold(first, (value, problem) -> ran.add(value));
            mailbox.hold(second, (value, problem) -> ran.add(value));
        });
        submit("next");
        threads.runAll();

        first.complete("first");
        threads.runAll();
        assertEquals(List.of("first"), ran, "the other write is still under way");
        second.complete("second");
        threads.runAll();
        assertEquals(List.of("first", "second", "next"), ran);
        assertTrue(mailbox.isIdle());
    }

    @Test
    void whatFollowsAHoldThatThrowsIsReportedWhetherTheWriteWasDoneOrNot() {
        CompletableFuture<String> pending = new CompletableFuture<>();
        mailbox.submit(() -> mailbox.hold(CompletableFuture.completedFuture("x"), (value, problem) -> {
            throw new IllegalStateException("at once");
        }));
        mailbox.submit(() -> mailbox.hold(pending, (value, problem) -> {
            throw new IllegalStateException("later");
        }));
        submit("next");

        List<Throwable> bugs = Bugs.during(() -> {
            threads.runAll();
            pending.complete("x");
            threads.runAll();
        });

        assertEquals(List.of("at once", "later"), bugs.stream().map(Throwable::getMessage).toList());
        assertEquals(List.of("next"), ran);
    }

    @Test
    void noTwoTasksRunAtOnceWhateverIsHeldAndWhoeverCompletesIt() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        ExecutorService writers = Executors.newFixedThreadPool(2);
        Mailbox shared = new Mailbox(pool);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        int rounds = 2000;
        CountDownLatch done = new CountDownLatch(rounds * 3);
        Runnable alone = () -> {
            if (inside.incrementAndGet() > 1) {
                overlaps.incrementAndGet();
            }
            Thread.onSpinWait();
            inside.decrementAndGet();
            done.countDown();
        };
        for (int i = 0; i < rounds; i++) {
            CompletableFuture<Void> one = new CompletableFuture<>();
            CompletableFuture<Void> other = new CompletableFuture<>();
            shared.submit(() -> {
                shared.hold(one, (v, p) -> alone.run());
                shared.hold(other, (v, p) -> alone.run());
            });
            shared.submit(alone);
            writers.execute(() -> one.complete(null));
            writers.execute(() -> other.complete(null));
        }

        assertTrue(done.await(20, TimeUnit.SECONDS));
        assertEquals(0, overlaps.get());
        pool.shutdown();
        writers.shutdown();
    }
}
