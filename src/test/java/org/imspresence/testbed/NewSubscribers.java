package org.imspresence.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens subscriptions at a high rate from one UDP socket, each in a dialog of its own, and keeps count of what becomes of them. It leaves the machine to the server: messages are
 * written from a template and looked at as bytes. Requests are repeated as RFC 3261 s17.1.2.2 says (Timer E) and given up after 32 s (Timer F). NOTIFYs are answered.
 *
 * <p>One thread at a time calls; responses and NOTIFYs come on a thread of its own.
 */
public final class NewSubscribers implements AutoCloseable {

    private static final int BUFFER = 8 << 20;
    private static final int PRESENTITIES = 5_000;
    private static final long MILLISECOND = 1_000_000;
    private static final long TIMER_F = TimeUnit.SECONDS.toNanos(32);
    /** Nanoseconds from one sending to the next: T1, doubled up to T2. */
    private static final long[] TIMER_E = {500 * MILLISECOND, 1_000 * MILLISECOND, 2_000 * MILLISECOND, 4_000 * MILLISECOND};
    private static final byte[] RESPONSE = bytes("SIP/2.0 ");
    private static final byte[] NOTIFY = bytes("NOTIFY ");
    private static final byte[] CALL_ID = bytes("\r\nCall-ID: n");
    private static final byte[] RETRY_AFTER = bytes("\r\nRetry-After: ");
    private static final List<byte[]> COPIED = List.of(bytes("Via:"), bytes("From:"), bytes("To:"), bytes("Call-ID:"), bytes("CSeq:"));

    private record Repeat(int subscriber, long at) {}

    private final InetSocketAddress server;
    private final DatagramSocket socket;
    private final String hostPort;
    private final AtomicIntegerArray status;
    private final AtomicIntegerArray retryAfter;
    private final AtomicLongArray sentAt;
    private final AtomicLongArray answeredAt;
    private final AtomicLongArray notifiedAt;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger granted = new AtomicInteger();
    private final List<ArrayDeque<Repeat>> repeats = new ArrayList<>();
    private int sent;
    private long repeated;

