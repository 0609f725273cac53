package org.imspresence.home;

import java.util.ArrayDeque;
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

    private final Executor threads;
    private ArrayDeque<Runnable> tasks;
    private boolean busy;
    private boolean held;

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
        if (!busy) {
            busy = true;
            threads.execute(this::run);
        }
    }

    /** True when nothing runs or waits. */
    synchronized boolean isIdle() {
        return !busy;
    }

    /**
     * To be called as the last act of a task: nothing of this queue runs until the stage is complete and {@code then} has run, on one of the queue's threads
     * or, when the stage is complete already, at once.
     */
    <T> void hold(CompletionStage<T> stage, BiConsumer<T, Throwable> then) {
        var future = stage.toCompletableFuture();
        if (future.isDone()) {
            future.whenComplete(then);
            return;
        }
        synchronized (this) {
            held = true;
        }
        future.whenComplete((value, problem) -> threads.execute(() -> {
            synchronized (this) {
                held = false;
            }
            runTask(() -> then.accept(value, problem));
            run();
        }));
    }

    private void run() {
        for (int i = 0; i < TURN; i++) {
            Runnable task;
            synchronized (this) {
                if (held) {
                    return;
                }
                task = tasks == null ? null : tasks.poll();
                if (task == null) {
                    tasks = null;
                    busy = false;
                    return;
                }
            }
            runTask(task);
        }
        threads.execute(this::run);
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
