package org.imspresence.telemetry;

import static org.imspresence.telemetry.Metric.Kind.COUNTER;
import static org.imspresence.telemetry.Metric.Kind.GAUGE;
import static org.imspresence.telemetry.Metric.Kind.HISTOGRAM;
import static org.imspresence.telemetry.Metric.Unit.BYTES;
import static org.imspresence.telemetry.Metric.Unit.NONE;
import static org.imspresence.telemetry.Metric.Unit.SECONDS;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The catalogue: every metric of {@code /presence/metrics}, with all values that its labels can have. What a peer says (addresses, user agents, Call-IDs) is never a label, so a node has the same series whatever comes to it.
 *
 * <p>Counters and histograms count from the start of the node. What is said of presentities, subscriptions and publications is said of those that the node is home of, so that the sum over all nodes is right, unless the help text says
 * otherwise.
 */
public enum Metric {

    SUBSCRIPTIONS("presence_subscriptions", GAUGE, NONE, "Live subscriptions",
            new Label("package", "presence", "presence.winfo"), new Label("state", "active", "pending")),
    SUBSCRIPTIONS_STORED("presence_subscriptions_stored", GAUGE, NONE, "Subscriptions in the node's store, as primary or backup owner, those among them whose end is remembered"),
    SUBSCRIPTIONS_WAITING("presence_subscriptions_waiting", GAUGE, NONE, "Subscriptions that have ended undecided and wait for the presentity's decision"),
    PUBLICATIONS("presence_publications", GAUGE, NONE, "Live publications"),
    PUBLICATIONS_STORED("presence_publications_stored", GAUGE, NONE, "Publications in the node's store, as primary or backup owner, those among them whose end is remembered"),
    HOMES("presence_homes", GAUGE, NONE, "Presentities that the node is home of and keeps anything for"),

    REQUESTS("presence_requests_total", COUNTER, NONE, "SIP requests answered, by whichever node took them; without those that are refused before the application sees them",
            new Label("method", "SUBSCRIBE", "PUBLISH", "OPTIONS", "other"), new Label("class", "2xx", "3xx", "4xx", "5xx", "6xx")),
    REQUESTS_REFUSED("presence_requests_refused_total", COUNTER, NONE, "SIP requests that were refused before the application saw them: overload, a node that is about to go, what cannot be read, what belongs to no dialog of ours, a branch of RFC 2543",
            new Label("cause", "overload", "closed", "unreadable", "foreign", "branch")),
    DECISIONS("presence_decisions_total", COUNTER, NONE, "Authorisation decisions on new subscriptions and fetches", new Label("decision", "block", "confirm", "polite_block", "allow")),
    RULES_UNREADABLE("presence_rules_unreadable_total", COUNTER, NONE, "Times that the documents of a presentity could not be read"),

    COMPOSITIONS("presence_compositions_total", COUNTER, NONE, "Times that the state of a resource was put together"),
    VIEWS("presence_views_total", COUNTER, NONE, "Times that what the rules let through of a state was made; once for all watchers who see the same"),
    FILTERINGS("presence_filterings_total", COUNTER, NONE, "Times that a filter was applied to a state; once for all watchers with equal filters who see the same"),
    PARTIAL_BODIES("presence_partial_bodies_total", COUNTER, NONE, "Bodies of NOTIFYs to those who are told changes only: changes since what the watcher knows, or a whole state",
            new Label("body", "changes", "whole")),

