package org.imspresence.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

import org.imspresence.authorization.SubHandling;
import org.imspresence.cluster.Cluster;
import org.imspresence.cluster.Standing;
import org.imspresence.dialog.Adapter;
import org.imspresence.home.Homes;
import org.imspresence.home.NotifyResult;
import org.imspresence.home.Tallies;
import org.imspresence.overload.Overload;
import org.imspresence.overload.RequestClass;
import org.imspresence.publication.Publication;
import org.imspresence.subscription.Subscription;
import org.imspresence.telemetry.Gauges;

/** All that a node counts, by the series of its metrics. */
final class NodeGauges {

    private NodeGauges() {}

    /** @param more what other rooms count, by series */
    static Gauges of(Cluster cluster, Homes homes, Adapter adapter, List<Map<String, LongSupplier>> more) {
        Map<String, LongSupplier> values = new TreeMap<>();
        more.forEach(values::putAll);
        addHomes(values, homes);
        addCluster(values, cluster);
        values.put("presence_notify_dropped_stale_total", adapter::droppedNotifies);
        for (Adapter.Lean what : Adapter.Lean.values()) {
            values.put("presence_notify_lean_total{datagrams=\"" + label(what) + "\"}", () -> adapter.lean(what));
        }
        values.put("presence_container_sessions", adapter::sessionCount);
        addOverload(values, adapter.overload());
        addHeap(values, Runtime.getRuntime());
        return new Gauges(values);
    }

    private static void addHomes(Map<String, LongSupplier> values, Homes homes) {
        values.put("presence_publications", homes::publications);
        values.put("presence_takeover_repeats_waiting", homes::repeatsWaiting);
        values.put("presence_homes", homes::size);
        values.put("presence_queue_tasks", homes::backlog);
        values.put("presence_queue_age_seconds", homes::waiting);
        values.put("presence_notifies_under_way", homes::notifiesUnderWay);
        values.put("presence_notifies_waiting", homes::notifiesWaiting);
        addTallies(values, homes.tallies());
    }

    private static void addTallies(Map<String, LongSupplier> values, Tallies tallies) {
        for (String eventPackage : tallies.packages()) {
            values.put("presence_subscriptions{package=\"" + eventPackage + "\",state=\"active\"}", () -> tallies.active(eventPackage));
            values.put("presence_subscriptions{package=\"" + eventPackage + "\",state=\"pending\"}", () -> tallies.pending(eventPackage));
        }
        for (NotifyResult result : NotifyResult.values()) {
            values.put("presence_notifies_total{outcome=\"" + label(result) + "\"}", () -> tallies.notifies(result));
        }
        for (SubHandling handling : SubHandling.values()) {
            values.put("presence_decisions_total{decision=\"" + label(handling) + "\"}", () -> tallies.decisions(handling));
        }
        values.put("presence_subscriptions_waiting", tallies::waiting);
        values.put("presence_compositions_total", tallies::compositions);
        values.put("presence_views_total", tallies::views);
        values.put("presence_filterings_total", tallies::filterings);
        values.put("presence_partial_bodies_total{body=\"changes\"}", tallies::changeBodies);
        values.put("presence_partial_bodies_total{body=\"whole\"}", tallies::wholeBodies);
        values.put("presence_rules_unreadable_total", tallies::unreadable);
    }

    private static void addCluster(Map<String, LongSupplier> values, Cluster cluster) {
        values.put("presence_cluster_merged_entries_total", cluster::merged);
        values.put("presence_subscriptions_stored", () -> cluster.store(Homes.SUBSCRIPTIONS, Subscription.class).localSize());
        values.put("presence_publications_stored", () -> cluster.store(Homes.PUBLICATIONS, Publication.class).localSize());
        values.put("presence_cluster_members", () -> cluster.members().size());
        values.put("presence_cluster_balanced", () -> cluster.balanced() ? 1 : 0);
        for (Standing standing : Standing.values()) {
            values.put("presence_cluster_standing{standing=\"" + label(standing) + "\"}", () -> cluster.standing() == standing ? 1 : 0);
        }
        values.put("presence_cluster_lease_lapses_total", cluster::lapses);
        values.put("presence_cluster_late_writes_refused_total", cluster::lateWrites);
    }

    private static void addOverload(Map<String, LongSupplier> values, Overload overload) {
        values.put("presence_overload_delay_seconds", overload::delay);
        values.put("presence_overload_unanswered", overload::unanswered);
        values.put("presence_overload_transactions", overload::transactions);
        for (RequestClass requestClass : RequestClass.values()) {
            values.put("presence_overload_refused_total{class=\"" + label(requestClass) + "\"}", () -> overload.refused(requestClass));
        }
    }

    private static void addHeap(Map<String, LongSupplier> values, Runtime runtime) {
        values.put("presence_heap_used_bytes", () -> runtime.totalMemory() - runtime.freeMemory());
        values.put("presence_heap_max_bytes", runtime::maxMemory);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
