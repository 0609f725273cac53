package org.imspresence.dialog;

import java.util.concurrent.ThreadFactory;

/** The threads of an adapter: none of them keeps a process from ending. */
public final class DaemonThreads {

    private DaemonThreads() {}

    /** @param name of each thread that it makes */
    public static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
