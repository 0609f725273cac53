package org.imspresence.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

import org.imspresence.authorization.SubHandling;
import org.imspresence.cluster.Cluster;
import org.imspresence.dialog.Adapter;
import org.imspresence.home.Homes;
import org.imspresence.home.Tallies;
import org.imspresence.overload.Overload;
import org.imspresence.overload.RequestClass;
import org.imspresence.publication.Publication;
import org.imspresence.subscription.Subscription;
import org.imspresence.telemetry.Gauges;

/** All that a node counts, by the names of its metrics. */
final class NodeGauges {

    private NodeGauges() {}

    /** @param more what other rooms count, by metric name */
    static Gauges of(Cluster cluster, Homes homes, Adapter adapter, List<Map<String, LongSupplier>> more) {
        Map<String, LongSupplier> values = new TreeMap<>();
        more.forEach(values::putAll);
        addHomes(values, homes);
        addCluster(values, cluster);
        values.put("presence_notify_dropped_stale", adapter::droppedNotifies);
        values.put("presence_container_sessions", adapter::sessionCount);
        addOverload(values, adapter.overload());
        return new Gauges(values);
    }

    private static void addHomes(Map<String, LongSupplier> values, Homes homes) {
        values.put("presence_subscriptions", homes::subscriptions);
        values.put("presence_publications", homes::publications);
        values.put("presence_takeover_repeats_waiting", homes::repeatsWaiting);
        values.put("presence_homes", homes::size);
        Tallies tallies = homes.tallies();
        for (SubHandling handling : SubHandling.values()) {
            values.put("presence_decisions_" + handling.name().toLowerCase(Locale.ROOT), () -> tallies.decisions(handling));
        }
        values.put("presence_subscriptions_waiting", tallies::waiting);
        values.put("presence_compositions", tallies::compositions);
        values.put("presence_views", tallies::views);
        values.put("presence_rules_unreadable", tallies::unreadable);
    }

    private static void addCluster(Map<String, LongSupplier> values, Cluster cluster) {
        values.put("presence_cluster_merged_entries", cluster::merged);
        values.put("presence_subscriptions_stored", () -> cluster.store(Homes.SUBSCRIPTIONS, Subscription.class).localSize());
        values.put("presence_publications_stored", () -> cluster.store(Homes.PUBLICATIONS, Publication.class).localSize());
        values.put("presence_cluster_members", () -> cluster.members().size());
        values.put("presence_cluster_standing", () -> cluster.standing().ordinal());
        values.put("presence_cluster_lease_lapses", cluster::lapses);
        values.put("presence_cluster_late_writes_refused", cluster::lateWrites);
    }

    private static void addOverload(Map<String, LongSupplier> values, Overload overload) {
        values.put("presence_overload_delay_milliseconds", overload::delay);
        values.put("presence_overload_unanswered", overload::unanswered);
        values.put("presence_overload_transactions", overload::transactions);
        for (RequestClass requestClass : RequestClass.values()) {
            values.put("presence_overload_refused_" + requestClass.name().toLowerCase(Locale.ROOT), () -> overload.refused(requestClass));
        }
    }
}
