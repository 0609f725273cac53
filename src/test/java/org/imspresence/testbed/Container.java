package org.imspresence.testbed;

import java.time.Duration;
import java.util.Locale;

import org.junit.jupiter.api.Assumptions;

/** The SIP servlet container that the tests' nodes run in: the system property {@code presence.container}. */
public enum Container {

    RESTCOMM(42, Duration.ofSeconds(60)),
    /** Numbers the messages of a dialog itself, and takes several times as long to start. */
    LIBERTY(2, Duration.ofSeconds(240));

    private final long firstNotify;
    private final Duration readyWithin;

    Container(long firstNotify, Duration readyWithin) {
        this.firstNotify = firstNotify;
        this.readyWithin = readyWithin;
    }

    public static Container current() {
        return valueOf(System.getProperty("presence.container", "restcomm").toUpperCase(Locale.ROOT));
    }

    /** The CSeq of a dialog's NOTIFY; the first is number 1. */
    public static long notifyNumber(int nth) {
        return current().firstNotify + nth - 1;
    }

    /** What our Contact has after host and port in a dialog over UDP. */
    public static String contactParameters() {
        return current() == RESTCOMM ? "" : ";transport=udp";
    }

    /**
     * Skips the test, if this is the container that it runs against.
     *
     * @param isCase whether the test is of what this container does in its own way
     * @param what   it does
     */
    public void leavesOut(boolean isCase, String what) {
        Assumptions.assumeFalse(isCase && this == current(), () -> this + " " + what);
    }

    /** As the run script calls it. */
    String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    Duration readyWithin() {
        return readyWithin;
    }
}
