package org.imspresence.dialog.restcomm;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Transactions that were refused in overload, by their branch. A copy of such a request that comes later, or that has been waiting for a thread all the while, is refused as well, though there may be
 * room by then: its sender has been told that the request was not carried out, and may have gone on from there. Takes half a megabyte, whatever is refused; what is over for long is forgotten by chance.
 */
final class RefusedTransactions {

    private static final int PLACES = 1 << 16;
    private static final long PRIME = 0x100000001b3L;
    private static final long MIX = 0xff51afd7ed558ccdL;
    private static final long NONE = 0;

    private final long seed = ThreadLocalRandom.current().nextLong();
    private final AtomicLongArray places = new AtomicLongArray(PLACES);

    /** @param branch of the request's topmost Via, in whatever case (RFC 3261 s7.3.1); null for a request without one, which is not remembered */
    void add(String branch) {
        if (branch != null) {
            long mark = mark(branch);
            places.setOpaque(place(mark), mark);
        }
    }

    boolean contains(String branch) {
        if (branch == null) {
            return false;
        }
        long mark = mark(branch);
        return places.getOpaque(place(mark)) == mark;
    }

    private static int place(long mark) {
        return (int) mark & PLACES - 1;
    }

    /** FNV-1a, mixed, from a start that nobody knows, so that nobody can make a branch that stands for another's. */
    private long mark(String branch) {
        long mark = seed;
        for (int i = 0; i < branch.length(); i++) {
            mark = (mark ^ Character.toLowerCase(branch.charAt(i))) * PRIME;
        }
        mark = (mark ^ mark >>> 33) * MIX;
        mark ^= mark >>> 33;
        return mark == NONE ? PRIME : mark;
    }
}
