package org.imspresence.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.imspresence.cluster.Reply.Outcome;
import org.infinispan.commons.TimeoutException;
import org.infinispan.remoting.inboundhandler.DeliverOrder;
import org.infinispan.remoting.responses.CacheNotFoundResponse;
import org.infinispan.remoting.responses.ExceptionResponse;
import org.infinispan.remoting.responses.Response;
import org.infinispan.remoting.responses.SuccessfulBytesResponse;
import org.infinispan.remoting.transport.Address;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.impl.PassthroughSingleResponseCollector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sending side of commands: finds the home of a group and stays at it until there is an answer.
 *
 * <p>A call is delivered at least once or fails. It is delivered again to whoever is the home by then, perhaps the same node, if there is no reply
 * within {@code call}: the home may hang, and its successor be known only later. The first reply counts, also a late one. If a home leaves
 * before it has answered, the next one gets the call; that happens once. A node that is not the home (any more, or yet)
 * has not acted on it. All tries begin within {@code home}, so a call ends after {@code home + call} at the latest.
 */
final class CommandClient implements Ownership.Peers, Standings.Peers, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandClient.class);
    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 100;

    private final Transport transport;
    private final Function<String, Address> primaryOf;
    private final CommandServer here;
    private final Codec codec;
    private final ClusterSettings.Timeouts timeouts;
    private final int maxPending;
    private final AtomicInteger pending = new AtomicInteger();
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor timer;

    CommandClient(ClusterSettings settings, Transport transport, Function<String, Address> primaryOf, CommandServer here,
                  Codec codec) {
        this.transport = transport;
        this.primaryOf = primaryOf;
        this.here = here;
        this.codec = codec;
        this.timeouts = settings.timeouts();
        this.maxPending = settings.maxPendingCalls();
        this.timer = new ScheduledThreadPoolExecutor(1, Threads.named("presence-cluster-timer-" + settings.nodeName()));
        timer.setRemoveOnCancelPolicy(true);
    }

    int pending() {
        return pending.get();
    }

    CompletionStage<Object> call(String group, Object command) {
        return admitted(new Call(group, command));
    }

    CompletionStage<Object> call(Address node, Object command) {
        return admitted(new Call(node, command));
    }

    void tell(String group, Object command) {
        Address home = primaryOf.apply(group);
        if (home != null) {
            send(home, group, command);
        }
    }

    void tell(Address node, Object command) {
        send(node, null, command);
    }

    /** @throws ClusterException if the oldest member has another layout */
    void requireLayout(Layout own) {
        Address oldest = transport.getMembers().get(0);
        if (isHere(oldest)) {
            return;
        }
        Reply reply = send(oldest, Request.toNode(codec.encode(own)), timeouts.call())
                .exceptionally(Reply::failed).toCompletableFuture().join();
        if (reply.outcome() != Outcome.DONE) {
            LOG.warn("{} has not told its settings, which are taken for the same: {}", oldest, reply.reason());
        } else if (!own.equals(codec.decode(reply.value()))) {
            throw new ClusterException("this node is set to " + own + ", the cluster to " + codec.decode(reply.value()));
        }
    }

    @Override
    public CompletionStage<Set<Integer>> release(int topologyId, Set<Integer> segments) {
        byte[] body = codec.encode(new Release(topologyId, segments));
        Set<Integer> refused = new TreeSet<>();
        CompletableFuture<?>[] answers = transport.getMembers().stream().filter(member -> !isHere(member))
                .map(member -> send(member, Request.toNode(body), timeouts.handOver().multipliedBy(2))
                        .handle((reply, error) -> note(member, reply, cause(error), refused)).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(answers).thenApply(all -> refused);
    }

    @Override
    public CompletionStage<Sight.Sighted> ask(NodeId member, Sight question, Duration patience) {
        try {
            return send(Address.fromNodeUUID(member.incarnation()), Request.toNode(codec.encode(question)), patience).thenApply(reply -> {
                if (reply.outcome() != Outcome.DONE) {
                    throw new CommandFailedException(reply.reason());
                }
                return (Sight.Sighted) codec.decode(reply.value());
            });
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Void note(Address member, Reply reply, Throwable error, Set<Integer> refused) {
        if (error == null && reply.outcome() == Outcome.DONE) {
            synchronized (refused) {
                refused.addAll(((Release.Released) codec.decode(reply.value())).refused());
            }
        } else if (!(error instanceof Gone)) {
            LOG.warn("{} has not let go of the segments that this node takes over; no longer waiting for it: {}", member,
                    error == null ? reply : error.toString());
        }
        return null;
    }

    /** Asks every other member. @return completes when each has answered, has left or has been silent for so long; never fails */
    CompletionStage<Void> askAll(Object command, Duration atMost) {
        Request request = Request.toNode(codec.encode(command));
        return CompletableFuture.allOf(transport.getMembers().stream().filter(member -> !isHere(member))
                .map(member -> send(member, request, atMost).handle((reply, error) -> {
                    if (error != null || reply.outcome() != Outcome.DONE) {
                        LOG.warn("{} has not done what {} asks for: {}", member, command, error == null ? reply : cause(error).toString());
                    }
                    return null;
                }).toCompletableFuture()).toArray(CompletableFuture[]::new));
    }

    /** Fails the calls that still wait. */
    @Override
    public void close() {
        timer.shutdownNow();
        calls.forEach(call -> call.fail(new ClusterException("the cluster is closed")));
    }

    private CompletionStage<Object> admitted(Call call) {
        if (pending.incrementAndGet() > maxPending) {
            pending.decrementAndGet();
            return CompletableFuture.failedFuture(new TooManyCallsException(maxPending + " calls wait for their replies"));
        }
        calls.add(call);
        call.result.whenComplete((value, error) -> {
            calls.remove(call);
            pending.decrementAndGet();
        });
        call.attempt();
        return call.result;
    }

    private void send(Address node, String group, Object command) {
        try {
            if (isHere(node)) {
                here.handle(group, command);
            } else {
                transport.sendTo(node, new Request(group, here.knowledge(), codec.encode(command)), DeliverOrder.NONE);
            }
        } catch (Exception e) {
            LOG.debug("a {} was not delivered to {}", command.getClass().getSimpleName(), node, e);
        }
    }

    /** Fails with {@link Gone} if the node is not, or no longer, a member. */
    private CompletionStage<Reply> send(Address node, Request request, Duration timeout) {
        try {
            return transport.invokeCommand(node, request, PassthroughSingleResponseCollector.INSTANCE, DeliverOrder.NONE,
                    timeout.toMillis(), TimeUnit.MILLISECONDS).thenApply(response -> reply(node, response));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Reply reply(Address node, Response response) {
        if (response instanceof SuccessfulBytesResponse bytes) {
            return (Reply) codec.decode(bytes.getResponseValue());
        }
        if (response instanceof CacheNotFoundResponse) {
            throw new Gone();
        }
        if (response instanceof ExceptionResponse failure) {
            throw new CommandFailedException(node + ": " + failure.getException());
        }
        throw new CommandFailedException(node + " answered " + response);
    }

    private boolean isHere(Address node) {
        return node.equals(transport.getAddress());
    }

    /** The node has left, or is about to stop and does not answer any more. */
    private static final class Gone extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Gone() {
            super(null, null, false, false);
        }
    }

    /** One call, from admission to result. Its steps follow one another, each on the thread where the last one ended. */
    private final class Call {

        private final String group;
        private final Address node;
        private final Object command;
        private final CompletableFuture<Object> result = new CompletableFuture<>();
        private final long patienceEnds = System.nanoTime() + timeouts.home().toNanos();
        private long pauseMillis = FIRST_PAUSE_MILLIS;
        private boolean homeHasGone;
        private int tries;
        private byte[] body;

        Call(String group, Object command) {
            this.group = group;
            this.node = null;
            this.command = command;
        }

        Call(Address node, Object command) {
            this.group = null;
            this.node = node;
            this.command = command;
        }

        void attempt() {
            int number = begun();
            try {
                Address target = node != null ? node : primaryOf.apply(group);
                if (target == null || !transport.getMembers().contains(target)) {
                    tryAgain();
                } else if (isHere(target)) {
                    attemptHere();
                } else {
                    attemptAt(target, number);
                }
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        }

        /** Without a limit of time: what waits here is carried out, so to give up would be to say that it had failed. The handler sees to it that there is an answer. */
        private void attemptHere() {
            CompletionStage<?> answer;
            try {
                answer = here.handle(group, command);
            } catch (RuntimeException e) {
                answer = CompletableFuture.failedFuture(e);
            }
            answeredHere(answer.toCompletableFuture());
        }

        private void answeredHere(CompletableFuture<?> answer) {
            answer.whenComplete((value, error) -> {
                Throwable cause = cause(error);
                if (cause instanceof NotHomeException) {
                    tryAgain();
                } else if (cause != null) {
                    fail(new CommandFailedException(Reply.failed(cause).reason(), cause));
                } else {
                    result.complete(value);
                }
            });
        }

        private void attemptAt(Address target, int number) {
            if (body == null) {
                body = codec.encode(command);
            }
            ScheduledFuture<?> impatience = timer.schedule(() -> overdue(number, target), timeouts.call().toMillis(), TimeUnit.MILLISECONDS);
            send(target, new Request(group, here.knowledge(), body), timeouts.call().plus(timeouts.home())).whenComplete((reply, error) -> {
                impatience.cancel(false);
                try {
                    if (isLatest(number) || error == null && reply.outcome() != Outcome.NOT_HOME) {
                        answeredBy(target, reply, cause(error));
                    }
                } catch (RuntimeException e) {
                    fail(e);
                }
            });
        }

        private synchronized int begun() {
            return ++tries;
        }

        /** Earlier tries count only when they bring what the handler has said; what else becomes of them is history. */
        private synchronized boolean isLatest(int number) {
            return number == tries;
        }

        private void overdue(int number, Address target) {
            if (!isLatest(number) || result.isDone()) {
                return;
            }
            if (node != null || System.nanoTime() - patienceEnds > 0) {
                fail(timedOut(target.toString()));
            } else {
                attempt();
            }
        }

        private void answeredBy(Address target, Reply reply, Throwable error) {
            if (error instanceof Gone) {
                if (homeHasGone) {
                    fail(new NoHomeException("two homes of " + group + " left before they answered"));
                } else {
                    homeHasGone = true;
                    tryAgain();
                }
            } else if (error instanceof TimeoutException) {
                fail(timedOut(target.toString()));
            } else if (error instanceof ClusterException) {
                fail(error);
            } else if (error != null) {
                fail(new ClusterException("cannot reach " + target, error));
            } else if (reply.outcome() == Outcome.NOT_HOME) {
                tryAgain();
            } else if (reply.outcome() == Outcome.FAILED) {
                fail(new CommandFailedException(reply.reason()));
            } else {
                result.complete(reply.value() == null ? null : codec.decode(reply.value()));
            }
        }

        private void tryAgain() {
            if (node != null) {
                fail(new NoHomeException(node + " is not a member, or does not serve"));
            } else if (System.nanoTime() - patienceEnds > 0) {
                fail(new NoHomeException(group + " has had no home for " + timeouts.home().toMillis() + " ms"));
            } else {
                try {
                    timer.schedule(this::attempt, pauseMillis, TimeUnit.MILLISECONDS);
                } catch (RejectedExecutionException closed) {
                    fail(new ClusterException("the cluster is closed"));
                }
                pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
            }
        }

        private CallTimeoutException timedOut(String where) {
            return new CallTimeoutException("no reply from " + where + " within " + timeouts.call().toMillis() + " ms, at try " + tries);
        }

        private void fail(Throwable error) {
            result.completeExceptionally(error);
        }
    }

    private static Throwable cause(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}
