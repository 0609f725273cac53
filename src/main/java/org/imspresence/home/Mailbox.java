package org.imspresence.home;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * The queue of one presentity: tasks run one after the other, in order, on the node's threads. A task that waits for a write {@link #hold holds}
 * the queue without holding a thread.
 *
 * <p>An idle mailbox keeps nothing: a node has as many as it has presentities.
 */
final class Mailbox {

    /** Tasks in a row before the thread is offered to the other presentities. */
    private static final int TURN = 16;

    private record Outcome<T>(T value, Throwable problem) {}

    private final Executor threads;
    private ArrayDeque<Runnable> tasks;
    /** What follows the writes that are done: goes before the tasks. */
    private ArrayDeque<Runnable> continuations;
    /** {@link #run} is under way, or on its way to a thread. Never twice. */
    private boolean running;
    /** Writes under way that the queue waits for. */
    private int held;

    Mailbox(Executor threads) {
        this.threads = threads;
    }

    /** Queues the task unless {@code limit} are waiting already. */
    synchronized boolean offer(Runnable task, int limit) {
        if (tasks != null && tasks.size() >= limit) {
            return false;
        }
        submit(task);
        return true;
    }

    /** Queues the task. */
    synchronized void submit(Runnable task) {
        if (tasks == null) {
            tasks = new ArrayDeque<>(2);
        }
        tasks.add(task);
        if (held == 0) {
            wake();
        }
    }

    /** True when nothing runs or waits. */
    synchronized boolean isIdle() {
        return !running && held == 0;
    }

    /**
     * To be called by a task of this queue, which may hold the queue for several writes: no other task runs until all the stages are complete and what
     * follows each has run. {@code then} runs on one of the queue's threads, alone like a task, or, when the stage is complete already, at once.
     */
    <T> void hold(CompletionStage<T> stage, BiConsumer<T, Throwable> then) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (future.isDone()) {
            Outcome<T> outcome = future.handle((value, problem) -> new Outcome<>(value, problem)).join();
            then.accept(outcome.value(), outcome.problem());
            return;
        }
        synchronized (this) {
            held++;
        }
        future.whenComplete((value, problem) -> goOn(() -> then.accept(value, problem)));
    }

    private synchronized void goOn(Runnable continuation) {
        held--;
        if (continuations == null) {
            continuations = new ArrayDeque<>(2);
        }
        continuations.add(continuation);
        wake();
    }

    private void wake() {
        if (!running) {
            running = true;
            threads.execute(this::run);
        }
    }

    private void run() {
        for (int i = 0; i < TURN; i++) {
            Runnable task = next();
            if (task == null) {
                return;
            }
            runTask(task);
        }
        threads.execute(this::run);
    }

    /** What is to run now; null, and the run is over, when there is nothing or when all that there is has to wait. */
    private synchronized Runnable next() {
        if (continuations != null) {
            Runnable continuation = continuations.poll();
            continuations = continuations.isEmpty() ? null : continuations;
            return continuation;
        }
        Runnable task = held > 0 || tasks == null ? null : tasks.poll();
        if (tasks != null && tasks.isEmpty()) {
            tasks = null;
        }
        running = task != null;
        return task;
    }

    private static void runTask(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
        }
    }
}
