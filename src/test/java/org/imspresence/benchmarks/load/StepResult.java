package org.imspresence.benchmarks.load;

import java.util.Locale;

/**
 * What came of a step.
 *
 * @param rate requests per second that were asked for
 * @param seconds its length
 * @param sent requests
 * @param notifiesPerSecond NOTIFYs that came while requests were sent
 * @param drain seconds after that until the last one
 */
record StepResult(int rate, double seconds, long sent, double notifiesPerSecond, double drain, Counts counts, Verdict verdict, Usage usage) {

    private static final double MOST_REPEATED = 1;
    private static final double LEAST_ACHIEVED = 98;
    private static final double LONGEST_DRAIN = 1;
    private static final double LEAST_TOLD = 90;

    /**
     * Nothing failed, everybody was told, all NOTIFYs had their Routes, less than 1 % of the messages were sent again, at least 98 % of the rate was reached, and all was over within a second; and of the
     * NOTIFYs that were due at least 90 % came while requests were sent, so that one that leaves them out, or lets them wait, is not taken for one that sends them. A NOTIFY that is stale is told of and does not fail the step.
     */
    private boolean passes() {
        return counts.refused + counts.timedOut + unanswered() == 0 && verdict.missing() == 0 && verdict.wrongFinal() == 0 && counts.badRoute == 0 && repeated() < MOST_REPEATED && achieved() >= LEAST_ACHIEVED
                && drain <= LONGEST_DRAIN && told() >= LEAST_TOLD;
    }

    private long unanswered() {
        return sent - counts.answered();
    }

    /** Per cent, of both sides' requests. */
    private double repeated() {
        return 100.0 * (counts.repeated + counts.notifiesRepeated) / Math.max(1, counts.sent + counts.notifies);
    }

    /** Per cent. */
    private double told() {
        return 100.0 * notifiesPerSecond * seconds / Math.max(1, verdict.expected());
    }

    private double achieved() {
        return 100.0 * sent / (rate * seconds);
    }

    String json() {
        return String.format(Locale.ROOT, "{\"pass\": %b, \"rate\": %d, \"seconds\": %.1f, \"achieved\": %.1f, \"sent\": %d, \"accepted\": %d, \"refused\": %d, \"timedOut\": %d, \"unanswered\": %d, "
                + "\"repeated\": %.2f, \"notifies\": %d, \"expected\": %d, \"got\": %d, \"perSecond\": %.0f, \"missing\": %d, \"superseded\": %d, \"stale\": %d, \"wrongFinal\": %d, \"reordered\": %d, \"badRoute\": %d, "
                + "\"drain\": %.2f, \"response\": [%s, %s], \"notify\": [%s, %s, %s], \"last\": [%s, %s], \"generator\": %.0f, \"server\": %.1f, \"others\": %.0f, \"stolen\": %.0f, \"firstError\": \"%s\"}",
                passes(), rate, seconds, achieved(), sent, counts.accepted, counts.refused, counts.timedOut, unanswered(),
                repeated(), counts.notifies, verdict.expected(), verdict.got(), notifiesPerSecond, verdict.missing(), verdict.superseded(), counts.stale, verdict.wrongFinal(), counts.reordered, counts.badRoute,
                drain, counts.response.milliseconds(.5), counts.response.milliseconds(.99), counts.notify.milliseconds(.5), counts.notify.milliseconds(.99), counts.notify.milliseconds(1),
                counts.last.milliseconds(.5), counts.last.milliseconds(.99), usage.generator(), usage.server(), usage.others(), usage.stolen(), counts.firstError);
    }
}
