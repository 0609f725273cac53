package org.imspresence.timer;

import java.util.ArrayList;
import java.util.List;

/**
 * All timers of a node: a hashed wheel. A timer is a link in the list of its slot, so arming and cancelling cost a few writes whatever
 * the number of timers; each tick looks at one slot, which holds the timers due at that tick and those due whole turns later.
 *
 * <p>The wheel has no thread and no clock of its own: whoever owns it calls {@link #advance} with the time. A timer fires at the first call whose time
 * is at or past its deadline, never before it. Firing happens on the caller's thread, outside the wheel's lock.
 */
public final class TimerWheel {

    /** Resolution, milliseconds. */
    public static final long TICK = 50;

    private static final int SLOTS = 4096;

    /** A thing that happens at a time. Embedded in what it times, so that an idle subscription pays for no second object. */
    public abstract static class Timer {
        private Timer previous;
        private Timer next;
        private long dueTick;

        /** Runs once, when due; quick: it hands on to a queue. */
        protected abstract void fire();

        private boolean isArmed() {
            return next != null;
        }

        private void unlink() {
            previous.next = next;
            next.previous = previous;
            previous = null;
            next = null;
        }
    }

    private static final class Slot extends Timer {
        Slot() {
            super.previous = this;
            super.next = this;
        }

        @Override
        protected void fire() {
            throw new IllegalStateException("a slot is not a timer");
        }
    }

    private final Slot[] slots = new Slot[SLOTS];
    private long tick;

    /** @param now milliseconds since the epoch */
    public TimerWheel(long now) {
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot();
        }
        tick = now / TICK;
    }

    /** Arms the timer, anew when it was armed. A time that has passed fires at the next tick. */
    public synchronized void schedule(Timer timer, long at) {
        cancel(timer);
        timer.dueTick = Math.max(tick + 1, (at + TICK - 1) / TICK);
        Slot slot = slots[(int) (timer.dueTick % SLOTS)];
        Timer last = ((Timer) slot).previous;
        timer.previous = last;
        timer.next = slot;
        last.next = timer;
        ((Timer) slot).previous = timer;
    }

    /** Disarms the timer; nothing happens when it was not armed. */
    public synchronized void cancel(Timer timer) {
        if (timer.isArmed()) {
            timer.unlink();
        }
    }

    /** Fires what is due at {@code now}, milliseconds since the epoch, and says how many fired. */
    public int advance(long now) {
        List<Timer> due = new ArrayList<>();
        synchronized (this) {
            long until = now / TICK;
            // After a pause longer than a turn, one look at each slot is enough.
            long first = Math.max(tick + 1, until - SLOTS + 1);
            for (long t = first; t <= until; t++) {
                takeDue(slots[(int) (t % SLOTS)], until, due);
            }
            tick = Math.max(tick, until);
        }
        due.forEach(TimerWheel::fire);
        return due.size();
    }

    /** A bug in one timer must not stop the others, nor the wheel. */
    private static void fire(Timer timer) {
        try {
            timer.fire();
        } catch (RuntimeException bug) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
        }
    }

    private static void takeDue(Slot slot, long until, List<Timer> due) {
        Timer timer = ((Timer) slot).next;
        while (timer != slot) {
            Timer following = timer.next;
            if (timer.dueTick <= until) {
                timer.unlink();
                due.add(timer);
            }
            timer = following;
        }
    }
}
