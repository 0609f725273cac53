package org.imspresence.home;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.imspresence.cluster.Cluster;
import org.imspresence.cluster.NodeId;
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

/**
 * What an operator may ask and do, whichever node is asked. A question about a presentity goes to its home and waits in its queue; one about all goes to every node, and each answers with as much as fits on a page.
 *
 * <p>The stages of questions about one presentity fail when its home cannot be reached; those about all nodes do not fail, and name those that have not answered.
 */
public final class Operations {

    private static final Reply NO_SUCH_NODE = Reply.refused(404, "No such node", 0);

    /**
     * What the nodes have said.
     *
     * @param answers of those that have answered
     * @param silent  names of those that have not
     */
    public record FromAll<T>(List<T> answers, List<String> silent) {}

    private final Cluster cluster;

    Operations(Cluster cluster) {
        this.cluster = cluster;
    }

    /** How each node is, the oldest member first. */
    public CompletionStage<FromAll<NodeReport>> nodes() {
        return ofAll(node -> new AskNode(cluster.nameOf(node)));
    }

    /** What each node has counted since its start, the oldest member first. */
    public CompletionStage<FromAll<CountersReport>> counters() {
        return ofAll(node -> new AskCounters(cluster.nameOf(node)));
    }

    /** The name of the node that is asked. */
    public String node() {
        return cluster.nameOf(cluster.self());
    }

    /** The presentities of the whole cluster in the order of their addresses: the first page behind {@link FindPresentities#after}. In a hand-over one may be missed. */
    public CompletionStage<FromAll<FoundPresentities>> find(FindPresentities search) {
        return this.<FoundPresentities>ofAll(node -> search).thenApply(all -> new FromAll<>(List.of(merged(all.answers(), search.limit())), all.silent()));
    }

    private static FoundPresentities merged(List<FoundPresentities> pages, int limit) {
        Map<String, FoundPresentities.Found> byAddress = new TreeMap<>();
        pages.forEach(page -> page.found().forEach(found -> byAddress.put(found.presentity(), found)));
        return new FoundPresentities(byAddress.values().stream().limit(limit).toList(), pages.stream().mapToInt(FoundPresentities::total).sum());
    }

    public CompletionStage<PresentityReport> presentity(String presentity) {
        return cluster.call(presentity, new AskPresentity(presentity));
    }

    public CompletionStage<WatchersReport> watchers(AskWatchers question) {
        return cluster.call(question.presentity(), question);
    }

    /** The ids of the nodes that are there now, for {@link #messages}. */
    public List<String> members() {
        return cluster.members().stream().map(NodeId::toString).toList();
    }

    /** Asks one node; fails when it has left or does not answer. @param member its id */
    public CompletionStage<PassedMessages> messages(String member, AskMessages question) {
        return cluster.members().stream().filter(node -> node.toString().equals(member)).findFirst().map(node -> cluster.<PassedMessages>call(node, question))
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("node " + member + " has left")));
    }

    /** 200, or 404 when there is no such subscription. */
    public CompletionStage<Reply> end(EndSubscription command) {
        return cluster.call(command.presentity(), command);
    }

    /**
     * Has a node drain and end.
     *
     * @return 200 when it has begun, 404 when no member has that name
     */
    public CompletionStage<Reply> drain(String name, String operator) {
        Optional<NodeId> node = cluster.members().stream().filter(member -> cluster.nameOf(member).equals(name)).findFirst();
        return node.map(member -> cluster.<Reply>call(member, new DrainNode(operator))).orElseGet(() -> CompletableFuture.completedFuture(NO_SUCH_NODE));
    }

    private <T> CompletionStage<FromAll<T>> ofAll(Function<NodeId, OperatorCommand> question) {
        List<NodeId> members = cluster.members();
        List<String> names = members.stream().map(cluster::nameOf).toList();
        List<CompletableFuture<Optional<T>>> calls = members.stream()
                .map(member -> cluster.<T>call(member, question.apply(member)).handle((answer, problem) -> Optional.ofNullable(answer)).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).thenApply(done -> {
            List<T> answers = new ArrayList<>();
            List<String> silent = new ArrayList<>();
            for (int i = 0; i < calls.size(); i++) {
                String name = names.get(i);
                calls.get(i).join().ifPresentOrElse(answers::add, () -> silent.add(name));
            }
            return new FromAll<>(answers, silent);
        });
    }
}
