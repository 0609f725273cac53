package org.imspresence.cluster;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells of peers that could not prove that they belong to the cluster: at once, and then once a minute at most, because a
 * node with another key tries again every few seconds for as long as it runs.
 */
final class Refusals {

    private static final long AT_MOST_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String nodeName;
    private final Consumer<String> log;
    private final LongSupplier nanoTime;
    private long toldAt;
    private int untold = -1;

    Refusals(String nodeName, Consumer<String> log) {
        this(nodeName, log, System::nanoTime);
    }

    Refusals(String nodeName, Consumer<String> log, LongSupplier nanoTime) {
        this.nodeName = nodeName;
        this.log = log;
        this.nanoTime = nanoTime;
    }

    synchronized void refused(InetAddress peer, Exception why) {
        long now = nanoTime.getAsLong();
        if (untold >= 0 && now - toldAt < AT_MOST_EVERY_NANOS) {
            untold++;
            return;
        }
        log.accept(nodeName + ": refused a connection from " + peer.getHostAddress() + ", which does not show a key that "
                + "cluster.keystore trusts (" + why.getMessage() + ")" + (untold > 0 ? "; and " + untold + " before it" : ""));
        toldAt = now;
        untold = 0;
    }
}
