package org.imspresence.journal;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line per SIP event to the log, by a thread of its own: who takes and answers requests waits neither for the log's lock nor for its reader. That thread looks by itself every now and then: to wake it would cost more than to write the line.
 *
 * <p>In a flood service goes before log: what a second has more of than {@code log.events.rate}, and what comes while two such seconds wait to be written, is counted and not written. Failures have a rate of their own, so that neither
 * they nor the others hide behind each other.
 */
public final class EventLog implements Journal, AutoCloseable {

    /** What the log's form, and {@code container.log}, know its lines by. */
    static final String LOGGER = "org.imspresence.events";

    /** Not by SLF4J, whose adapter looks for each line who has called it. */
    private static final System.Logger LOG = System.getLogger(LOGGER);
    private static final Logger BUGS = LoggerFactory.getLogger(EventLog.class);
    private static final long CLOSES_WITHIN_MILLIS = 2000;
    private static final long REPORTS_EVERY_MILLIS = 1000;
    private static final long LOOKS_EVERY_MILLIS = 50;
    private static final int SECONDS_THAT_WAIT = 2;
    private static final Entry END = Entry.of("");

    private final Map<Kind, Rate> rates = new EnumMap<>(Kind.class);
    private final BlockingQueue<Entry> queue;
    private final LongAdder omitted = new LongAdder();
    private final Consumer<String> lines;
    private final JournalSettings.Format format;
    private final Thread writer = new Thread(this::write, "events");
    private final LongSupplier nanos;
    /** How many of {@link #omitted} there is a line about. The writer's own, as when that was. */
    private long reported;
    private long reportedAt;

    EventLog(JournalSettings settings, LongSupplier nanos, Consumer<String> lines) {
        this.format = settings.format();
        this.nanos = nanos;
        this.reportedAt = nanos.getAsLong();
        this.lines = lines;
        this.queue = new ArrayBlockingQueue<>(SECONDS_THAT_WAIT * settings.perSecond());
        Rate failures = new Rate(settings.perSecond(), nanos);
        Rate others = new Rate(settings.perSecond(), nanos);
        settings.kinds().forEach(kind -> rates.put(kind, kind == Kind.FAILURE ? failures : others));
        writer.setDaemon(true);
    }

    public static EventLog start(JournalSettings settings) {
        EventLog log = new EventLog(settings, System::nanoTime, line -> LOG.log(System.Logger.Level.INFO, line));
        log.start();
        return log;
    }

    void start() {
        writer.start();
    }

    @Override
    public void tell(Kind kind, Supplier<Entry> entry) {
        Rate rate = rates.get(kind);
        try {
            if (rate != null && !(rate.takes() && queue.offer(entry.get()))) {
                omitted.increment();
            }
        } catch (RuntimeException bug) {
            BUGS.error("bug in telling of an event", bug);
        }
    }

    /** Events that should be in the log and are not, for there were too many. */
    public long omitted() {
        return omitted.sum();
    }

    private void write() {
        try {
            while (writeWaiting()) {
                TimeUnit.MILLISECONDS.sleep(LOOKS_EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what waits; false when the end is among it. */
    private boolean writeWaiting() {
        writeOmitted();
        for (Entry next = queue.poll(); next != null; next = queue.poll()) {
            if (next == END) {
                return false;
            }
            write(next);
            writeOmitted();
        }
        return true;
    }

    private void write(Entry entry) {
        try {
            lines.accept(format == JournalSettings.Format.JSON ? entry.json() : entry.text());
        } catch (RuntimeException bug) {
            BUGS.error("bug in writing an event", bug);
        }
    }

    private void writeOmitted() {
        long now = nanos.getAsLong();
        long all = omitted.sum();
        if (all > reported && now - reportedAt >= TimeUnit.MILLISECONDS.toNanos(REPORTS_EVERY_MILLIS)) {
            write(Entry.of("OMITTED").with("count", all - reported));
            reported = all;
            reportedAt = now;
        }
    }

    /** Writes what waits, if that does not take too long. */
    @Override
    public void close() {
        try {
            if (queue.offer(END, CLOSES_WITHIN_MILLIS, TimeUnit.MILLISECONDS)) {
                writer.join(CLOSES_WITHIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            writer.interrupt();
        }
    }
}
