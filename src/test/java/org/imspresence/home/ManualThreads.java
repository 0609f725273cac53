package org.imspresence.home;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** An executor whose tasks run when the test says so, on the test's thread, in the order that they came. */
final class ManualThreads implements Executor {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    int waiting() {
        return tasks.size();
    }

    /** Runs the oldest task; false when there is none. */
    boolean runOne() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** Runs tasks, and those that they lead to, until there are none. */
    void runAll() {
        while (runOne()) {
            continue;
        }
    }
}
