package org.imspresence.trace;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the threads of SIP to one of its own: what does not fit is dropped and counted, so that nobody ever waits. */
final class Handover implements Consumer<WireMessage>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private final BlockingQueue<WireMessage> waiting;
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private final int maxBytes;
    private final LongAdder dropped = new LongAdder();
    private final Consumer<WireMessage> worker;
    private final Thread thread;

    /**
     * @param name     of the thread
     * @param messages that may wait
     * @param maxBytes that they may have, but for one message
     * @param worker   is given each, in their order
     */
    Handover(String name, int messages, int maxBytes, Consumer<WireMessage> worker) {
        this.waiting = new LinkedBlockingQueue<>(messages);
        this.maxBytes = maxBytes;
        this.worker = worker;
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void accept(WireMessage message) {
        int length = message.bytes().length;
        if (waitingBytes.get() > maxBytes) {
            dropped.increment();
            return;
        }
        waitingBytes.addAndGet(length);
        if (!waiting.offer(message)) {
            waitingBytes.addAndGet(-length);
            dropped.increment();
        }
    }

    long dropped() {
        return dropped.sum();
    }

    private void work() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                WireMessage next = waiting.take();
                waitingBytes.addAndGet(-next.bytes().length);
                worker.accept(next);
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException bug) {
                LOG.error("bug in {}", thread.getName(), bug);
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
