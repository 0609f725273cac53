package org.imspresence.home;

import java.util.HashMap;
import java.util.Map;

/**
 * Maps that nearly always hold nothing or one thing, of which a node has several for each presentity. None or one takes an immutable map, a fifth of the room of a HashMap.
 *
 * <p>The map that comes back takes the place of the one given, which is not to be used any more.
 */
final class Few {

    private Few() {}

    static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
        if (map instanceof HashMap) {
            map.put(key, value);
            return map;
        }
        if (map.isEmpty() || map.containsKey(key)) {
            return Map.of(key, value);
        }
        Map<K, V> more = new HashMap<>(map);
        more.put(key, value);
        return more;
    }

    static <K, V> Map<K, V> without(Map<K, V> map, K key) {
        if (!map.containsKey(key)) {
            return map;
        }
        if (map.size() == 1) {
            return Map.of();
        }
        map.remove(key);
        return map;
    }
}
