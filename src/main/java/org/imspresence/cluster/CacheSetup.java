package org.imspresence.cluster;

import java.util.List;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfiguration;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.configuration.global.ShutdownHookBehavior;
import org.infinispan.partitionhandling.PartitionHandling;
import org.infinispan.protostream.GeneratedSchema;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;

/** How Infinispan is set up: one distributed cache for all stores, with copies on several nodes and groups that stay together. */
final class CacheSetup {

    static final String NAME = "presence";
    private static final long REAPER_INTERVAL_MILLIS = 60_000;

    private CacheSetup() {
    }

    static GlobalConfiguration manager(ClusterSettings settings, List<GeneratedSchema> schemas) {
        GlobalConfigurationBuilder global = GlobalConfigurationBuilder.defaultClusteredBuilder();
        global.cacheContainer().name(NAME).statistics(false);
        global.jmx().disable();
        global.metrics().gauges(false).histograms(false);
        global.shutdown().hookBehavior(ShutdownHookBehavior.DONT_REGISTER);
        // A node that is alone still has a cluster name, of its own: the in-memory transport finds namesakes in this JVM.
        String name = settings.bind().isPresent() ? settings.clusterName() : NodeId.random().toString();
        global.transport().clusterName(name).nodeName(settings.nodeName())
                .addProperty(JGroupsTransport.CONFIGURATION_XML, Stack.xml(settings));
        settings.key().ifPresent(key -> global.transport()
                .addProperty(JGroupsTransport.SOCKET_FACTORY, NodeSockets.of(settings.nodeName(), key)));
        settings.kept().ifPresent(kept -> Persistence.of(kept).addTo(global));
        global.serialization().addContextInitializers(new ClusterSchemaImpl(), new Envelope.Schema());
        schemas.forEach(global.serialization()::addContextInitializer);
        return global.build();
    }

    static ConfigurationBuilder cache(ClusterSettings settings) {
        ConfigurationBuilder cache = new ConfigurationBuilder();
        cache.clustering().cacheMode(CacheMode.DIST_SYNC).remoteTimeout(settings.timeouts().remote().toMillis());
        cache.clustering().hash().numOwners(settings.owners()).numSegments(settings.segments())
                .groups().enabled().addGrouper(new StoreKey.ByGroup());
        cache.clustering().stateTransfer().timeout(settings.timeouts().transfer().toMillis()).chunkSize(512);
        cache.clustering().partitionHandling().whenSplit(PartitionHandling.ALLOW_READ_WRITES);
        // A ProtoStream encoding would silently switch groups off; StartUpCheck would notice.
        cache.encoding().mediaType(MediaType.APPLICATION_OBJECT_TYPE);
        // Homes remove what expires; the reaper is for what no home has removed.
        cache.expiration().reaperEnabled(true).wakeUpInterval(REAPER_INTERVAL_MILLIS);
        cache.statistics().disable();
        settings.kept().ifPresent(kept -> Persistence.of(kept).addTo(cache));
        return cache;
    }
}
