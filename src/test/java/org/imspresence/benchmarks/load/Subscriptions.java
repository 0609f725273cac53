package org.imspresence.benchmarks.load;

import java.util.Arrays;

/** All subscriptions so far, in arrays by their number. Number n is of watcher n / presentities to presentity n % presentities. */
final class Subscriptions {

    static final byte ANSWERED = 1;
    static final byte NOTIFIED = 2;
    static final byte FAILED = 4;
    static final byte DONE = ANSWERED | FAILED;

    int count;
    long[] sentAt = new long[1024];
    byte[] state = new byte[1024];
    /** The highest CSeq of its NOTIFYs. */
    int[] cseq = new int[1024];
    /** The newest publication that it has been told of; -1: none. */
    int[] newest = new int[1024];
    /** The publication in the NOTIFY with the highest CSeq. */
    int[] last = new int[1024];

    int add(long now) {
        if (count == sentAt.length) {
            int length = count * 2;
            sentAt = Arrays.copyOf(sentAt, length);
            state = Arrays.copyOf(state, length);
            cseq = Arrays.copyOf(cseq, length);
            newest = Arrays.copyOf(newest, length);
            last = Arrays.copyOf(last, length);
        }
        sentAt[count] = now;
        newest[count] = -1;
        last[count] = -1;
        return count++;
    }
}
