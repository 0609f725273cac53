package org.imspresence.server;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import javax.servlet.ServletContext;

import io.reactivex.rxjava3.schedulers.Schedulers;
import org.imspresence.address.HostPort;
import org.imspresence.authorization.SubHandling;
import org.imspresence.cluster.Cluster;
import org.imspresence.cluster.ClusterSettings;
import org.imspresence.cluster.Standing;
import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;
import org.imspresence.dialog.Adapter;
import org.imspresence.dialog.Refusals;
import org.imspresence.dialog.restcomm.RestcommAdapter;
import org.imspresence.dialog.restcomm.SipTransports;
import org.imspresence.documents.Documents;
import org.imspresence.documents.DocumentsSettings;
import org.imspresence.event.EventPackages;
import org.imspresence.home.HomeSchema;
import org.imspresence.home.Homes;
import org.imspresence.home.Recorders;
import org.imspresence.journal.EventLog;
import org.imspresence.overload.Backlog;
import org.imspresence.presence.PresencePackage;
import org.imspresence.presence.PresenceSettings;
import org.imspresence.publication.EntityTag;
import org.imspresence.rest.RestApi;
import org.imspresence.sip.Admission;
import org.imspresence.sip.Identities;
import org.imspresence.sip.PresenceServlet;
import org.imspresence.telemetry.Metric;
import org.imspresence.telemetry.Metrics;
import org.imspresence.telemetry.Readiness;
import org.imspresence.trace.HepSender;
import org.imspresence.trace.Ladder;
import org.imspresence.trace.Traffic;
import org.imspresence.tryit.TryIt;
import org.imspresence.watcherinfo.WatcherInfoPackage;
import org.imspresence.xcap.XcapServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: puts the rooms together, in the order that they need each other.
 *
 * <ol>
 *   <li>{@link #start}, when the web application starts: the settings are checked, the node joins its cluster and opens its documents. What fails here stops the start.
 *   <li>{@link #open}, when the container's SIP side is up: the adapter takes its place in the stack, the node becomes home of what it owns, the doors open.
 *   <li>{@link Drain}, when the server is told to stop, before anything of it is.
 *   <li>{@link #close}, when the application goes: doors, homes, adapter, cluster.
 * </ol>
 */
final class PresenceServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PresenceServer.class);
    private static final String APPLICATION = "org.imspresence";

    /** A ServletContext attribute: how long drain and stop may take in all, and the drain. {@code container.Drain} runs it, before the connectors are paused. Elsewhere than in Tomcat it is a {@link DrainBean}. */
    private static final String DRAIN = "org.imspresence.drain";
    private static final int LONGEST_WAIT_SECONDS = 3600;
    /** Milliseconds. */
    private static final long SCHEDULER_ENDS_WITHIN = 1000;

    private final Settings settings;
    private final RoomSettings rooms;
    private final EventPackages packages;
    private final SipTransports transports;
    private final Drain.Patience patience;
    private final Documents documents;
    private final Cluster cluster;
    private final ServletContext context;
    private EventLog journal;
    private Adapter adapter;
    private DrainBean drainBean;
    private TryIt tryIt;
    private volatile Homes homes;
    private RestApi rest;
    private Traffic traffic;
    private Ladder ladder;
    private Optional<HepSender> hep = Optional.empty();

    private PresenceServer(
            Settings settings, RoomSettings rooms, EventPackages packages, SipTransports transports, Drain.Patience patience, Documents documents, Cluster cluster, ServletContext context) {
        this.settings = settings;
        this.rooms = rooms;
        this.packages = packages;
        this.transports = transports;
        this.patience = patience;
        this.documents = documents;
        this.cluster = cluster;
        this.context = context;
    }

    static PresenceServer start(Settings settings, ServletContext context) {
        ContainerKind.current().check(settings);
        RoomSettings rooms = RoomSettings.of(settings);
        EventPackages packages = packages(settings);
        SipTransports transports = SipAddresses.of(settings);
        TlsSettings.of(settings).ifPresent(tls -> {
            tls.complaint().ifPresent(LOG::warn);
            RestcommAdapter.provideTls(tls.context(), tls.parameters());
        });
        Drain.Patience patience = Drain.Patience.of(seconds(settings, Setting.DRAIN_NOTICE), seconds(settings, Setting.DRAIN_PATIENCE));
        ClusterSettings node = clusterSettings(settings);
        DocumentsSettings documentsSettings = DocumentsSettings.of(settings);
        // Either takes seconds, and neither needs the other.
        Beside<Cluster> joining = Beside.start("joining", () -> Cluster.start(node, List.of(HomeSchema.INSTANCE), List.of(Homes.SUBSCRIPTIONS, Homes.PUBLICATIONS, Homes.DELIVERIES)));
        Documents documents;
        try {
            documents = Documents.open(documentsSettings);
        } catch (RuntimeException | Error failure) {
            joining.close();
            throw failure;
        }
        try {
            return new PresenceServer(settings, rooms, packages, transports, patience, documents, joining.get(), context);
        } catch (RuntimeException | Error failure) {
            documents.close();
            throw failure;
        }
    }

    private static EventPackages packages(Settings settings) {
        PresenceSettings presence = PresenceSettings.of(settings);
        return new EventPackages(List.of(
                new PresencePackage(presence, EntityTag::next),
                new WatcherInfoPackage(PresencePackage.NAME, presence.subscriptions(), presence.pacing(), settings.number(Setting.WATCHERINFO_WATCHERS, 1, 100_000))));
    }

    private static Duration seconds(Settings settings, Setting setting) {
        return Duration.ofSeconds(settings.number(setting, 0, LONGEST_WAIT_SECONDS));
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

    static HostPort hostPort(Setting setting, String text) {
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(setting.key() + ": " + e.getMessage());
        }
    }

    synchronized void open() {
        journal = EventLog.start(rooms.journal());
        Refusals refusals = new Refusals(journal);
        adapter = ContainerKind.current().attach(APPLICATION, transports, rooms.location(), rooms.overload(), backlog(),
                () -> cluster.standing() != Standing.SUSPENDED, refusals);
        Metrics metrics = new Metrics();
        homes = Homes.start(cluster, rooms.home(), packages, documents, adapter.dialogs(rooms.identity().domain()), Clock.systemUTC(), recorders(metrics), journal);
        Set<String> domains = settings.list(Setting.SIP_DOMAINS).stream().map(domain -> domain.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        DrainingNode node = new DrainingNode(cluster, adapter, patience);
        Readiness readiness = new Readiness(homes::isOpen, () -> node.isReady() && cluster.joined() && homes.isOpen());
        homes.control(node.control(readiness::isReady, metrics::counters));
        traffic = new Traffic(adapter::tap, Clock.systemUTC());
        ladder = new Ladder(settings.text(Setting.NODE_NAME), rooms.ladder(), traffic);
        homes.messages(ladder::ask);
        hep = rooms.hep().map(server -> HepSender.start(server, traffic));
        Identities identities = new Identities(rooms.identity(), adapter.exchanges()::peer);
        Admission admission = new Admission(packages, domains, identities);
        warnings().forEach(LOG::warn);
        XcapServer xcap = new XcapServer(rooms.xcap(), documents, homes::documentsChanged, EntityTag::next, Clock.systemUTC());
        context.setAttribute(PresenceServlet.Inside.class.getName(),
                new PresenceServlet.Inside(admission, homes, adapter.exchanges(), readiness::isReady, journal));
        context.setAttribute(XcapServer.class.getName(), xcap);
        tryIt = settings.isOn(Setting.DEVELOPMENT) ? new TryIt(SipAddresses.bound(settings)) : null;
        rest = new RestApi(rooms.rest(), homes, domains, traffic.isShown(), Optional.ofNullable(tryIt));
        context.setAttribute(RestApi.class.getName(), rest);
        context.setAttribute(Readiness.class.getName(), readiness);
        metrics.show(NodeGauges.of(cluster, homes, adapter, List.of(identities.counters(), admission.counters(), documents.gauges(), xcap.counts(), refusals.counters(), hep.map(HepSender::counters).orElseGet(HepSender::noCounters),
                Map.of("presence_log_events_omitted_total", journal::omitted))));
        context.setAttribute(Metrics.class.getName(), metrics);
        offer((wholeCluster, say) -> {
            rest.endStreams();
            node.drain(wholeCluster, say);
        });
        adapter.openDoor();
        LOG.info("node {} is open", settings.text(Setting.NODE_NAME));
    }

    private void offer(BiConsumer<Boolean, Consumer<String>> drain) {
        if (ContainerKind.current() == ContainerKind.RESTCOMM) {
            context.setAttribute(DRAIN, Map.entry(patience.longest(), drain));
        } else {
            drainBean = DrainBean.offer(patience.longest(), drain);
        }
    }

    private static Recorders recorders(Metrics metrics) {
        return new Recorders(metrics.recorder(Metric.NOTIFY_LATENCY), metrics.recorder(Metric.EXPIRY_LAG), metrics.recorder(Metric.ROUTE_SET_LENGTH), metrics.recorder(Metric.TAKEOVER));
    }

    /** What an operator has to know about how open this node is. */
    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (settings.isOn(Setting.DEVELOPMENT)) {
            warnings.add("development mode: for trying out on one machine, not for a network that others reach; ./run --production leaves it");
        }
        if (rooms.home().watchers().byDefault() == SubHandling.ALLOW) {
            warnings.add(Setting.AUTHORIZATION_DEFAULT.key() + "=allow: watchers that no rule of the presentity is for are told everything");
        }
        warnings.addAll(rooms.identity().warnings());
        return warnings;
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

    @Override
    public synchronized void close() {
        context.removeAttribute(DRAIN);
        if (drainBean != null) {
            drainBean.close();
        }
        context.removeAttribute(Readiness.class.getName());
        context.removeAttribute(Metrics.class.getName());
        context.removeAttribute(PresenceServlet.Inside.class.getName());
        context.removeAttribute(XcapServer.class.getName());
        context.removeAttribute(RestApi.class.getName());
        if (tryIt != null) {
            tryIt.close();
        }
        if (rest != null) {
            rest.endStreams();
        }
        cluster.close();
        if (homes != null) {
            homes.close();
        }
        if (ladder != null) {
            ladder.close();
            hep.ifPresent(HepSender::close);
            traffic.close();
        }
        if (adapter != null) {
            adapter.close();
        }
        documents.close();
        if (journal != null) {
            journal.close();
        }
        endSchedulers();
    }

    /** Infinispan's, and of this application alone: their threads would outlive it. Tomcat complains of those that are still there when this returns. */
    private static void endSchedulers() {
        Schedulers.shutdown();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("Rx") && thread.getContextClassLoader() == PresenceServer.class.getClassLoader()) {
                try {
                    thread.join(SCHEDULER_ENDS_WITHIN);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}
