package org.imspresence.benchmarks.load;

import java.util.Arrays;
import java.util.Locale;

/** Times in nanoseconds, all of them kept, told in milliseconds. */
final class Histogram {

    private static final double NANOS_PER_MILLI = 1e6;

    private long[] values = new long[4096];
    private int count;
    private boolean sorted;

    void add(long nanos) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
        }
        values[count++] = nanos;
        sorted = false;
    }

    void clear() {
        count = 0;
    }

    /** As JSON: the value below which that share lies, or null when there is none. */
    String milliseconds(double share) {
        if (count == 0) {
            return "null";
        }
        if (!sorted) {
            Arrays.sort(values, 0, count);
            sorted = true;
        }
        return String.format(Locale.ROOT, "%.3f", values[(int) Math.min(count - 1, Math.floor(share * count))] / NANOS_PER_MILLI);
    }
}
