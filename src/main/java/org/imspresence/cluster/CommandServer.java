package org.imspresence.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.Predicate;
import org.imspresence.cluster.Reply.Outcome;

/** The receiving side of commands. Also what Infinispan finds in its registry of components for a {@link Request}. */
final class CommandServer {

    private final Codec codec;
    private final Layout layout;
    private final Ownership ownership;
    private final WholeStop wholeStop;
    private final Predicate<String> isHome;
    private final Supplier<Knowledge> knowledge;
    private final Function<Sight, Sight.Sighted> sight;
    private volatile CommandHandler handler;

    CommandServer(Codec codec, Layout layout, Ownership ownership, WholeStop wholeStop, Predicate<String> isHome, Supplier<Knowledge> knowledge,
                  Function<Sight, Sight.Sighted> sight) {
        this.codec = codec;
        this.layout = layout;
        this.ownership = ownership;
        this.wholeStop = wholeStop;
        this.isHome = isHome;
        this.knowledge = knowledge;
        this.sight = sight;
    }

    /** What this node knows now. */
    Knowledge knowledge() {
        return knowledge.get();
    }

    void serve(CommandHandler by) {
        handler = by;
    }

    /** Until {@link #serve}, and again once closed: nothing is accepted, callers look elsewhere. */
    void close() {
        handler = null;
    }

    /** A command from another node. */
    CompletionStage<byte[]> receive(Request request) {
        return reply(request).thenApply(codec::encode);
    }

    private CompletionStage<Reply> reply(Request request) {
        if (request.group() != null && !knowledge().suffices(request.caller())) {
            return CompletableFuture.completedFuture(Reply.NOT_HOME);
        }
        try {
            return answer(request.group(), codec.decode(request.body())).handle(this::reply);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(reply(null, e));
        }
    }

    private CompletionStage<?> answer(String group, Object command) {
        if (command instanceof Release release) {
            return ownership.release(release.topologyId(), release.segments()).thenApply(Release.Released::new);
        }
        if (command instanceof Layout) {
            return CompletableFuture.completedFuture(layout);
        }
        if (command instanceof ShutDown shutDown) {
            return wholeStop.asked(shutDown);
        }
        if (command instanceof Sight question) {
            return CompletableFuture.completedFuture(sight.apply(question));
        }
        return handle(group, command);
    }

    /**
     * A command, on the node it is for.
     *
     * @param group the group whose home is meant; null: this node
     * @throws NotHomeException if this node is not the home; the returned stage may fail with it, too
     */
    CompletionStage<?> handle(String group, Object command) {
        CommandHandler by = handler;
        if (by == null || group != null && !isHome.test(group)) {
            throw new NotHomeException("not the home of " + group);
        }
        return by.handle(command);
    }

    private Reply reply(Object value, Throwable error) {
        if (error instanceof CompletionException && error.getCause() != null) {
            return reply(value, error.getCause());
        }
        if (error instanceof NotHomeException) {
            return Reply.NOT_HOME;
        }
        if (error != null) {
            return Reply.failed(error);
        }
        try {
            return new Reply(Outcome.DONE, value == null ? null : codec.encode(value), null);
        } catch (ClusterException unencodable) {
            return Reply.failed(unencodable);
        }
    }
}
