package org.imspresence.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/**
 * Several watchers of one presentity behind one UDP socket, which stands for the hop next to the server: it sees the Route of each NOTIFY as the server sent it.
 * Each NOTIFY is answered and looked at once, in the order of arrival, and forgotten: that many and that large ones no log could hold.
 */
public final class WatcherFleet implements AutoCloseable {

    private static final int MAX_DATAGRAM = 65_535;
    private static final int RECEIVE_BUFFER = 8 << 20;
    private static final long POLL_MILLIS = 20;
    private static final Duration RETRANSMIT_AFTER = Duration.ofSeconds(1);
    private static final int EXPIRES_SECONDS = 3600;
    private static final int PROBLEMS_TOLD = 5;

    /** Looks at a NOTIFY; an exception from it is a problem of that watcher. Called on one thread. */
    public interface Check {

        void check(int watcher, SipMessage notify);
    }

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final String presentity;
    private final String hostPort;
    private final boolean[] answered;
    private final long[] lastCSeq;
    private final int[] notifies;
    private final List<String> problems = new ArrayList<>();
    private Check check = (watcher, notify) -> { };

    public WatcherFleet(InetSocketAddress server, String presentity, int watchers) {
        this.server = server;
        this.presentity = presentity;
        answered = new boolean[watchers];
        lastCSeq = new long[watchers];
        notifies = new int[watchers];
        try {
            socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hostPort = "127.0.0.1:" + socket.getLocalPort();
        Thread thread = new Thread(this::receive, "watcher-fleet");
        thread.setDaemon(true);
        thread.start();
    }

    /** Three hops: this socket, an S-CSCF and a P-CSCF that writes a token of the UE into its URI. */
    public List<String> routes(int watcher) {
        return List.of("<sip:" + hostPort + ";lr>", "<sip:scscf1.home1.net;lr>", "<sip:token" + watcher + "@pcscf1.home1.net;lr;x>");
    }

    /** What every NOTIFY from now on has to pass. */
    public synchronized void onNotify(Check newCheck) {
        check = newCheck;
    }

    /** Opens all subscriptions, one after the other; each has its first NOTIFY when this returns. */
    public void subscribe(Duration patience) {
        for (int watcher = 0; watcher < answered.length; watcher++) {
            byte[] request = request(watcher).bytes();
            long sent = System.nanoTime();
            send(request);
            int waiting = watcher;
            long deadline = sent + patience.toNanos();
            while (!all(waiting, waiting + 1, each -> answered[each] && notifies[each] > 0)) {
                if (System.nanoTime() > deadline) {
                    throw new NotSeenException("watcher " + watcher + " has no subscription: " + problems());
                }
                if (System.nanoTime() - sent > RETRANSMIT_AFTER.toNanos()) {
                    sent = System.nanoTime();
                    send(request);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    private SipMessage request(int watcher) {
        return SipMessage.request("SUBSCRIBE", presentity)
                .with("Via", Via.text("UDP", hostPort, SipEndpoint.newBranch()))
                .with("Max-Forwards", "70")
                .with("From", "<sip:watcher" + watcher + "@home1.net>;tag=w" + watcher)
                .with("To", "<" + presentity + ">")
                .with("Call-ID", callId(watcher))
                .with("CSeq", "1 SUBSCRIBE")
                .with("Contact", "<" + contact(watcher) + ">")
                .with("Record-Route", String.join(", ", routes(watcher)))
                .with("P-Asserted-Identity", "<sip:watcher" + watcher + "@home1.net>")
                .with("Event", "presence")
                .with("Expires", Integer.toString(EXPIRES_SECONDS))
                .with("Accept", Pidf.TYPE)
                .with("Content-Length", "0");
    }

    private String callId(int watcher) {
        return watcher + "-fleet" + socket.getLocalPort() + "@home1.net";
    }

    private static String contact(int watcher) {
        return "sip:watcher" + watcher + "@[5555::" + Integer.toHexString(watcher) + "]:1357;comp=sigcomp";
    }

    /** Waits until the condition, which the NOTIFYs bring about, holds for all watchers. */
    public void awaitAll(String what, IntPredicate condition, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!all(0, answered.length, condition)) {
            if (System.nanoTime() > deadline) {
                throw new NotSeenException("not all watchers " + what + "; NOTIFYs: " + Arrays.toString(notifies) + "; problems: " + problems());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
        }
    }

    private synchronized boolean all(int from, int to, IntPredicate condition) {
        for (int watcher = from; watcher < to; watcher++) {
            if (!condition.test(watcher)) {
                return false;
            }
        }
        return true;
    }

    private void send(byte[] bytes) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, server));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send to " + server, e);
        }
    }

    private void receive() {
        byte[] buffer = new byte[MAX_DATAGRAM];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (IOException e) {
                continue; // closed, or an ICMP error of an earlier send
            }
            SipMessage message = SipMessage.parse(Arrays.copyOf(buffer, packet.getLength()));
            synchronized (this) {
                try {
                    received(message);
                } catch (RuntimeException | AssertionError e) {
                    problems.add(e.toString());
                }
            }
        }
    }

    private void received(SipMessage message) {
        String callId = message.callId();
        int watcher = Integer.parseInt(callId.substring(0, callId.indexOf('-')));
        if (message.isRequest("NOTIFY")) {
            send(SipMessage.response(message, 200, "OK").bytes());
            notified(watcher, message);
        } else if (message.status() == 200) {
            answered[watcher] = true;
        } else if (message.status() > 200) {
            problems.add(message.toString());
        }
    }

    private void notified(int watcher, SipMessage notify) {
        if (notify.cseq() <= lastCSeq[watcher]) {
            return; // a retransmission: our 200 was lost
        }
        if (notifies[watcher] > 0 && notify.cseq() != lastCSeq[watcher] + 1) {
            problems.add("watcher " + watcher + ": NOTIFY " + notify.cseq() + " came after " + lastCSeq[watcher]);
        }
        if (!notify.values("Route").equals(routes(watcher)) || !notify.requestUri().equals(contact(watcher))) {
            problems.add("watcher " + watcher + " is told on another way: " + notify);
        }
        lastCSeq[watcher] = notify.cseq();
        notifies[watcher]++;
        check.check(watcher, notify);
    }

    /** What was refused, out of sequence or did not pass its check: the first few of them. */
    public synchronized List<String> problems() {
        return problems.stream().limit(PROBLEMS_TOLD).toList();
    }

    /** NOTIFYs so far to all watchers, without retransmissions. */
    public synchronized int notifies() {
        return Arrays.stream(notifies).sum();
    }

    @Override
    public void close() {
        socket.close();
    }
}
