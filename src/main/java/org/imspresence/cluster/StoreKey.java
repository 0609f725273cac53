package org.imspresence.cluster;

import org.infinispan.distribution.group.Grouper;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/** The key of an entry in the one cache behind all stores. The group alone decides the segment. */
@Proto
@ProtoTypeId(TypeIds.STORE_KEY)
record StoreKey(String store, String group, String id) {

    StoreKey {
        // Store names are few and known; a key that came over the network brings its own copy of one.
        store = store.intern();
    }

    GroupedKey grouped() {
        return new GroupedKey(group, id);
    }

    /** Tells Infinispan the group; the annotation {@code @Group} would do it by reflection at each access. */
    static final class ByGroup implements Grouper<StoreKey> {

        @Override
        public Object computeGroup(StoreKey key, Object group) {
            return key.group();
        }

        @Override
        public Class<StoreKey> getKeyType() {
            return StoreKey.class;
        }
    }
}
