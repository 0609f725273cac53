package org.imspresence.benchmarks.load;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Sends the requests, again by timers E and F (RFC 3261 s17.1.2) as long as they are unanswered, answers each NOTIFY, and checks what comes. One thread does all. */
final class Traffic {

    /** A request that was sent: when last, its number, and whether it is a SUBSCRIBE. */
    private record Waiting(long sentAt, int number, boolean isSubscribe) {
    }

    /** After that many times a request has timed out: 500 ms, 1, 2 and then 4 s each, as T1 and T2 have it. */
    private static final int LEVELS = 11;
    private static final long T1_NANOS = 500_000_000L;
    private static final long T2_NANOS = 4_000_000_000L;
    private static final long TICK_NANOS = 20_000_000L;
    private static final long BUSY_MILLIS = 1;
    private static final long IDLE_MILLIS = 50;
    private static final int STATUS_FINAL = 200;
    private static final int STATUS_REFUSED = 300;
    /** No publication has this entity tag (RFC 3903 s6). */
    private static final int STATUS_NOT_KNOWN = 412;

    final Counts counts = new Counts();
    final Subscriptions subscriptions = new Subscriptions();
    final Publications publications = new Publications();
    final Presentities presentities;
    /** Number of the first publication of the phase. */
    int firstOfPhase;
    /** Requests, of this phase or an earlier one, that are neither answered nor given up. */
    long unanswered;

    private final int size;
    private final int recordRoutes;
    private final Messages messages;
    private final Sockets sockets;
    private final Incoming incoming;
    private final List<ArrayDeque<Waiting>> levels = new ArrayList<>();
    private long ticked;

    Traffic(Options options) throws IOException {
        size = options.presentities();
        recordRoutes = options.recordRoutes();
        presentities = new Presentities(size);
        messages = new Messages(options, presentities);
        incoming = new Incoming(messages.run);
        sockets = new Sockets(options);
        for (int i = 0; i < LEVELS; i++) {
            levels.add(new ArrayDeque<>());
        }
    }

    void beginPhase() {
        counts.reset();
        firstOfPhase = publications.count;
    }

    /** Opens the next dialog. */
    void subscribe() throws IOException {
        long now = System.nanoTime();
        int number = subscriptions.add(now);
        presentities.watchers[number % size]++;
        counts.sent++;
        unanswered++;
        sockets.send(true, messages.subscribe(number));
        levels.get(0).add(new Waiting(now, number, true));
    }

    void publish(int presentity) throws IOException {
        long now = System.nanoTime();
        int number = publications.add(now, presentity, presentities.watchers[presentity]);
        presentities.busy[presentity] = true;
        counts.sent++;
        unanswered++;
        sockets.send(false, messages.publish(number, presentity));
        levels.get(0).add(new Waiting(now, number, false));
    }

    /** Takes what has come, or waits a millisecond at most; sends again what is due. */
    void pump() throws IOException {
        pump(BUSY_MILLIS);
    }

    /** The same while nothing is to be sent: next to no processor time, as other generators may be at work. */
    void idle() throws IOException {
        pump(unanswered == 0 ? IDLE_MILLIS : BUSY_MILLIS);
    }

    private void pump(long wait) throws IOException {
        sockets.readInto(incoming.bytes, this::receive, wait);
        long now = System.nanoTime();
        if (now - ticked > TICK_NANOS) {
            ticked = now;
            for (int level = 0; level < LEVELS; level++) {
                sendAgain(level, now);
            }
        }
    }

    /** Those of a level wait equally long, so the oldest is first. */
    private void sendAgain(int level, long now) throws IOException {
        ArrayDeque<Waiting> queue = levels.get(level);
        long patience = Math.min(T1_NANOS << Math.min(level, 3), T2_NANOS);
        for (Waiting oldest = queue.peek(); oldest != null && now - oldest.sentAt >= patience; oldest = queue.peek()) {
            queue.poll();
            if (!isOpen(oldest)) {
                continue;
            }
            if (level == LEVELS - 1) {
                giveUp(oldest);
                continue;
            }
            counts.repeated++;
            sockets.send(oldest.isSubscribe, oldest.isSubscribe ? messages.subscribe(oldest.number) : messages.publish(oldest.number, publications.presentity[oldest.number]));
            levels.get(level + 1).add(new Waiting(now, oldest.number, oldest.isSubscribe));
        }
    }

