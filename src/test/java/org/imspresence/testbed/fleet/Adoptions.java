package org.imspresence.testbed.fleet;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A node was lost that some presentities had their home at: how long until each of them is told of by another node. */
final class Adoptions {

    private final Target lost;
    private final Set<Presentity> its;
    private final long since = EventLoop.now();
    private final Map<Presentity, Long> adopted = new HashMap<>();

    Adoptions(Target lost, Collection<Presentity> its) {
        this.lost = lost;
        this.its = Set.copyOf(its);
    }

    void notified(Presentity presentity, Target by) {
        if (by != lost && its.contains(presentity)) {
            adopted.putIfAbsent(presentity, EventLoop.now() - since);
        }
    }

    /** Milliseconds, of those that have been told of by another node by now. */
    List<Long> times() {
        return List.copyOf(adopted.values());
    }
}
