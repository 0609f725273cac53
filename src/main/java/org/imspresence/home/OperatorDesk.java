package org.imspresence.home;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.imspresence.cluster.Cluster;
import org.imspresence.home.inspection.AskCounters;
import org.imspresence.home.inspection.AskMessages;
import org.imspresence.home.inspection.AskNode;
import org.imspresence.home.inspection.AskPresentity;
import org.imspresence.home.inspection.AskWatchers;
import org.imspresence.home.inspection.CountersReport;
import org.imspresence.home.inspection.DrainNode;
import org.imspresence.home.inspection.EndSubscription;
import org.imspresence.home.inspection.FindPresentities;
import org.imspresence.home.inspection.FoundPresentities;
import org.imspresence.home.inspection.NodeReport;
import org.imspresence.home.inspection.OperatorCommand;
import org.imspresence.home.inspection.PassedMessages;
import org.imspresence.home.inspection.PresentityReport;
import org.imspresence.home.inspection.WatchersReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what an operator wants of this node and of its homes. */
final class OperatorDesk {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorDesk.class);

    private final Cluster cluster;
    private final Homes homes;
    private final Map<String, PresentityHome> byPresentity;
    private final Executor threads;
    private final long startedAt;
    private volatile NodeControl control = NodeControl.NONE;
    private volatile Function<AskMessages, CompletionStage<PassedMessages>> messages = question -> CompletableFuture.failedFuture(new IllegalStateException("this node is not open yet"));

    /**
     * @param byPresentity the homes as they come and go
     * @param threads      for what takes longer than a look
     * @param startedAt    milliseconds since the epoch
     */
    OperatorDesk(Cluster cluster, Homes homes, Map<String, PresentityHome> byPresentity, Executor threads, long startedAt) {
        this.cluster = cluster;
        this.homes = homes;
        this.byPresentity = byPresentity;
        this.threads = threads;
        this.startedAt = startedAt;
    }

    void control(NodeControl node) {
        control = node;
    }

    void messages(Function<AskMessages, CompletionStage<PassedMessages>> passed) {
        messages = passed;
    }

    CompletionStage<?> handle(OperatorCommand command) {
        if (command instanceof AskPresentity question) {
            return homes.askHome(question.presentity(), PresentityReport.unknown(name()), home -> home.inspector().presentity(name()));
        }
        if (command instanceof AskWatchers question) {
            return homes.askHome(question.presentity(), new WatchersReport(name(), List.of(), 0), home -> home.inspector().watchers(name(), question));
        }
        if (command instanceof EndSubscription end) {
            return homes.askHome(end.presentity(), Inspector.NO_SUCH_SUBSCRIPTION, home -> home.inspector().end(end));
        }
        if (command instanceof FindPresentities search) {
            return CompletableFuture.supplyAsync(() -> find(search), threads);
        }
        if (command instanceof AskCounters) {
            return CompletableFuture.supplyAsync(this::counters, threads);
        }
        if (command instanceof AskMessages question) {
            return messages.apply(question);
        }
        if (command instanceof DrainNode drain) {
            LOG.info("drain asked for by operator {}", drain.operator());
            control.drain();
            return CompletableFuture.completedFuture(Reply.done());
        }
        return command instanceof AskNode ? CompletableFuture.supplyAsync(this::report, threads) : CompletableFuture.failedFuture(new IllegalArgumentException("unknown command " + command));
    }

    private String name() {
        return cluster.nameOf(cluster.self());
    }

    private NodeReport report() {
        Runtime memory = Runtime.getRuntime();
        return new NodeReport(name(), cluster.self().toString(), control.isReady(), cluster.standing().name().toLowerCase(Locale.ROOT), cluster.balanced(), cluster.homeSegments().size(),
                homes.size(), homes.subscriptions(), homes.publications(), homes.backlog(), homes.waiting(), homes.repeatsWaiting(),
                memory.totalMemory() - memory.freeMemory(), memory.maxMemory(), startedAt);
    }

    private CountersReport counters() {
        return new CountersReport(name(), control.counters().entrySet().stream().map(entry -> new CountersReport.Counter(entry.getKey(), entry.getValue())).toList());
    }

    /** One look at each address; of those that match no more are kept than asked for. */
    private FoundPresentities find(FindPresentities search) {
        String part = search.contains().toLowerCase(Locale.ROOT);
        PriorityQueue<String> last = new PriorityQueue<>(Comparator.reverseOrder());
        int total = 0;
        for (Map.Entry<String, PresentityHome> entry : byPresentity.entrySet()) {
            String address = entry.getKey();
            boolean matches = address.compareTo(search.after()) > 0 && address.startsWith(search.prefix()) && address.toLowerCase(Locale.ROOT).contains(part);
            if (matches && isInUse(entry.getValue())) {
                total++;
                last.add(address);
                if (last.size() > search.limit()) {
                    last.remove();
                }
            }
        }
        return new FoundPresentities(last.stream().sorted().map(this::found).toList(), total);
    }

    private static boolean isInUse(PresentityHome home) {
        return home.subscriptionCount() > 0 || home.publicationCount() > 0;
    }

    private FoundPresentities.Found found(String address) {
        PresentityHome home = byPresentity.get(address);
        return home == null
                ? new FoundPresentities.Found(address, name(), 0, 0)
                : new FoundPresentities.Found(address, name(), home.subscriptionCount(), home.publicationCount());
    }
}
