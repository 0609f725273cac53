package org.imspresence.home;

import org.imspresence.notification.RecentNotifies;
import org.imspresence.timer.TimerWheel;

/**
 * When a watcher that nothing may be told yet is looked at again, and, if it has asked for an adaptive minimum rate, what it has been told lately. Made when there is one of these, so it costs nothing of others. Part of a
 * {@link PresentityHome}: but for {@link #fire} it is used in the same mailbox.
 */
final class Rhythm extends TimerWheel.Timer {

    private static final long NOT_ARMED = Long.MAX_VALUE;

    private final Notifier notifier;
    private final Watch watch;
    /** By {@link HomeNode#elapsed}. */
    private long at = NOT_ARMED;
    /** Null without an adaptive minimum rate. */
    private RecentNotifies recent;

    Rhythm(Notifier notifier, Watch watch) {
        this.notifier = notifier;
        this.watch = watch;
    }

    /** Has the watcher looked at then, unless that is to happen before. */
    void lookAt(long time, TimerWheel wheel) {
        if (time < at) {
            at = time;
            wheel.schedule(this, time);
        }
    }

    /** The watcher is being looked at. */
    void looked() {
        at = NOT_ARMED;
    }

    /** A NOTIFY leaves. */
    void sent(double adaptiveMin, long now) {
        if (adaptiveMin == 0) {
            recent = null;
            return;
        }
        if (recent == null || recent.rate() != adaptiveMin) {
            recent = new RecentNotifies(adaptiveMin, now);
        }
        recent.sent(now);
    }

    int recent() {
        return recent == null ? 0 : recent.count();
    }

    /** True when there is nothing to remember. */
    boolean isIdle() {
        return at == NOT_ARMED && recent == null;
    }

    @Override
    protected void fire() {
        notifier.lookAgain(watch);
    }
}
