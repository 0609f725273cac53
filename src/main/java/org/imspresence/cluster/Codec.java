package org.imspresence.cluster;

import java.io.IOException;
import org.infinispan.protostream.ImmutableSerializationContext;
import org.infinispan.protostream.ProtobufUtil;

/** Objects to bytes and back, by the schemas the cluster was started with. */
record Codec(ImmutableSerializationContext schemas) {

    byte[] encode(Object object) {
        try {
            return ProtobufUtil.toWrappedByteArray(schemas, object);
        } catch (IOException | RuntimeException e) {
            throw new ClusterException("cannot encode a " + object.getClass().getName(), e);
        }
    }

    /** @throws UndecodableException if the bytes are damaged or of a type that no schema knows */
    Object decode(byte[] bytes) {
        try {
            return ProtobufUtil.fromWrappedByteArray(schemas, bytes);
        } catch (IOException | RuntimeException e) {
            throw new UndecodableException("cannot decode " + bytes.length + " bytes: " + e.getMessage(), e);
        }
    }
}
