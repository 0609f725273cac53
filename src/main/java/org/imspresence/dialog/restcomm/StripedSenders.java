package org.imspresence.dialog.restcomm;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.imspresence.dialog.DaemonThreads;

/**
 * Threads for sending that may block. Each next hop has one of them, which it may share with others: a hop that does not answer holds up those few, and neither the homes nor
 * the rest. The queues are bounded by the homes' send window.
 */
final class StripedSenders implements AutoCloseable {

    private static final int STRIPES = 32;

    private final ExecutorService[] stripes = new ExecutorService[STRIPES];

    StripedSenders() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = Executors.newSingleThreadExecutor(DaemonThreads.named("notify-sender-" + i));
        }
    }

    void execute(String hop, Runnable task) {
        stripes[Math.floorMod(hop.hashCode(), STRIPES)].execute(task);
    }

    @Override
    public void close() {
        for (ExecutorService stripe : stripes) {
            stripe.shutdownNow();
        }
    }
}