    NOTIFIES("presence_notifies_total", COUNTER, NONE,
            "What became of NOTIFYs: answered 2xx, not answered or 408, answered in a way that ended the subscription, failed otherwise; not sent because a later change was told with the one before, or the watcher has the state (RFC 5839)",
            new Label("outcome", "ok", "timeout", "gone", "error", "coalesced", "suppressed")),
    NOTIFY_LATENCY("presence_notify_latency_seconds", HISTOGRAM, SECONDS, "Time from a change of state to the 2xx of the NOTIFY that tells it, the pace of the package and the rate that the watcher has asked for included",
            0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    NOTIFIES_UNDER_WAY("presence_notifies_under_way", GAUGE, NONE, "NOTIFYs sent and not answered yet"),
    NOTIFIES_WAITING("presence_notifies_waiting", GAUGE, NONE, "NOTIFYs that wait for a place in the send window"),
    NOTIFY_DROPPED_STALE("presence_notify_dropped_stale_total", COUNTER, NONE, "NOTIFYs dropped at the last moment because the node might not send any more"),
    NOTIFY_LEAN("presence_notify_lean_total", COUNTER, NONE,
            "With sip.notify=lean, of NOTIFYs that do not pass the container: those that were sent, those that were sent again because nobody had answered, and answers that none of them waited for",
            new Label("datagrams", "sent", "repeated", "stray")),
    ROUTE_SET_LENGTH("presence_route_set_length", HISTOGRAM, NONE, "Routes of the dialogs of new subscriptions and fetches", 1, 2, 3, 4, 5, 6, 8, 10),

    QUEUE_TASKS("presence_queue_tasks", GAUGE, NONE, "Tasks that wait for a thread of the homes"),
    QUEUE_AGE("presence_queue_age_seconds", GAUGE, SECONDS, "How long the oldest task has been waiting for a thread of the homes"),
    EXPIRY_LAG("presence_expiry_lag_seconds", HISTOGRAM, SECONDS, "How late the end of a subscription or publication that ran out was carried out", 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),

    CLUSTER_MEMBERS("presence_cluster_members", GAUGE, NONE, "Nodes that this node sees in its cluster, itself among them"),
    CLUSTER_BALANCED("presence_cluster_balanced", GAUGE, NONE, "1 when every entry is on as many nodes as it is to be and this node is the home of all that it owns, so that another node may be stopped; else 0"),
    CLUSTER_STANDING("presence_cluster_standing", GAUGE, NONE, "1 for what the node may do at present, else 0: act as home, hold back as the smaller side of a split, or nothing", new Label("standing", "acting", "holding", "suspended")),
    CLUSTER_MERGED_ENTRIES("presence_cluster_merged_entries_total", COUNTER, NONE, "Entries that were decided on when the sides of a split cluster met again"),
    CLUSTER_LEASE_LAPSES("presence_cluster_lease_lapses_total", COUNTER, NONE, "Times that the node was suspended because the others had not heard of it for too long"),
    CLUSTER_LATE_WRITES_REFUSED("presence_cluster_late_writes_refused_total", COUNTER, NONE, "Writes refused because their sender was not the home any more"),
    TAKEOVER("presence_takeover_seconds", HISTOGRAM, SECONDS, "Time from the word that the node is home of presentities of others to the moment when it decides for the last of them; without those that bring nothing",
            0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
    TAKEOVER_REPEATS_WAITING("presence_takeover_repeats_waiting", GAUGE, NONE, "NOTIFYs that are to be repeated after a take-over and wait for their turn"),

    OVERLOAD_DELAY("presence_overload_delay_seconds", GAUGE, SECONDS, "How long a request has to wait for threads"),
    OVERLOAD_UNANSWERED("presence_overload_unanswered", GAUGE, NONE, "Requests taken on and not answered yet"),
    OVERLOAD_TRANSACTIONS("presence_overload_transactions", GAUGE, NONE, "Server transactions of the SIP stack"),
    OVERLOAD_REFUSED("presence_overload_refused_total", COUNTER, NONE, "Requests refused because the node had too much to do", new Label("class", "new_subscription", "other", "new_publication", "change", "renewal")),

    XCAP_REQUESTS("presence_xcap_requests_total", COUNTER, NONE, "XCAP requests answered, by what a client can do about it",
            new Label("outcome", "succeeded", "not_found", "conflict", "precondition_failed", "unauthenticated", "forbidden", "refused", "unavailable", "failed")),
    XCAP_UNTRUSTED_ASSERTIONS_IGNORED("presence_xcap_untrusted_assertions_ignored_total", COUNTER, NONE, "XCAP requests in which a peer that is not trusted said whose they are"),
    XCAP_CHANGES_NOT_TOLD_IN_TIME("presence_xcap_changes_not_told_in_time_total", COUNTER, NONE, "Changes of documents that were answered before the presentity's home had taken them in"),
    DOCUMENTS_AVAILABLE("presence_documents_available", GAUGE, NONE, "1 while the database of documents answers, else 0"),
    DOCUMENTS_WAITING("presence_documents_waiting", GAUGE, NONE, "Presentities whose documents are still to be read"),
    DOCUMENTS_READS("presence_documents_reads_total", COUNTER, NONE, "Times that the database of documents was read"),
    DOCUMENTS_WRITES("presence_documents_writes_total", COUNTER, NONE, "Times that the database of documents was written"),
    DOCUMENTS_FAILURES("presence_documents_failures_total", COUNTER, NONE, "Times that the database of documents failed"),

    IDENTITY_UNTRUSTED("presence_identity_untrusted_total", COUNTER, NONE, "SIP requests in which a peer that is not trusted asserted an identity"),
    PUBLISH_FORBIDDEN("presence_publish_forbidden_total", COUNTER, NONE, "PUBLISHs of somebody else than the presentity"),
    TRUSTED_HEADERS_UNREADABLE("presence_trusted_headers_unreadable_total", COUNTER, NONE, "Headers of trusted peers that could not be read and were ignored"),

    TRACE_HEP("presence_trace_hep_total", COUNTER, NONE, "SIP messages to be copied to a capture server: sent, or dropped because there were too many or the server could not be reached", new Label("outcome", "sent", "dropped")),
    LOG_EVENTS_OMITTED("presence_log_events_omitted_total", COUNTER, NONE, "SIP events that are not in the log because there were more than log.events.rate"),

    CONTAINER_SESSIONS("presence_container_sessions", GAUGE, NONE, "SIP sessions that the container holds; none while the node is idle"),
    HEAP_USED("presence_heap_used_bytes", GAUGE, BYTES, "Heap in use"),
    HEAP_MAX("presence_heap_max_bytes", GAUGE, BYTES, "What the heap may grow to");

    /** What Prometheus makes of it. */
    public enum Kind { COUNTER, GAUGE, HISTOGRAM }

    /** What it is shown in. */
    public enum Unit {
        NONE(1), BYTES(1),
        /** Measured in milliseconds. */
        SECONDS(0.001);

        private final double scale;

        Unit(double scale) {
            this.scale = scale;
        }

        /** What is shown for what is measured. */
        double shown(long measured) {
            return measured * scale;
        }
    }

    /** A label and the values that it can have. */
    public record Label(String name, List<String> values) {

        Label(String name, String... values) {
            this(name, List.of(values));
        }
    }

    private final String text;
    private final Kind kind;
    private final Unit unit;
    private final String help;
    private final List<Label> labels;
    private final double[] bounds;

    Metric(String text, Kind kind, Unit unit, String help, Label... labels) {
        this(text, kind, unit, help, List.of(labels), new double[0]);
    }

    Metric(String text, Kind kind, Unit unit, String help, double... bounds) {
        this(text, kind, unit, help, List.of(), bounds);
    }

    Metric(String text, Kind kind, Unit unit, String help) {
        this(text, kind, unit, help, List.of(), new double[0]);
    }

    Metric(String text, Kind kind, Unit unit, String help, List<Label> labels, double[] bounds) {
        this.text = text;
        this.kind = kind;
        this.unit = unit;
        this.help = help;
        this.labels = labels;
        this.bounds = bounds;
    }

    /** The metric of this name; empty if there is none. */
    public static Optional<Metric> named(String name) {
        return Arrays.stream(values()).filter(metric -> metric.text.equals(name)).findFirst();
    }

    /** As Prometheus knows it. */
    public String text() {
        return text;
    }

    public Kind kind() {
        return kind;
    }

    public Unit unit() {
        return unit;
    }

    public String help() {
        return help;
    }

    public List<Label> labels() {
        return labels;
    }

    /** Upper bounds of a histogram's buckets, in its unit; none for the other kinds. */
    double[] bounds() {
        return bounds.clone();
    }
}