    /** @param most how many subscriptions are asked for at most */
    public NewSubscribers(InetSocketAddress server, int most) {
        this.server = server;
        status = new AtomicIntegerArray(most);
        retryAfter = new AtomicIntegerArray(most);
        sentAt = new AtomicLongArray(most);
        answeredAt = new AtomicLongArray(most);
        notifiedAt = new AtomicLongArray(most);
        Arrays.stream(TIMER_E).forEach(interval -> repeats.add(new ArrayDeque<>()));
        try {
            socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
            socket.setReceiveBufferSize(BUFFER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hostPort = "127.0.0.1:" + socket.getLocalPort();
        Thread thread = new Thread(this::receive, "new-subscribers");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Keeps this many requests under way for that time.
     *
     * @return how many were granted a second
     */
    public double keepUnderWay(int window, Duration time) {
        long begin = System.nanoTime();
        int before = granted.get();
        while (System.nanoTime() - begin < time.toNanos()) {
            while (sent - answered.get() < window && sent < status.length()) {
                subscribe();
            }
            repeatWhatIsDue();
            LockSupport.parkNanos(MILLISECOND / 2);
        }
        return (granted.get() - before) / ((System.nanoTime() - begin) / 1e9);
    }

    /** Sends this many requests a second for that time, whatever comes back. */
    public void offer(double perSecond, Duration time) {
        long begin = System.nanoTime();
        int first = sent;
        long elapsed = 0;
        while (elapsed < time.toNanos()) {
            int due = Math.min(status.length(), first + (int) (perSecond * elapsed / 1e9));
            while (sent < due) {
                subscribe();
            }
            repeatWhatIsDue();
            LockSupport.parkNanos(MILLISECOND);
            elapsed = System.nanoTime() - begin;
        }
    }

    /** Waits until every request has its final response, or has been given up. Returns how many have been given up. */
    public int awaitResponses() {
        while (answered.get() < sent && System.nanoTime() - sentAt.get(sent - 1) < TIMER_F) {
            repeatWhatIsDue();
            LockSupport.parkNanos(MILLISECOND);
        }
        return sent - answered.get();
    }

    /** Waits until every subscription that was granted since {@code from} has had a NOTIFY; returns how many have not after that time. */
    public int awaitNotifies(int from, Duration atMost) {
        long begin = System.nanoTime();
        int missing = missingNotifies(from);
        while (missing > 0 && System.nanoTime() - begin < atMost.toNanos()) {
            LockSupport.parkNanos(100 * MILLISECOND);
            missing = missingNotifies(from);
        }
        return missing;
    }

    private int missingNotifies(int from) {
        int missing = 0;
        for (int i = from; i < sent; i++) {
            if (status.get(i) == 200 && notifiedAt.get(i) == 0) {
                missing++;
            }
        }
        return missing;
    }

    /** How many requests there have been; the number of the next one. */
    public int sent() {
        return sent;
    }

    public long repeated() {
        return repeated;
    }

    /** How many of the requests since {@code from} got which final response; 0 for none. */
    public Map<Integer, Integer> responses(int from) {
        Map<Integer, Integer> count = new TreeMap<>();
        for (int i = from; i < sent; i++) {
            count.merge(status.get(i), 1, Integer::sum);
        }
        return count;
    }

    /** How many of those that were refused since {@code from} were not told when to come again. */
    public int refusedWithoutRetryAfter(int from) {
        int count = 0;
        for (int i = from; i < sent; i++) {
            if (status.get(i) > 299 && retryAfter.get(i) == 0) {
                count++;
            }
        }
        return count;
    }

    /** Sorted milliseconds from the first sending to this response, of the requests since {@code from}. */
    public long[] responseMillis(int from, int wanted) {
        return millis(from, wanted, answeredAt);
    }

    /** Sorted milliseconds from the first sending to the NOTIFY, of the subscriptions granted since {@code from}. */
    public long[] notifyMillis(int from) {
        return millis(from, 200, notifiedAt);
    }

    private long[] millis(int from, int wanted, AtomicLongArray until) {
        long[] all = new long[sent - from];
        int count = 0;
        for (int i = from; i < sent; i++) {
            if (status.get(i) == wanted && until.get(i) > 0) {
                all[count++] = TimeUnit.NANOSECONDS.toMillis(until.get(i) - sentAt.get(i));
            }
        }
        long[] found = Arrays.copyOf(all, count);
        Arrays.sort(found);
        return found;
    }

    private void subscribe() {
        int subscriber = sent++;
        long now = System.nanoTime();
        sentAt.set(subscriber, now);
        send(subscriber);
        repeats.get(0).add(new Repeat(subscriber, now + TIMER_E[0]));
    }

    private void send(int subscriber) {
        String presentity = "sip:new" + subscriber % PRESENTITIES + "@example.com";
        send(bytes("SUBSCRIBE " + presentity + " SIP/2.0\r\nVia: SIP/2.0/UDP " + hostPort + ";branch=z9hG4bKn" + subscriber
                + "\r\nMax-Forwards: 70\r\nFrom: <sip:watcher" + subscriber + "@home1.net>;tag=n" + subscriber + "\r\nTo: <" + presentity + ">\r\nCall-ID: n" + subscriber
                + "\r\nCSeq: 1 SUBSCRIBE\r\nP-Asserted-Identity: <sip:watcher" + subscriber + "@home1.net>\r\nContact: <sip:watcher" + subscriber + "@" + hostPort
                + ">\r\nEvent: presence\r\nAccept: application/pidf+xml\r\nExpires: 3600\r\nContent-Length: 0\r\n\r\n"));
    }

    private void send(byte[] message) {
        try {
            socket.send(new DatagramPacket(message, message.length, server));
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void repeatWhatIsDue() {
        long now = System.nanoTime();
        for (int stage = 0; stage < TIMER_E.length; stage++) {
            ArrayDeque<Repeat> queue = repeats.get(stage);
            int next = Math.min(stage + 1, TIMER_E.length - 1);
            while (!queue.isEmpty() && queue.peek().at() <= now) {
                int subscriber = queue.poll().subscriber();
                if (status.get(subscriber) == 0 && now - sentAt.get(subscriber) < TIMER_F) {
                    repeated++;
                    send(subscriber);
                    repeats.get(next).add(new Repeat(subscriber, now + TIMER_E[next]));
                }
            }
        }
    }

    private void receive() {
        byte[] buffer = new byte[65_535];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (IOException closed) {
                continue;
            }
            received(buffer, packet.getLength());
        }
    }

    private void received(byte[] message, int length) {
        int subscriber = number(message, find(message, length, CALL_ID) + CALL_ID.length);
        if (startsWith(message, 0, RESPONSE)) {
            int code = number(message, RESPONSE.length);
            if (code >= 200 && status.get(subscriber) == 0) {
                int header = find(message, length, RETRY_AFTER);
                retryAfter.set(subscriber, header < 0 ? 0 : number(message, header + RETRY_AFTER.length));
                answeredAt.set(subscriber, System.nanoTime());
                status.set(subscriber, code);
                granted.addAndGet(code == 200 ? 1 : 0);
                answered.incrementAndGet();
            }
        } else if (startsWith(message, 0, NOTIFY)) {
            notifiedAt.compareAndSet(subscriber, 0, System.nanoTime());
            send(ok(message, length));
        }
    }

    private static byte[] ok(byte[] request, int length) {
        StringBuilder response = new StringBuilder("SIP/2.0 200 OK\r\n");
        int line = 0;
        while (line < length && request[line] != '\r') {
            int end = line;
            while (request[end] != '\n') {
                end++;
            }
            int start = line;
            if (COPIED.stream().anyMatch(name -> startsWith(request, start, name))) {
                response.append(new String(request, line, end + 1 - line, StandardCharsets.ISO_8859_1));
            }
            line = end + 1;
        }
        return response.append("Content-Length: 0\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int find(byte[] message, int length, byte[] wanted) {
        for (int i = 0; i + wanted.length <= length; i++) {
            if (message[i] == wanted[0] && startsWith(message, i, wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] message, int at, byte[] wanted) {
        return Arrays.equals(message, at, at + wanted.length, wanted, 0, wanted.length);
    }

    private static int number(byte[] message, int at) {
        int number = 0;
        for (int i = at; message[i] >= '0' && message[i] <= '9'; i++) {
            number = 10 * number + message[i] - '0';
        }
        return number;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        socket.close();
    }
}
