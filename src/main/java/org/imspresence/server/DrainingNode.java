package org.imspresence.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.imspresence.cluster.Cluster;
import org.imspresence.dialog.Adapter;
import org.imspresence.home.NodeControl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node, as its {@link Drain} sees it. */
final class DrainingNode implements Drain.Node {

    private static final Logger LOG = LoggerFactory.getLogger(DrainingNode.class);

    /** What SIGTERM leaves: 128 + 15. A node that another one tells to stop ends as if it had been told by a signal. */
    private static final int TERMINATED = 143;

    private final Cluster cluster;
    private final Adapter adapter;
    private final Drain.Patience patience;
    private final Drain drain;
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean ready = true;
    private volatile boolean closed;
    private volatile CompletableFuture<?> peers = CompletableFuture.completedFuture(null);

    DrainingNode(Cluster cluster, Adapter adapter, Drain.Patience patience) {
        this.cluster = cluster;
        this.adapter = adapter;
        this.patience = patience;
        this.drain = new Drain(this, patience, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), DrainingNode::pause);
        cluster.wholeStop().onAsked(this::stopBecauseTold);
    }

    /** Until a drain begins. */
    boolean isReady() {
        return ready;
    }

    /** See {@link Drain}. A node without network is the whole of its cluster. */
    void drain(boolean wholeCluster, Consumer<String> say) {
        boolean whole = wholeCluster || told.get() || cluster.isAlone();
        drain.run(whole ? Drain.Scope.CLUSTER : Drain.Scope.NODE, told.get(), say);
    }

    /** Exit runs the server's stop, which drains. It returns to nobody, so it has a thread to itself. */
    private void stopBecauseTold() {
        if (ready && told.compareAndSet(false, true)) {
            exit();
        }
    }

    private static void exit() {
        Thread exit = new Thread(() -> System.exit(TERMINATED), "told-to-stop");
        exit.setContextClassLoader(ClassLoader.getSystemClassLoader()); // Tomcat reports what still runs with the application's
        exit.start();
    }

    /** For operators. A node that is stopping already is not told again: a second exit would wait for the first for ever. */
    NodeControl control(BooleanSupplier isReady, Supplier<Map<String, Long>> counters) {
        AtomicBoolean asked = new AtomicBoolean();
        return new NodeControl() {
            @Override
            public boolean isReady() {
                return isReady.getAsBoolean();
            }

            @Override
            public Map<String, Long> counters() {
                return counters.get();
            }

            @Override
            public void drain() {
                if (ready && asked.compareAndSet(false, true)) {
                    exit();
                }
            }
        };
    }

    private static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }

    @Override
    public boolean hasPeers() {
        return cluster.hasPeers();
    }

    @Override
    public void notReady() {
        ready = false;
    }

    @Override
    public void tellPeers() {
        peers = cluster.wholeStop().askAll(patience.untilHandedOver()).toCompletableFuture();
    }

    @Override
    public boolean peersHaveHandedOver() {
        return peers.isDone();
    }

    @Override
    public void closeDoor() {
        adapter.closeDoor();
    }

    @Override
    public int unanswered() {
        return adapter.overload().unanswered();
    }

    @Override
    public boolean balanced() {
        return cluster.balanced();
    }

    @Override
    public int handOver() {
        int segments = cluster.homeSegments().size();
        cluster.handOver();
        return segments;
    }

    @Override
    public boolean closeStores() {
        if (!told.get() && closing.compareAndSet(false, true)) {
            new Thread(this::closeStoresOfAll, "close-stores").start();
        }
        return (told.get() || closed) && cluster.wholeStop().mayLeave();
    }

    private void closeStoresOfAll() {
        try {
            cluster.wholeStop().closeStores();
        } catch (RuntimeException e) {
            LOG.warn("the stores were not closed in order on all nodes: {}", e.toString());
        }
        closed = true;
    }

    @Override
    public void leave() {
        cluster.close();
    }
}
