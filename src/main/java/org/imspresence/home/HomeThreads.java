package org.imspresence.home;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that work for all presentities of a node, and the queue before them. The queue has no bound of its own: what comes in is shed at the door, by the age of what waits here.
 */
final class HomeThreads extends ThreadPoolExecutor {

    /** A task and when it came, in nanoseconds. */
    private record Timed(Runnable task, long since) implements Runnable {

        @Override
        public void run() {
            task.run();
        }
    }

    HomeThreads(int size, ThreadFactory factory) {
        super(size, size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    }

    @Override
    public void execute(Runnable task) {
        super.execute(new Timed(task, System.nanoTime()));
    }

    /** Milliseconds that the oldest task has been waiting for a thread. */
    long waiting() {
        return getQueue().peek() instanceof Timed oldest ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - oldest.since()) : 0;
    }
}