    private boolean isOpen(Waiting request) {
        return request.isSubscribe ? (subscriptions.state[request.number] & Subscriptions.DONE) == 0 : publications.state[request.number] == Publications.WAITING;
    }

    private void giveUp(Waiting request) {
        counts.timedOut++;
        unanswered--;
        if (request.isSubscribe) {
            subscriptions.state[request.number] |= Subscriptions.FAILED;
        } else {
            publications.state[request.number] = Publications.FAILED;
            presentities.busy[publications.presentity[request.number]] = false;
            presentities.entityTag[publications.presentity[request.number]] = null;
        }
    }

    private void receive(DatagramChannel socket, SocketAddress sender, int length) throws IOException {
        long now = System.nanoTime();
        incoming.read(length);
        if (incoming.isNotify) {
            sockets.send(socket, sender, incoming.answer, incoming.answerLength);
            if (incoming.isOurs && incoming.number < subscriptions.count) {
                notified(incoming.number, now);
            }
        } else if (incoming.isResponse && incoming.isOurs && incoming.status() >= STATUS_FINAL) {
            counts.lastActivity = now;
            if (incoming.kind == 's' && incoming.number < subscriptions.count) {
                subscribed(incoming.number, now);
            } else if (incoming.kind == 'p' && incoming.number < publications.count) {
                published(incoming.number, now);
            }
        }
    }

    private void notified(int subscription, long now) {
        counts.notifies++;
        counts.lastActivity = now;
        if (recordRoutes > 0 && incoming.routes != recordRoutes) {
            counts.badRoute++;
        }
        if (incoming.cseq == subscriptions.cseq[subscription]) {
            counts.notifiesRepeated++;
            return;
        }
        int publication = incoming.publication();
        checkOrder(subscription, publication);
        if ((subscriptions.state[subscription] & Subscriptions.NOTIFIED) == 0) {
            subscriptions.state[subscription] |= Subscriptions.NOTIFIED;
            counts.first++;
            counts.notify.add(now - subscriptions.sentAt[subscription]);
        } else if (publication >= firstOfPhase && publication < publications.count && publications.presentity[publication] == subscription % size) {
            told(publication, now);
        }
    }

    private void checkOrder(int subscription, int publication) {
        if (incoming.cseq < subscriptions.cseq[subscription]) {
            counts.reordered++;
        } else {
            subscriptions.cseq[subscription] = incoming.cseq;
            if (publication >= 0) {
                subscriptions.last[subscription] = publication;
                if (publication < subscriptions.newest[subscription]) {
                    counts.stale++;
                }
            }
        }
        subscriptions.newest[subscription] = Math.max(publication, subscriptions.newest[subscription]);
    }

    private void told(int publication, long now) {
        counts.notify.add(now - publications.sentAt[publication]);
        if (++publications.told[publication] == publications.toTell[publication]) {
            counts.last.add(now - publications.sentAt[publication]);
            counts.complete++;
        }
    }

    private void subscribed(int subscription, long now) {
        if ((subscriptions.state[subscription] & Subscriptions.DONE) != 0) {
            return;
        }
        unanswered--;
        if (incoming.status() < STATUS_REFUSED) {
            subscriptions.state[subscription] |= Subscriptions.ANSWERED;
            accepted(now - subscriptions.sentAt[subscription]);
        } else {
            subscriptions.state[subscription] |= Subscriptions.FAILED;
            refused();
        }
    }

    private void published(int publication, long now) {
        if (publications.state[publication] != Publications.WAITING) {
            return;
        }
        unanswered--;
        int presentity = publications.presentity[publication];
        presentities.busy[presentity] = false;
        String entityTag = incoming.entityTag();
        if (incoming.status() < STATUS_REFUSED && entityTag != null) {
            publications.state[publication] = Publications.ACCEPTED;
            presentities.entityTag[presentity] = entityTag;
            presentities.accepted[presentity] = publication;
            accepted(now - publications.sentAt[publication]);
            if (publications.toTell[publication] == 0) {
                counts.complete++;
            }
        } else {
            publications.state[publication] = Publications.FAILED;
            if (incoming.status() == STATUS_NOT_KNOWN) {
                presentities.entityTag[presentity] = null;
            }
            refused();
        }
    }

    private void accepted(long nanos) {
        counts.accepted++;
        counts.response.add(nanos);
    }

    private void refused() {
        counts.refused++;
        if (counts.firstError.isEmpty()) {
            counts.firstError = incoming.startLine();
        }
    }
}
