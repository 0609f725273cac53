package org.imspresence.dialog;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an adapter does again and again, on a daemon thread of its own, until closed. A task that fails is reported, and done again all the same. */
public final class RepeatedTasks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RepeatedTasks.class);

    private final ScheduledExecutorService thread;

    /** @param name of the thread */
    public RepeatedTasks(String name) {
        thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named(name));
    }

    /** @param millis from the beginning of one time to that of the next */
    public void every(long millis, Runnable task) {
        thread.scheduleAtFixedRate(() -> {
            try {
                task.run();
            } catch (RuntimeException bug) {
                LOG.error("bug in a repeated task", bug);
            }
        }, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
