package org.imspresence.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import javax.servlet.ServletContext;

import io.reactivex.rxjava3.schedulers.Schedulers;
import org.imspresence.authorization.SubHandling;
import org.imspresence.cluster.Cluster;
import org.imspresence.cluster.ClusterSettings;
import org.imspresence.cluster.HostPort;
import org.imspresence.cluster.Standing;
import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;
import org.imspresence.dialog.restcomm.RestcommAdapter;
import org.imspresence.documents.NoDocuments;
import org.imspresence.event.EventPackages;
import org.imspresence.home.HomeSchema;
import org.imspresence.home.HomeSettings;
import org.imspresence.home.Homes;
import org.imspresence.home.Tallies;
import org.imspresence.overload.Backlog;
import org.imspresence.overload.Overload;
import org.imspresence.overload.OverloadLimits;
import org.imspresence.overload.RequestClass;
import org.imspresence.presence.PresencePackage;
import org.imspresence.presence.PresenceSettings;
import org.imspresence.publication.EntityTag;
import org.imspresence.publication.Publication;
import org.imspresence.sip.Admission;
import org.imspresence.sip.Identities;
import org.imspresence.sip.IdentitySettings;
import org.imspresence.sip.PresenceServlet;
import org.imspresence.subscription.Subscription;
import org.imspresence.telemetry.Gauges;
import org.imspresence.telemetry.Readiness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: puts the rooms together, in the order that they need each other.
 *
 * <ol>
 *   <li>{@link #start}, when the web application starts: the settings are checked and the node joins its cluster. What fails here stops the start.
 *   <li>{@link #open}, when the container's SIP side is up: the adapter takes its place in the stack, the node becomes home of what it owns, the doors open.
 *   <li>{@link Drain}, when the server is told to stop, before anything of it is.
 *   <li>{@link #close}, when the application goes: doors, homes, adapter, cluster.
 * </ol>
 */
final class PresenceServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PresenceServer.class);
    private static final String APPLICATION = "org.imspresence";

    /** A ServletContext attribute: how long drain and stop may take in all, and the drain. {@code container.Drain} runs it, before the connectors are paused. */
    private static final String DRAIN = "org.imspresence.drain";
    private static final int LONGEST_WAIT_SECONDS = 3600;

    private final Settings settings;
    private final HomeSettings homeSettings;
    private final OverloadLimits overloadLimits;
    private final IdentitySettings identitySettings;
    private final EventPackages packages;
    private final HostPort contact;
    private final Drain.Patience patience;
    private final Cluster cluster;
    private final ServletContext context;
    private RestcommAdapter adapter;
    private volatile Homes homes;

    private PresenceServer(
            Settings settings, HomeSettings homeSettings, OverloadLimits overloadLimits, IdentitySettings identitySettings, EventPackages packages, HostPort contact, Drain.Patience patience, Cluster cluster,
            ServletContext context) {
        this.settings = settings;
        this.homeSettings = homeSettings;
        this.overloadLimits = overloadLimits;
        this.identitySettings = identitySettings;
        this.packages = packages;
        this.contact = contact;
        this.patience = patience;
        this.cluster = cluster;
        this.context = context;
    }

    static PresenceServer start(Settings settings, ServletContext context) {
        refuseWildcard(settings);
        HomeSettings homeSettings = HomeSettings.of(settings);
        OverloadLimits overloadLimits = OverloadLimits.of(settings, Runtime.getRuntime().maxMemory());
        IdentitySettings identitySettings = IdentitySettings.of(settings);
        EventPackages packages = new EventPackages(List.of(new PresencePackage(PresenceSettings.of(settings), EntityTag::next)));
        HostPort contact = contact(settings);
        Drain.Patience patience = Drain.Patience.of(seconds(settings, Setting.DRAIN_NOTICE), seconds(settings, Setting.DRAIN_PATIENCE));
        ClusterSettings node = clusterSettings(settings);
        Cluster cluster = Cluster.start(node, List.of(HomeSchema.INSTANCE), List.of(Homes.SUBSCRIPTIONS, Homes.PUBLICATIONS, Homes.DELIVERIES));
        return new PresenceServer(settings, homeSettings, overloadLimits, identitySettings, packages, contact, patience, cluster, context);
    }

    private static Duration seconds(Settings settings, Setting setting) {
        return Duration.ofSeconds(settings.number(setting, 0, LONGEST_WAIT_SECONDS));
    }

    /** The Via of a NOTIFY names the address that SIP is bound to; nobody could answer to the wildcard. */
    private static void refuseWildcard(Settings settings) {
        String host = settings.text(Setting.SIP_HOST);
        try {
            if (InetAddress.getByName(host).isAnyLocalAddress()) {
                throw new SettingsException(Setting.SIP_HOST.key() + "=" + host + ": SIP needs an address that others can answer to, not the wildcard");
            }
        } catch (UnknownHostException e) {
            throw new SettingsException(Setting.SIP_HOST.key() + "=" + host + " is not an address or the name of one");
        }
    }

    private static ClusterSettings clusterSettings(Settings settings) {
        String name = settings.text(Setting.NODE_NAME);
        String bind = settings.text(Setting.CLUSTER_ADDRESS);
        List<HostPort> join = settings.list(Setting.CLUSTER_JOIN).stream().map(member -> hostPort(Setting.CLUSTER_JOIN, member)).toList();
        ClusterSettings node = bind.isEmpty()
                ? ClusterSettings.alone(name)
                : NodeOptions.add(settings, ClusterSettings.of(settings.text(Setting.CLUSTER_NAME), name, hostPort(Setting.CLUSTER_ADDRESS, bind), join)
                        .withTimeouts(ClusterSettings.Timeouts.DEFAULT.withSplitHold(Duration.ofSeconds(settings.number(Setting.CLUSTER_SPLIT_HOLD, 1, 3600)))));
        String directory = settings.text(Setting.STORE_DIRECTORY);
        return directory.isEmpty() ? node : node.withKept(new ClusterSettings.Kept(path(directory).resolve(name), seconds(settings, Setting.STORE_PATIENCE)));
    }

    private static Path path(String directory) {
        try {
            return Path.of(directory).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new SettingsException(Setting.STORE_DIRECTORY.key() + "=" + directory + " is not a directory: " + e.getMessage());
        }
    }

    /** Where in-dialog requests are to go. */
    private static HostPort contact(Settings settings) {
        return settings.text(Setting.SIP_ADVERTISE).isEmpty()
                ? new HostPort(settings.text(Setting.SIP_HOST), settings.number(Setting.SIP_PORT, 1, 65535))
                : hostPort(Setting.SIP_ADVERTISE, settings.text(Setting.SIP_ADVERTISE));
    }

    static HostPort hostPort(Setting setting, String text) {
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(setting.key() + ": " + e.getMessage());
        }
    }

    synchronized void open() {
        adapter = RestcommAdapter.attach(APPLICATION, contact.host(), contact.port(),
                Optional.of(settings.text(Setting.SIP_VIA_HOST)).filter(host -> !host.isEmpty()), overloadLimits, backlog(),
                () -> cluster.standing() != Standing.SUSPENDED);
        homes = Homes.start(cluster, homeSettings, packages, new NoDocuments("not wired yet"), adapter.dialogs(), Clock.systemUTC());
        Set<String> domains = settings.list(Setting.SIP_DOMAINS).stream().map(domain -> domain.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        DrainingNode node = new DrainingNode(cluster, adapter, patience);
        Readiness readiness = () -> node.isReady() && cluster.joined() && homes.isOpen();
        Identities identities = new Identities(identitySettings, adapter.exchanges()::peer);
        identitySettings.warnings().forEach(LOG::warn);
        context.setAttribute(PresenceServlet.Inside.class.getName(),
                new PresenceServlet.Inside(new Admission(packages, domains, identities), homes, adapter.exchanges(), readiness::isReady));
        context.setAttribute(Readiness.class.getName(), readiness);
        context.setAttribute(Gauges.class.getName(), gauges(identities));
        context.setAttribute(DRAIN, Map.entry(patience.longest(), (BiConsumer<Boolean, Consumer<String>>) node::drain));
        LOG.info("node {} is open", settings.text(Setting.NODE_NAME));
    }

    private Backlog backlog() {
        return new Backlog() {
            @Override
            public int length() {
                return homes == null ? 0 : homes.backlog();
            }

            @Override
            public long age() {
                return homes == null ? 0 : homes.waiting();
            }
        };
    }

    private Gauges gauges(Identities identities) {
        Map<String, LongSupplier> values = new TreeMap<>(identities.counters());
        values.put("presence_subscriptions", homes::subscriptions);
        values.put("presence_publications", homes::publications);
        values.put("presence_takeover_repeats_waiting", homes::repeatsWaiting);
        values.put("presence_cluster_merged_entries", cluster::merged);
        values.put("presence_subscriptions_stored", () -> cluster.store(Homes.SUBSCRIPTIONS, Subscription.class).localSize());
        values.put("presence_publications_stored", () -> cluster.store(Homes.PUBLICATIONS, Publication.class).localSize());
        values.put("presence_homes", homes::size);
        Tallies tallies = homes.tallies();
        for (SubHandling handling : SubHandling.values()) {
            values.put("presence_decisions_" + handling.name().toLowerCase(Locale.ROOT), () -> tallies.decisions(handling));
        }
        values.put("presence_compositions", tallies::compositions);
        values.put("presence_views", tallies::views);
        values.put("presence_rules_unreadable", tallies::unreadable);
        values.put("presence_cluster_members", () -> cluster.members().size());
        values.put("presence_cluster_standing", () -> cluster.standing().ordinal());
        values.put("presence_cluster_lease_lapses", cluster::lapses);
        values.put("presence_cluster_late_writes_refused", cluster::lateWrites);
        values.put("presence_notify_dropped_stale", adapter::droppedNotifies);
        values.put("presence_container_sessions", adapter::sessionCount);
        Overload overload = adapter.overload();
        values.put("presence_overload_delay_milliseconds", overload::delay);
        values.put("presence_overload_unanswered", overload::unanswered);
        values.put("presence_overload_transactions", overload::transactions);
        for (RequestClass requestClass : RequestClass.values()) {
            values.put("presence_overload_refused_" + requestClass.name().toLowerCase(Locale.ROOT), () -> overload.refused(requestClass));
        }
        return new Gauges(values);
    }

    @Override
    public synchronized void close() {
        context.removeAttribute(DRAIN);
        context.removeAttribute(Readiness.class.getName());
        context.removeAttribute(PresenceServlet.Inside.class.getName());
        cluster.close();
        if (homes != null) {
            homes.close();
        }
        if (adapter != null) {
            adapter.close();
        }
        // Infinispan's, and of this application alone: its threads would outlive it.
        Schedulers.shutdown();
    }
}
