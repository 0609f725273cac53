package org.imspresence.container;

import java.net.DatagramPacket;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import gov.nist.javax.sip.stack.DatagramQueuedMessageDispatch;

/**
 * The stack's queue of datagrams, as one lane for each thread that takes from it. What is for one Request-URI goes by one lane, so one thread reads it, in the order of its arrival;
 * responses, which have no order, go by all lanes in turn.
 */
final class Lanes extends LinkedBlockingQueue<DatagramQueuedMessageDispatch> {

    private static final long serialVersionUID = 1L;
    private static final int NO_REQUEST = 0;

    private final transient LinkedBlockingQueue<DatagramQueuedMessageDispatch>[] lanes;
    private final transient ThreadLocal<LinkedBlockingQueue<DatagramQueuedMessageDispatch>> mine;
    private final AtomicInteger turn = new AtomicInteger();
    private final long longestWait;

    /**
     * @param threads     how many threads are going to take
     * @param longestWait milliseconds that a datagram may wait; what has waited longer is dropped, as its sender has repeated it by then. 0: any time
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    Lanes(int threads, long longestWait) {
        this.longestWait = longestWait;
        lanes = new LinkedBlockingQueue[threads];
        for (int i = 0; i < threads; i++) {
            lanes[i] = new LinkedBlockingQueue<>();
        }
        AtomicInteger taken = new AtomicInteger();
        mine = ThreadLocal.withInitial(() -> lanes[taken.getAndIncrement() % threads]);
    }

    @Override
    public boolean offer(DatagramQueuedMessageDispatch message) {
        return lane(message.packet).offer(message);
    }

    private LinkedBlockingQueue<DatagramQueuedMessageDispatch> lane(DatagramPacket packet) {
        int hash = requestUriHash(packet.getData(), packet.getOffset(), packet.getOffset() + packet.getLength());
        return lanes[Math.floorMod(hash == NO_REQUEST ? turn.getAndIncrement() : hash, lanes.length)];
    }

    /** Of what stands between the first two spaces of the first line; {@link #NO_REQUEST} for a response. */
    private static int requestUriHash(byte[] bytes, int from, int to) {
        boolean isResponse = to - from > 3 && bytes[from] == 'S' && bytes[from + 1] == 'I' && bytes[from + 2] == 'P' && bytes[from + 3] == '/';
        int i = from;
        while (!isResponse && i < to && bytes[i] != ' ' && bytes[i] != '\n') {
            i++;
        }
        int hash = NO_REQUEST;
        for (i++; !isResponse && i < to && bytes[i] != ' ' && bytes[i] != '\n'; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** Waits for the next of the calling thread's lane. */
    @Override
    public DatagramQueuedMessageDispatch take() throws InterruptedException {
        DatagramQueuedMessageDispatch next;
        do {
            next = mine.get().take();
        } while (longestWait > 0 && age(next) > longestWait);
        return next;
    }

    @Override
    public DatagramQueuedMessageDispatch poll(long timeout, TimeUnit unit) throws InterruptedException {
        return mine.get().poll(timeout, unit);
    }

    private static long age(DatagramQueuedMessageDispatch message) {
        return System.currentTimeMillis() - message.getReceptionTime();
    }

    /** What has waited longest of all lanes; null when nothing waits. */
    @Override
    public DatagramQueuedMessageDispatch peek() {
        DatagramQueuedMessageDispatch oldest = null;
        for (LinkedBlockingQueue<DatagramQueuedMessageDispatch> lane : lanes) {
            DatagramQueuedMessageDispatch first = lane.peek();
            if (first != null && (oldest == null || first.getReceptionTime() < oldest.getReceptionTime())) {
                oldest = first;
            }
        }
        return oldest;
    }

    @Override
    public int size() {
        int size = 0;
        for (LinkedBlockingQueue<DatagramQueuedMessageDispatch> lane : lanes) {
            size += lane.size();
        }
        return size;
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }
}
