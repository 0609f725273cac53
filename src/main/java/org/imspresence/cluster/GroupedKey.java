package org.imspresence.cluster;

import java.util.Objects;

/**
 * The key of an entry: {@code group} decides where it lives, {@code id} tells it from the others of its group in its
 * store. All entries of a presentity, in every store, share one group and therefore one segment, one home and one backup.
 */
public record GroupedKey(String group, String id) {

    public GroupedKey {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(id, "id");
    }
}
