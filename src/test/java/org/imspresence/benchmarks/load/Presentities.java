package org.imspresence.benchmarks.load;

import java.util.Arrays;

/** What is known of each presentity. */
final class Presentities {

    /** Of its publication; null before the first, and when it is not known which one the server has. */
    final String[] entityTag;
    /** Whether a PUBLISH of it is unanswered. */
    final boolean[] busy;
    /** Number of the last PUBLISH that was accepted; -1: none. */
    final int[] accepted;
    final int[] watchers;

    Presentities(int count) {
        entityTag = new String[count];
        busy = new boolean[count];
        accepted = new int[count];
        watchers = new int[count];
        Arrays.fill(accepted, -1);
    }
}
