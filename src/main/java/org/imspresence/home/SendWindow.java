package org.imspresence.home;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many NOTIFYs may be unanswered at once, for the node and for each next hop. A hop that is dead holds each of its NOTIFYs for 32 s (Timer F): with its own
 * bound it cannot take the room of the others.
 */
final class SendWindow {

    private static final class Hop {
        private int unanswered;
        private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    }

    private final int perNode;
    private final int perHop;
    private final Map<String, Hop> hops = new HashMap<>();
    private final Set<String> hopsWaiting = new LinkedHashSet<>();
    private int unanswered;

    SendWindow(int perNode, int perHop) {
        this.perNode = perNode;
        this.perHop = perHop;
    }

    /**
     * Takes a place for a NOTIFY to {@code hop}. When there is none, {@code granted} is kept and called once, when a place has become free and
     * has been taken for it.
     *
     * @return true when the place is taken now. Each place taken, now or later, is given back with {@link #leave}, used or not
     */
    synchronized boolean enter(String hop, Runnable granted) {
        Hop state = hops.computeIfAbsent(hop, h -> new Hop());
        if (hasRoom(state)) {
            take(state);
            return true;
        }
        state.waiting.add(granted);
        hopsWaiting.add(hop);
        return false;
    }

    /** Gives a place back; the next that waits gets one. */
    void leave(String hop) {
        Runnable granted;
        synchronized (this) {
            unanswered--;
            Hop state = hops.get(hop);
            state.unanswered--;
            granted = grantNext();
            if (state.unanswered == 0 && state.waiting.isEmpty()) {
                hops.remove(hop);
            }
        }
        if (granted != null) {
            granted.run();
        }
    }

    /** NOTIFYs that have a place. */
    synchronized int unanswered() {
        return unanswered;
    }

    /** NOTIFYs that wait for one. */
    synchronized int waiting() {
        return hopsWaiting.stream().mapToInt(hop -> hops.get(hop).waiting.size()).sum();
    }

    private Runnable grantNext() {
        for (String name : hopsWaiting) {
            Hop state = hops.get(name);
            if (hasRoom(state)) {
                take(state);
                Runnable granted = state.waiting.poll();
                hopsWaiting.remove(name);
                if (!state.waiting.isEmpty()) {
                    hopsWaiting.add(name);
                }
                return granted;
            }
        }
        return null;
    }

    private boolean hasRoom(Hop hop) {
        return unanswered < perNode && hop.unanswered < perHop;
    }

    private void take(Hop hop) {
        unanswered++;
        hop.unanswered++;
    }
}
