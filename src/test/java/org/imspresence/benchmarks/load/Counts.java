package org.imspresence.benchmarks.load;

/** What happened since they were reset, at the beginning of each phase. */
final class Counts {

    long sent;
    long accepted;
    long refused;
    long timedOut;
    /** Requests of ours that were sent again. */
    long repeated;
    long notifies;
    /** NOTIFYs with the CSeq of an earlier one. */
    long notifiesRepeated;
    /** NOTIFYs with a higher CSeq and an older state than one before in the dialog. */
    long stale;
    /** NOTIFYs that came after one with a higher CSeq. */
    long reordered;
    /** NOTIFYs without the Routes of the dialog. */
    long badRoute;
    /** Subscriptions that got their first NOTIFY. */
    long first;
    /** Publications that all watchers have been told of. */
    long complete;
    /** The start line of the first refusal, or "". */
    String firstError = "";
    /** When the last NOTIFY or final response was read. */
    long lastActivity;
    final Histogram response = new Histogram();
    final Histogram notify = new Histogram();
    /** From a PUBLISH to the last watcher's NOTIFY. */
    final Histogram last = new Histogram();

    void reset() {
        sent = 0;
        accepted = 0;
        refused = 0;
        timedOut = 0;
        repeated = 0;
        notifies = 0;
        notifiesRepeated = 0;
        stale = 0;
        reordered = 0;
        badRoute = 0;
        first = 0;
        complete = 0;
        firstError = "";
        response.clear();
        notify.clear();
        last.clear();
    }

    long answered() {
        return accepted + refused + timedOut;
    }
}
