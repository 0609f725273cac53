package org.imspresence.rest;

import java.time.Instant;
import java.util.List;

import org.imspresence.home.Operations.FromAll;
import org.imspresence.home.inspection.NodeReport;

/**
 * The nodes of the cluster.
 *
 * @param nodes  the oldest member first
 * @param silent names of those that have not answered
 */
public record NodesView(List<Node> nodes, List<String> silent) {

    /** See {@link NodeReport}. */
    public record Node(
            String name, String id, boolean ready, String standing, boolean balanced, int segments, long presentities, long subscriptions, long publications, int backlog, long waitingMillis,
            int repeatsWaiting, long heapUsedBytes, long heapMaxBytes, String startedAt) {

        static Node of(NodeReport report) {
            return new Node(report.name(), report.id(), report.ready(), report.standing(), report.balanced(), report.segments(), report.presentities(), report.subscriptions(), report.publications(),
                    report.backlog(), report.waiting(), report.repeats(), report.heapUsed(), report.heapMax(), Instant.ofEpochMilli(report.startedAt()).toString());
        }
    }

    static NodesView of(FromAll<NodeReport> all) {
        return new NodesView(all.answers().stream().map(Node::of).toList(), all.silent());
    }
}
