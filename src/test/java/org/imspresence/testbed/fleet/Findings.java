package org.imspresence.testbed.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a fleet has counted, and what must not have happened but did. */
public final class Findings {

    private static final int TOLD_PER_KIND = 3;
    private static final int LONGEST_TEXT = 2_500;

    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Long> violations = new TreeMap<>();
    private final List<String> told = new ArrayList<>();

    synchronized void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    synchronized void most(String what, long value) {
        counts.merge(what, value, Math::max);
    }

    /** How often something was counted, or the most of it. */
    public synchronized long of(String what) {
        return counts.getOrDefault(what, 0L);
    }

    /** All counts whose name begins like this, by the rest of it. */
    public synchronized Map<String, Long> beginning(String prefix) {
        Map<String, Long> found = new TreeMap<>();
        counts.forEach((name, count) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), count);
            }
        });
        return found;
    }

    public synchronized void violation(String kind, Object evidence) {
        if (violations.merge(kind, 1L, Long::sum) <= TOLD_PER_KIND) {
            String text = String.valueOf(evidence);
            told.add(kind + ": " + text.substring(0, Math.min(LONGEST_TEXT, text.length())));
        }
    }

    /** By kind, how often. */
    public synchronized Map<String, Long> violations() {
        return new TreeMap<>(violations);
    }

    /** The first few of each kind, with evidence. */
    public synchronized List<String> told() {
        return List.copyOf(told);
    }
}
