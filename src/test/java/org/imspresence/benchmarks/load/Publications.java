package org.imspresence.benchmarks.load;

import java.util.Arrays;

/** All PUBLISHes so far, in arrays by their number, which is in the document as a note {@code seq=NUMBER}. */
final class Publications {

    static final byte WAITING = 0;
    static final byte ACCEPTED = 1;
    static final byte FAILED = 2;

    int count;
    long[] sentAt = new long[1024];
    int[] presentity = new int[1024];
    byte[] state = new byte[1024];
    /** Watchers that are to be told, and those that have been. */
    int[] toTell = new int[1024];
    int[] told = new int[1024];

    int add(long now, int ofPresentity, int watchers) {
        if (count == sentAt.length) {
            int length = count * 2;
            sentAt = Arrays.copyOf(sentAt, length);
            presentity = Arrays.copyOf(presentity, length);
            state = Arrays.copyOf(state, length);
            toTell = Arrays.copyOf(toTell, length);
            told = Arrays.copyOf(told, length);
        }
        sentAt[count] = now;
        presentity[count] = ofPresentity;
        toTell[count] = watchers;
        return count++;
    }
}
