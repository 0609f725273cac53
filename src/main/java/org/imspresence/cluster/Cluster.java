package org.imspresence.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.infinispan.AdvancedCache;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.context.Flag;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.infinispan.factories.ComponentRegistry;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.interceptors.AsyncInterceptorChain;
import org.infinispan.interceptors.locking.NonTransactionalLockingInterceptor;
import org.infinispan.marshall.protostream.impl.SerializationContextRegistry;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachelistener.annotation.TopologyChanged;
import org.infinispan.notifications.cachelistener.event.TopologyChangedEvent;
import org.infinispan.notifications.cachemanagerlistener.annotation.Merged;
import org.infinispan.notifications.cachemanagerlistener.annotation.ViewChanged;
import org.infinispan.notifications.cachemanagerlistener.event.ViewChangedEvent;
import org.infinispan.protostream.GeneratedSchema;
import org.infinispan.remoting.transport.Address;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.infinispan.topology.CacheTopology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's place among the nodes: the stores, who is home of what, and commands to a home.
 *
 * <p>All stores lie in one distributed cache, so a group has the same home and the same backup in every store, and one
 * rebalance moves all of a segment at once. A node without network runs the same code over an in-memory transport.
 *
 * <p>The life of a node: {@link #start} joins and receives the node's share of the entries; {@link #store} for each kind of
 * record; {@link #serve} soon afterwards, because peers already send commands here, and wait; {@link #close} hands over
 * and leaves. All methods may be called from any thread, and none but these waits for another node.
 */
public final class Cluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private final ClusterSettings settings;
    private final Set<String> storeNames;
    private final DefaultCacheManager manager;
    private final Transport transport;
    private final Codec codec;
    private final Ownership ownership;
    private final CommandServer server;
    private final CommandClient client;
    private final WholeStop wholeStop = new WholeStop(this);
    private final Optional<KeptFiles> files;
    private final Fence fence;
    private final LongAdder undecodable = new LongAdder();
    private final Merging merging = new Merging();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Set once, before anything that reads it is let loose. */
    private AdvancedCache<StoreKey, Envelope> cache;

    /** Empty until this node has joined, and always if it has no peers. */
    private volatile Optional<Standings> standings = Optional.empty();

    /**
     * Joins the cluster, or founds it. Takes {@link ClusterSettings.Timeouts#join} and a little more for a first node, and
     * longer for a node that receives many entries.
     *
     * @param schemas    of all values, commands and replies
     * @param storeNames of all stores
     * @throws ClusterException if the node cannot join, or does not keep a group together
     */
    public static Cluster start(ClusterSettings settings, List<GeneratedSchema> schemas, List<String> storeNames) {
        return start(settings, schemas, storeNames, CacheSetup.cache(settings));
    }

    static Cluster start(ClusterSettings settings, List<GeneratedSchema> schemas, List<String> storeNames,
                         ConfigurationBuilder configuration) {
        Cluster cluster = new Cluster(settings, schemas, storeNames);
        try {
            configuration.clustering().partitionHandling().mergePolicy(cluster.merging);
            cluster.join(configuration.build());
            new StartUpCheck(cluster).run();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e instanceof ClusterException ? e : new ClusterException("the node cannot join the cluster", e);
        }
    }

    private Cluster(ClusterSettings settings, List<GeneratedSchema> schemas, List<String> storeNames) {
        this.settings = settings;
        this.storeNames = Set.copyOf(storeNames);
        this.files = settings.kept().map(kept -> KeptFiles.open(kept.directory()));
        this.manager = new DefaultCacheManager(CacheSetup.manager(settings, schemas), false);
        GlobalComponentRegistry components = GlobalComponentRegistry.of(manager);
        this.codec = new Codec(components.getComponent(SerializationContextRegistry.class).getUserCtx());
        this.transport = components.getComponent(Transport.class);
        this.ownership =
                new Ownership(settings.nodeName(), this::ownTopology, this::release, settings.timeouts().handOver());
        this.server = new CommandServer(codec, Layout.of(settings), ownership, wholeStop, this::isHome, this::knowledge, this::sighted);
        this.client = new CommandClient(settings, transport, this::primaryOf, server, codec);
        this.fence = new Fence(settings.nodeName(), ownership::guards, () -> standing() == Standing.SUSPENDED, this::topology, settings.segments());
        components.registerComponent(server, CommandServer.class);
    }

    private void join(Configuration configuration) {
        manager.start();
        client.requireLayout(Layout.of(settings));
        settings.bind().ifPresent(bind -> haveStanding());
        manager.addListener(new Views());
        standings.ifPresent(each -> view(each, transport.getViewId(), transport.getMembers(), false));
        cache = manager.<StoreKey, Envelope>createCache(CacheSetup.NAME, configuration).getAdvancedCache();
        settings.kept().ifPresent(kept -> new Reunion(settings.nodeName(), cache, transport).await(kept.patience()));
        files.ifPresent(KeptFiles::inUse);
        ComponentRegistry.componentOf(cache, AsyncInterceptorChain.class).addInterceptorBefore(fence, NonTransactionalLockingInterceptor.class);
        cache.addListener(new Topologies());
        LOG.info("{}: joined, as {}; {} members", settings.nodeName(), self(), members().size());
        Warnings.log(settings, members().size());
    }

    private void haveStanding() {
        Standings own = new Standings(settings.nodeName(), self(), settings.timeouts(), client);
        EndedProcesses ends = ((JGroupsTransport) transport).getChannel().getProtocolStack().findProtocol(EndedProcesses.class);
        ends.onEnd(own::ended);
        standings = Optional.of(own);
    }

    private static void view(Standings standings, int id, List<Address> members, boolean merged) {
        standings.view(id, members.stream().map(Cluster::id).toList(), members.stream().map(Address::toString).toList(), merged);
    }

    private Sight.Sighted sighted(Sight question) {
        return standings.orElseThrow(() -> new ClusterException("not a member yet"))
                .answer(question, members().contains(NodeId.parse(question.asker())));
    }

    /** @throws IllegalArgumentException if the name was not given at the start, or no schema knows the type */
    public <V> Store<V> store(String name, Class<V> type) {
        if (!storeNames.contains(name)) {
            throw new IllegalArgumentException("no store " + name + " was named at the start, only " + storeNames);
        }
        if (!codec.schemas().canMarshall(type)) {
            throw new IllegalArgumentException("no schema given at the start knows " + type.getName());
        }
        // What is in files is in memory, too: no read needs to look there.
        return new Store<>(name, type, files.isPresent() ? cache.withFlags(Flag.SKIP_CACHE_LOAD) : cache, this::segmentOf, undecodable);
    }

    /** As {@link #store(String, Class)}; different versions of an entry become one by {@code merge} after a split. */
    public <V> Store<V> store(String name, Class<V> type, Merge<V> merge) {
        merging.define(name, merge);
        return store(name, type);
    }

    /**
     * Begins to be a home: from now on this node gains the segments it owns, and commands for them come to the handler. Once
     * only.
     *
     * @return completes when what this node owns at present has been gained
     */
    public CompletionStage<Void> serve(CommandHandler handler, OwnershipListener listener) {
        server.serve(handler);
        return ownership.serve(new FencedListener(listener, fence, () -> standing() == Standing.SUSPENDED && !closed.get()));
    }

    /** 0 to {@link ClusterSettings#segments()} - 1; the same on every node. */
    public int segmentOf(String group) {
        return segmentOf(new StoreKey("", group, ""));
    }

    /**
     * Whether this node is the home of the group: it has gained the segment and has not lost it. While copies are made equal after a split there is no home, from the very moment that the topology of that is in force: from then on the
     * other part's nodes send their commands here, and what they have stored is not known here yet.
     */
    public boolean isHome(String group) {
        return !isMerging(topology()) && ownership.holds(segmentOf(group));
    }

    /** The node that is the home of the group, or, during a hand-over, is about to be. */
    public NodeId homeOf(String group) {
        return id(primaryOf(group));
    }

    /** The segments that this node is the home of. */
    public Set<Integer> homeSegments() {
        return ownership.held();
    }

    public NodeId self() {
        return id(transport.getAddress());
    }

    /** The nodes that see each other, the oldest first. */
    public List<NodeId> members() {
        return transport.getMembers().stream().map(Cluster::id).toList();
    }

    /** The name a member was given in its settings; for people. The id's text if the node has left. */
    public String nameOf(NodeId node) {
        return transport.getMembers().stream().filter(member -> id(member).equals(node)).map(Address::toString)
                .findFirst().orElseGet(node::toString);
    }

    /**
     * Brings a command to the home of the group and back the reply (null if the handler gave none). On the home itself this
     * is a direct call, without encoding. Never blocks for the reply; sending may wait for room in the transport's buffers.
     *
     * <p>At least once: a command that is not answered within {@link ClusterSettings.Timeouts#call()} is brought to the home again, which may be
     * another by then; if the home leaves before it has answered, the command goes to the next home, once. While the group has no home, the call waits for
     * one. No try begins later than {@link ClusterSettings.Timeouts#home()} after the first. Commands must therefore be
     * idempotent. Calls may overtake each other.
     *
     * <p>The stage completes on a network thread, on the thread that completed the handler's stage, or before this method
     * returns: continuations must not block. It fails with {@link CallTimeoutException}, {@link NoHomeException},
     * {@link CommandFailedException}, {@link TooManyCallsException}, or {@link ClusterException} for the rest.
     */
    @SuppressWarnings("unchecked")
    public <R> CompletionStage<R> call(String group, Object command) {
        return (CompletionStage<R>) client.call(group, command);
    }

    /** As {@link #call(String, Object)}, but to this very node, whatever it is home of; one try. */
    @SuppressWarnings("unchecked")
    public <R> CompletionStage<R> call(NodeId node, Object command) {
        return (CompletionStage<R>) client.call(Address.fromNodeUUID(node.incarnation()), command);
    }

    /** Sends a command to the home of the group, once and without a word about its fate. */
    public void tell(String group, Object command) {
        client.tell(group, command);
    }

    /** Sends a command to this very node, once and without a word about its fate. */
    public void tell(NodeId node, Object command) {
        client.tell(Address.fromNodeUUID(node.incarnation()), command);
    }

    /** Whether this node is a member and has received its share of the entries. */
    public boolean joined() {
        return !closed.get() && topology().isConnected() && topology().getMembersSet().contains(transport.getAddress());
    }

    /**
     * Whether every entry is on as many nodes as it should be, so that another node may leave without loss, and this node is
     * home of all that it owns.
     */
    public boolean balanced() {
        LocalizedCacheTopology now = topology();
        int copies = Math.min(settings.owners(), transport.getMembers().size());
        for (int segment = 0; segment < settings.segments(); segment++) {
            if (now.getSegmentDistribution(segment).readOwners().size() < copies) {
                return false;
            }
        }
        return now.getPhase() == CacheTopology.Phase.NO_REBALANCE && ownership.held().equals(ownTopology().mine());
    }

    /** Whether there is another node. */
    public boolean hasPeers() {
        return transport.getMembers().size() > 1;
    }

    /** Entries that parts of a split cluster had different versions of, and that this node has made one of. */
    public long merged() {
        return merging.count();
    }

    /** What this node may send at present. Cheap: to be asked before each message. */
    public Standing standing() {
        return standings.map(Standings::standing).orElse(Standing.ACTING);
    }

    /** Has the task run after each change of {@link #standing}, on a thread of the cluster, which it must not block. */
    public void onStanding(Runnable changed) {
        standings.ifPresent(each -> each.onChange(changed));
    }

    /** How often, since the start, this node was suspended because the others had not confirmed it in time. */
    public long lapses() {
        return standings.map(Standings::lapses).orElse(0L);
    }

    /** How many writes, since the start, this node has refused because their sender is no longer the home; see {@link Fence}. */
    public long lateWrites() {
        return fence.refused();
    }

    /** Calls of this node that wait for their reply. */
    public int pendingCalls() {
        return client.pending();
    }

    /** How often, since the start, this node came upon an entry that it cannot read. */
    public long undecodable() {
        return undecodable.sum();
    }

    /** Whether this node has no network, so that it is the whole of its cluster. */
    public boolean isAlone() {
        return settings.bind().isEmpty();
    }

    /** How to stop together with all other nodes. */
    public WholeStop wholeStop() {
        return wholeStop;
    }

    /** Lets go of all segments and waits for the listener, so that the last writes are stored. This node will be home of nothing any more. */
    public void handOver() {
        ownership.close();
        wholeStop.handedOver();
    }

    /**
     * Leaves in order: 1. {@link #handOver}; 2. refuses commands; 3. tells the others that it leaves, so that they do not wait for it; 4. leaves, whereupon the backups become homes; 5. fails the calls that
     * still wait; 6. if the stores of all nodes were closed together, notes that their files may be believed.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            boolean together = cache != null && wholeStop.storesAreClosed();
            handOver();
            server.close();
            standings.ifPresent(Standings::close);
            manager.stop();
            client.close();
            files.filter(kept -> together).ifPresent(KeptFiles::stoppedInOrder);
            files.ifPresent(KeptFiles::close);
        }
    }

    CompletionStage<Void> askAll(Object command, Duration atMost) {
        return client.askAll(command, atMost);
    }

    Codec codec() {
        return codec;
    }

    AdvancedCache<StoreKey, Envelope> cache() {
        return cache;
    }

    int segmentOf(StoreKey key) {
        return topology().getSegment(key);
    }

    private Knowledge knowledge() {
        return cache == null ? Knowledge.NONE : new Knowledge(transport.getViewId(), topologyId());
    }

    int topologyId() {
        return topology().getTopologyId();
    }

    boolean hasCopyOf(int segment) {
        return topology().getSegmentDistribution(segment).isReadOwner();
    }

    private LocalizedCacheTopology topology() {
        return cache.getDistributionManager().getCacheTopology();
    }

    private Ownership.Topology ownTopology() {
        LocalizedCacheTopology now = topology();
        boolean merging = isMerging(now);
        Set<Integer> mine = now.isConnected() && !merging ? new TreeSet<>(now.getLocalPrimarySegments()) : Set.of();
        return new Ownership.Topology(now.getTopologyId(), mine, merging);
    }

    private static boolean isMerging(LocalizedCacheTopology topology) {
        return topology.getPhase() == CacheTopology.Phase.CONFLICT_RESOLUTION;
    }

    private CompletionStage<Set<Integer>> release(int topologyId, Set<Integer> segments) {
        return client.release(topologyId, segments);
    }

    private Address primaryOf(String group) {
        return topology().getSegmentDistribution(segmentOf(group)).primary();
    }

    private static NodeId id(Address address) {
        return new NodeId(address.getNodeUUID());
    }

    /** Public for Infinispan, which calls it by reflection. */
    @Listener
    public final class Topologies {

        @TopologyChanged
        public void changed(TopologyChangedEvent<StoreKey, Envelope> event) {
            if (!event.isPre()) {
                ownership.topologyChanged();
                standings.ifPresent(each -> ownership.afterwards(each::settled));
            }
        }
    }

    /** Public for Infinispan, which calls it by reflection. */
    @Listener
    public final class Views {

        @ViewChanged
        @Merged
        public void changed(ViewChangedEvent event) {
            List<String> names = new ArrayList<>();
            event.getNewMembers().forEach(member -> names.add(Objects.toString(member)));
            LOG.info("{}: the members are {} (view {}{})", settings.nodeName(), names, event.getViewId(),
                    event.isMergeView() ? ", after a split" : "");
            standings.ifPresent(each -> view(each, event.getViewId(), event.getNewMembers(), event.isMergeView()));
        }
    }
}
