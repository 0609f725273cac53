package org.imspresence.benchmarks.load;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** What the generator can be told to do, each answered by one line of JSON. */
final class Phases {

    private static final double NANOS = 1e9;
    /** Requests in a row without looking at what has come. */
    private static final int BATCH = 64;
    /** Requests of a set-up that may be under way at once, so that it is as fast as the server and no faster. */
    private static final int WINDOW = 100;
    /** Tries to find a presentity at random whose last PUBLISH has been answered. */
    private static final int TRIES = 8;
    /** Seconds that a step's NOTIFYs are waited for, and first NOTIFYs of a set-up. */
    private static final double LONGEST_DRAIN = 8;
    private static final double LONGEST_SET_UP = 10;
    /** Seconds of silence after which nothing more is due when everybody knows the last accepted states. */
    private static final double SILENCE = 0.7;
    /** Seconds for NOTIFYs that come twice. */
    private static final double AFTERMATH = 0.3;
    /** Seconds of silence after which the server has nothing to send again: T2 and a little; and after which it is not waited for any more. */
    private static final double LONGEST_SILENCE = 4.2;
    private static final double LONGEST_REST = 60;

    private final Traffic traffic;
    private final Counts counts;
    private final int size;
    private final List<String> servers;

    Phases(Options options) throws IOException {
        traffic = new Traffic(options);
        counts = traffic.counts;
        size = options.presentities();
        servers = options.servers();
    }

    void idle() throws IOException {
        traffic.idle();
    }

    /** The first PUBLISH of every presentity, at a rate per second at most. */
    String publishAll(double rate) throws IOException {
        traffic.beginPhase();
        long begin = System.nanoTime();
        int sent = 0;
        while (counts.answered() < size) {
            for (long due = Math.min(due(begin, rate, size), counts.answered() + WINDOW); sent < due; ) {
                traffic.publish(sent++);
            }
            traffic.pump();
        }
        return setUp(size, begin);
    }

    /** That many new dialogs, at a rate per second at most, and their first NOTIFYs. */
    String subscribe(int count, double rate) throws IOException {
        traffic.beginPhase();
        long begin = System.nanoTime();
        long last = begin;
        int sent = 0;
        while (counts.answered() < count || counts.first < counts.accepted && System.nanoTime() - last < LONGEST_SET_UP * NANOS) {
            for (long due = Math.min(due(begin, rate, count), Math.min(counts.answered(), counts.first + counts.refused + counts.timedOut) + WINDOW); sent < due; sent++) {
                traffic.subscribe();
                last = System.nanoTime();
            }
            traffic.pump();
        }
        return setUp(count, begin);
    }

    private String setUp(int count, long begin) {
        return String.format(Locale.ROOT, "{\"count\": %d, \"accepted\": %d, \"refused\": %d, \"timedOut\": %d, \"first\": %d, \"repeated\": %d, \"perSecond\": %.0f, \"firstError\": \"%s\"}",
                count, counts.accepted, counts.refused, counts.timedOut, counts.first, counts.repeated, count / ((System.nanoTime() - begin) / NANOS), counts.firstError);
    }

    private static int due(long begin, double rate, long total) {
        return (int) Math.min(total, (long) (rate * (System.nanoTime() - begin) / NANOS) + 1);
    }

    /** One step: new dialogs, or PUBLISHes of random presentities, at a rate per second, and all that follows from them. */
    String step(boolean isPublish, int rate, double seconds) throws IOException {
        traffic.beginPhase();
        Random random = new Random(42 + rate);
        ProcessorTime before = ProcessorTime.now(servers);
        long begin = System.nanoTime();
        long total = (long) (rate * seconds);
        long sent = 0;
        while (System.nanoTime() - begin < seconds * NANOS) {
            for (int due = due(begin, rate, total), batch = 0; sent < due && batch < BATCH; batch++) {
                if (isPublish && !publishAny(random)) {
                    break;
                }
                if (!isPublish) {
                    traffic.subscribe();
                }
                sent++;
            }
            traffic.pump();
        }
        double elapsed = (System.nanoTime() - begin) / NANOS;
        Usage usage = new Usage(before, ProcessorTime.now(servers), elapsed);
        double perSecond = (counts.notifies - counts.notifiesRepeated) / elapsed;
        double drain = drain(isPublish);
        String result = new StepResult(rate, seconds, sent, perSecond, drain, counts, isPublish ? Verdict.ofPublications(traffic) : Verdict.ofDialogs(traffic), usage).json();
        rest();
        return result;
    }

    /** What was too much for the server must not weigh on the next step: waits until nothing is unanswered, nor sent again. */
    private void rest() throws IOException {
        long begin = System.nanoTime();
        while ((traffic.unanswered > 0 || hasRepeated() && System.nanoTime() - counts.lastActivity < LONGEST_SILENCE * NANOS) && System.nanoTime() - begin < LONGEST_REST * NANOS) {
            traffic.pump();
        }
        publishLost();
    }

    private boolean hasRepeated() {
        return counts.repeated + counts.notifiesRepeated > 0;
    }

    /** A presentity whose entity tag got lost publishes anew; what it had published before stays until it expires. */
    private void publishLost() throws IOException {
        for (int presentity = 0; presentity < size; presentity++) {
            if (traffic.presentities.entityTag[presentity] == null && traffic.presentities.accepted[presentity] >= 0) {
                traffic.publish(presentity);
            }
            while (traffic.unanswered >= WINDOW) {
                traffic.pump();
            }
        }
        while (traffic.unanswered > 0) {
            traffic.pump();
        }
    }

    private boolean publishAny(Random random) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int presentity = size == 1 ? 0 : random.nextInt(size);
            if (!traffic.presentities.busy[presentity] && traffic.presentities.entityTag[presentity] != null) {
                traffic.publish(presentity);
                return true;
            }
        }
        return false;
    }

    /** Waits until all that is due has come; gives the seconds until then. */
    private double drain(boolean isPublish) throws IOException {
        long begin = System.nanoTime();
        boolean done = false;
        while (!done && System.nanoTime() - begin < LONGEST_DRAIN * NANOS) {
            traffic.pump();
            done = isPublish ? publicationsAreDone() : counts.answered() >= counts.sent && counts.first >= counts.accepted;
        }
        double seconds = Math.max(0, (done ? counts.lastActivity : System.nanoTime()) - begin) / NANOS;
        for (long end = System.nanoTime(); done && System.nanoTime() - end < AFTERMATH * NANOS; ) {
            traffic.pump();
        }
        return seconds;
    }

    /** Somebody who does not know the last state yet may have to be told again, by timer E; only when that is over is the state missing, and not late. */
    private boolean publicationsAreDone() {
        if (counts.answered() < traffic.publications.count - traffic.firstOfPhase) {
            return false;
        }
        double silence = (System.nanoTime() - counts.lastActivity) / NANOS;
        return counts.complete >= counts.accepted || silence > LONGEST_SILENCE || silence > SILENCE && Verdict.ofPublications(traffic).isComplete();
    }
}
