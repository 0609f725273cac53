package org.imspresence.testbed.fleet;

/** How many of something are due by now, at a steady rate. */
final class Rate {

    private final double perSecond;
    private final long since = EventLoop.now();
    private long done;

    Rate(double perSecond) {
        this.perSecond = perSecond;
    }

    /** True as long as one more is due; each true counts one. */
    boolean isDue() {
        boolean due = done < perSecond * (EventLoop.now() - since) / 1e3;
        done += due ? 1 : 0;
        return due;
    }
}
