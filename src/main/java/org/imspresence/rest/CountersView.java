package org.imspresence.rest;

import java.util.List;

import org.imspresence.home.Operations.FromAll;
import org.imspresence.home.inspection.CountersReport;

/**
 * What the nodes of the cluster have counted.
 *
 * @param nodes  the oldest member first
 * @param silent names of those that have not answered
 */
public record CountersView(List<NodeCounters> nodes, List<String> silent) {

    /** Since the start of the node. */
    public record NodeCounters(String node, List<Counter> counters) {

        static NodeCounters of(CountersReport report) {
            return new NodeCounters(report.name(), report.counters().stream().map(counter -> new Counter(counter.name(), counter.value())).toList());
        }
    }

    /** @param name of a series, as in the node's metrics */
    public record Counter(String name, long value) {}

    static CountersView of(FromAll<CountersReport> all) {
        return new CountersView(all.answers().stream().map(NodeCounters::of).toList(), all.silent());
    }
}
