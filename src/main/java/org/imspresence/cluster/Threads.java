package org.imspresence.cluster;

import java.util.concurrent.ThreadFactory;

/** Daemon threads with a name to recognise them by. */
final class Threads {

    private Threads() {
    }

    static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
