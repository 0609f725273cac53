package org.imspresence.benchmarks.load;

/**
 * What the watchers have been told in a phase, when it is over.
 *
 * @param expected NOTIFYs of accepted publications; the first NOTIFYs of dialogs when only dialogs were opened
 * @param got how many of them came
 * @param missing publications, or dialogs, that somebody has not been told of, nor of a later one
 * @param superseded publications that not everybody was told of, but everybody of a later one
 * @param wrongFinal watchers whose last NOTIFY is not about the last accepted publication of the phase
 */
record Verdict(long expected, long got, long missing, long superseded, long wrongFinal) {

    boolean isComplete() {
        return missing == 0 && wrongFinal == 0;
    }

    static Verdict ofDialogs(Traffic traffic) {
        Counts counts = traffic.counts;
        return new Verdict(counts.accepted, counts.first, counts.accepted - counts.first, 0, 0);
    }

    static Verdict ofPublications(Traffic traffic) {
        Publications publications = traffic.publications;
        long expected = 0;
        long got = 0;
        long missing = 0;
        long superseded = 0;
        for (int i = traffic.firstOfPhase; i < publications.count; i++) {
            if (publications.state[i] != Publications.ACCEPTED) {
                continue;
            }
            expected += publications.toTell[i];
            got += publications.told[i];
            if (publications.told[i] < publications.toTell[i]) {
                if (traffic.presentities.accepted[publications.presentity[i]] > i && haveConverged(traffic, publications.presentity[i])) {
                    superseded++;
                } else {
                    missing++;
                }
            }
        }
        return new Verdict(expected, got, missing, superseded, wrongFinal(traffic));
    }

    private static boolean haveConverged(Traffic traffic, int presentity) {
        for (int i = presentity; i < traffic.subscriptions.count; i += traffic.presentities.accepted.length) {
            if (traffic.subscriptions.newest[i] < traffic.presentities.accepted[presentity]) {
                return false;
            }
        }
        return true;
    }

    private static long wrongFinal(Traffic traffic) {
        int[] accepted = traffic.presentities.accepted;
        long wrong = 0;
        for (int i = 0; i < traffic.subscriptions.count; i++) {
            int due = accepted[i % accepted.length];
            if (due >= traffic.firstOfPhase && traffic.subscriptions.last[i] < due) {
                wrong++;
            }
        }
        return wrong;
    }
}
