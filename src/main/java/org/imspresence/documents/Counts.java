package org.imspresence.documents;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What has been asked of the database since the start. */
final class Counts {

    static final String AVAILABLE = "presence_documents_available";

    final LongAdder reads = new LongAdder();
    final LongAdder writes = new LongAdder();
    final LongAdder failures = new LongAdder();

    Map<String, LongSupplier> gauges(LongSupplier available, LongSupplier waiting) {
        return Map.of(
                AVAILABLE, available,
                "presence_documents_waiting", waiting,
                "presence_documents_reads_total", reads::sum,
                "presence_documents_writes_total", writes::sum,
                "presence_documents_failures_total", failures::sum);
    }
}
