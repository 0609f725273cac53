package org.imspresence.home;

import java.util.Map;

/** What an operator may see of this node, and do to it, beyond its homes. */
public interface NodeControl {

    /** Until the server has said otherwise. */
    NodeControl NONE = new NodeControl() {
        @Override
        public boolean isReady() {
            return false;
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of();
        }

        @Override
        public void drain() {
            throw new IllegalStateException("this node is not open yet");
        }
    };

    /** Whether it takes requests. */
    boolean isReady();

    /** What it has counted since its start, by series. */
    Map<String, Long> counters();

    /** Begins to drain, and ends the process when that is done, as SIGTERM does. Returns at once. */
    void drain();
}
