package org.imspresence.timer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a thread's handler of uncaught exceptions was told while something ran on it. */
public final class Bugs {

    private Bugs() {}

    public static List<Throwable> during(Runnable task) {
        List<Throwable> bugs = new CopyOnWriteArrayList<>();
        Thread thread = Thread.currentThread();
        Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
        thread.setUncaughtExceptionHandler((t, bug) -> bugs.add(bug));
        try {
            task.run();
        } finally {
            thread.setUncaughtExceptionHandler(before);
        }
        return bugs;
    }
}
