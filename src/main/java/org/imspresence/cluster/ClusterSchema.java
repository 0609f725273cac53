package org.imspresence.cluster;

import org.infinispan.protostream.GeneratedSchema;
import org.infinispan.protostream.annotations.ProtoSchema;

@ProtoSchema(
        schemaPackageName = "org.imspresence.cluster",
        schemaFileName = "cluster.proto",
        schemaFilePath = "org/imspresence/cluster",
        includeClasses = {StoreKey.class, Request.class, Knowledge.class, Reply.class, Reply.Outcome.class, Release.class,
                Release.Released.class, Layout.class, ShutDown.class, Electorate.class, Votes.class, Sight.class, Sight.Sighted.class})
interface ClusterSchema extends GeneratedSchema {
}
