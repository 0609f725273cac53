package org.imspresence.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.imspresence.cluster.Sight.Sighted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread around {@link Side}: asks the others in rounds, and tells listeners and the log what has become of it. A node without peers
 * acts and has no thread.
 */
final class Standings implements AutoCloseable {

    /** Asks another member. */
    interface Peers {

        /** @return fails if there is no answer within the time, or the node is not a member */
        CompletionStage<Sighted> ask(NodeId member, Sight question, Duration patience);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Standings.class);

    private final String node;
    private final Side side;
    private final Peers peers;
    private final Duration lease;
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final LongAdder lapses = new LongAdder();
    private final ScheduledExecutorService thread;

    // The rest belongs to the thread.
    private Standing told = Standing.SUSPENDED;
    private boolean asking;
    private boolean askAgain;
    private Future<?> next = CompletableFuture.completedFuture(null);

    Standings(String node, NodeId self, ClusterSettings.Timeouts timeouts, Peers peers) {
        this.node = node;
        this.peers = peers;
        this.lease = timeouts.lease();
        this.side = new Side(self.toString(), System::nanoTime, lease, timeouts.splitHold(), id -> names.getOrDefault(id, id));
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, Threads.named("presence-standing-" + node));
        executor.setRemoveOnCancelPolicy(true);
        this.thread = executor;
    }

    Standing standing() {
        return side.standing();
    }

    /** How often a permission has run out before it could be renewed. */
    long lapses() {
        return lapses.sum();
    }

    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** @param members with their names, the oldest first */
    void view(long id, List<NodeId> members, List<String> memberNames, boolean merged) {
        for (int i = 0; i < members.size(); i++) {
            names.put(members.get(i).toString(), memberNames.get(i));
        }
        side.view(id, members.stream().map(NodeId::toString).toList(), merged);
        soon();
    }

    /** This node is the home of what the topology in force says. */
    void settled() {
        side.settled();
        soon();
    }

    void ended(NodeId member) {
        side.ended(member.toString());
        soon();
    }

    Sighted answer(Sight question, boolean seen) {
        Sighted answer = side.answer(question, seen);
        if (question.votes().ended().contains(question.asker())) {
            LOG.info("{}: {} leaves", node, names.getOrDefault(question.asker(), question.asker()));
        }
        return answer;
    }

    /** Tells all others that this node leaves, and waits for their word that they know, a second at most. */
    @Override
    public void close() {
        side.leave();
        thread.shutdownNow();
        Duration patience = Duration.ofSeconds(1);
        CompletableFuture<?>[] told = side.others().stream()
                .map(other -> peers.ask(NodeId.parse(other), side.question(), patience).exceptionally(unreachable -> null).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(told).join();
    }

    /** A round at once, or when the one under way has ended. */
    private void soon() {
        run(this::begin, Duration.ZERO);
    }

    private void begin() {
        tell();
        if (asking) {
            askAgain = true;
            return;
        }
        next.cancel(false);
        asking = true;
        askAgain = false;
        long since = System.nanoTime();
        long viewId = side.viewId();
        Sight question = side.question();
        Map<String, Sighted> answers = new ConcurrentHashMap<>();
        Duration patience = lease.multipliedBy(2).dividedBy(5);
        CompletableFuture<?>[] asked = side.others().stream()
                .map(other -> peers.ask(NodeId.parse(other), question, patience).handle((answer, error) -> {
                    if (error == null) {
                        answers.put(other, answer);
                    }
                    return null;
                }).toCompletableFuture()).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(asked).whenComplete((all, error) -> run(() -> end(viewId, since, answers), Duration.ZERO));
    }

    private void end(long viewId, long since, Map<String, Sighted> answers) {
        asking = false;
        side.round(viewId, since, answers);
        tell();
        Duration pause = side.isAtRest() ? lease.dividedBy(5) : lease.dividedBy(25);
        long rest = pause.toNanos() - (System.nanoTime() - since);
        next = run(this::begin, askAgain ? Duration.ZERO : Duration.ofNanos(Math.max(rest, 0)));
    }

    private void tell() {
        Standing now = side.standing();
        if (now == told) {
            return;
        }
        if (now == Standing.SUSPENDED) {
            lapses.increment();
        }
        told = now;
        String why = side.permit().reason();
        switch (now) {
            case ACTING -> LOG.info("{}: acts: {}", node, why);
            case HOLDING -> LOG.warn("{}: holds: {}", node, why);
            default -> LOG.warn("{}: is suspended, as the others have not confirmed it lately; last: {}", node, why);
        }
        listeners.forEach(this::tell);
    }

    private void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("{}: a listener failed", node, e);
        }
    }

    private Future<?> run(Runnable task, Duration pause) {
        try {
            return thread.schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(null);
        }
    }
}
