package org.imspresence.testbed.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** One UDP socket, timers and one thread that everything happens on: a fleet of thousands takes little of a machine that it shares with the servers. */
final class EventLoop implements AutoCloseable {

    private static final int BUFFER = 16 << 20;
    private static final int MOST_AT_ONCE = 64;

    private record Timer(long at, long order, Runnable task) implements Comparable<Timer> {

        @Override
        public int compareTo(Timer other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    private final DatagramChannel channel;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(65_535);
    private final BiConsumer<WireText, InetSocketAddress> receiver;
    private final BiConsumer<String, Throwable> problems;
    private long timersSet;

    /**
     * @param address  to bind to
     * @param receiver is given each message and where it came from
     * @param problems is told what went wrong in a receiver or a task, which ends neither the loop nor anything else
     */
    EventLoop(InetSocketAddress address, BiConsumer<WireText, InetSocketAddress> receiver, BiConsumer<String, Throwable> problems) {
        this.receiver = receiver;
        this.problems = problems;
        try {
            channel = DatagramChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER);
            channel.bind(address);
            channel.configureBlocking(false);
            selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::run, "fleet");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    InetSocketAddress address() {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Milliseconds of a clock that only goes forward. */
    static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** To be called on the loop's thread. */
    void after(long milliseconds, Runnable task) {
        timers.add(new Timer(now() + milliseconds, timersSet++, task));
    }

    /** A datagram that finds no room is lost, as on any network. */
    void send(byte[] message, InetSocketAddress to) {
        try {
            channel.send(ByteBuffer.wrap(message), to);
        } catch (IOException e) {
            problems.accept("sending to " + to, e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Runs the task on the loop's thread and waits for what it says. */
    <T> T call(Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                result.complete(task.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        selector.wakeup();
        return result.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private void run() {
        while (channel.isOpen()) {
            try {
                wait(timers.peek());
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    carryOut("a task", task);
                }
                receive();
                while (!timers.isEmpty() && timers.peek().at() <= now()) {
                    carryOut("a timer", timers.poll().task());
                }
            } catch (IOException e) {
                problems.accept("the socket", e);
            }
        }
    }

    private void wait(Timer next) throws IOException {
        long left = next == null ? Long.MAX_VALUE : next.at() - now();
        if (left > 0) {
            selector.select(left);
        } else {
            selector.selectNow();
        }
        selector.selectedKeys().clear();
    }

    private void receive() throws IOException {
        for (int i = 0; i < MOST_AT_ONCE && channel.isOpen(); i++) {
            buffer.clear();
            InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
            if (from == null) {
                return;
            }
            WireText message = new WireText(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
            carryOut("a message", () -> receiver.accept(message, from));
        }
    }

    private void carryOut(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | AssertionError e) {
            problems.accept(what, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            selector.wakeup();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
