package org.imspresence.benchmarks.load;

/** Use of the processors between two moments, in per cent of one core: 100 is one core. */
record Usage(double generator, double server, double others, double stolen) {

    Usage(ProcessorTime before, ProcessorTime after, double seconds) {
        this((after.generator() - before.generator()) / seconds, (after.server() - before.server()) / seconds,
                (after.machine() - before.machine() - after.generator() + before.generator() - after.server() + before.server()) / seconds, (after.stolen() - before.stolen()) / seconds);
    }
}
