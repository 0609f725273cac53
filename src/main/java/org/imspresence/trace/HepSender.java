package org.imspresence.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a capture server a copy of every SIP message of this node. A thread of its own does: what it has no time for, or cannot send, is counted and dropped, and SIP never waits. UDP: nobody knows whether a copy arrives.
 *
 * <p>A copy without body ends with the empty line behind the header fields and still has the message's own Content-Length, so that the length of what was left out can be seen. Whoever reads SIP from datagrams takes the end of the
 * packet for the end of the message.
 */
public final class HepSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HepSender.class);
    private static final int WAITING_MESSAGES = 8_192;
    private static final int WAITING_BYTES = 16 << 20;
    /** Bytes of a message that fit into a datagram with the rest of the packet. */
    private static final int LONGEST = 65_000;
    /** The name of the capture server may lead elsewhere by then. */
    private static final long LOOK_UP_AFTER = TimeUnit.SECONDS.toNanos(60);
    private static final byte FIRST_LETTER = 'A';

    private final HepSettings settings;
    private final Traffic traffic;
    private final DatagramSocket socket;
    private final Handover handover;
    private final LongAdder sent = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private boolean failing;
    private InetSocketAddress target;
    private long lookUpAt = System.nanoTime();

    private HepSender(HepSettings settings, Traffic traffic) {
        this.settings = settings;
        this.traffic = traffic;
        try {
            this.socket = new DatagramSocket();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        this.handover = new Handover("trace-hep", WAITING_MESSAGES, WAITING_BYTES, this::send);
    }

    /** Begins to send. */
    public static HepSender start(HepSettings settings, Traffic traffic) {
        HepSender sender = new HepSender(settings, traffic);
        traffic.show(sender.handover);
        LOG.info("copies of all SIP messages go to {}", settings);
        return sender;
    }

    /** What it counts, by the series of its metric. */
    public Map<String, LongSupplier> counters() {
        return counters(sent::sum, () -> handover.dropped() + failed.sum());
    }

    /** Of a node that sends nothing. */
    public static Map<String, LongSupplier> noCounters() {
        return counters(() -> 0, () -> 0);
    }

    private static Map<String, LongSupplier> counters(LongSupplier sent, LongSupplier dropped) {
        return new TreeMap<>(Map.of("presence_trace_hep_total{outcome=\"sent\"}", sent, "presence_trace_hep_total{outcome=\"dropped\"}", dropped));
    }

    private void send(WireMessage message) {
        if (message.bytes().length == 0 || message.bytes()[0] < FIRST_LETTER) {
            return; // a keep-alive
        }
        int length = settings.bodies() ? message.bytes().length : SipText.headLength(message.bytes());
        try {
            if (length > LONGEST) {
                throw new IOException("the message is too long: " + length + " bytes");
            }
            byte[] packet = HepPacket.of(message, settings.node(), settings.password(), length);
            socket.send(new DatagramPacket(packet, packet.length, target()));
            sent.increment();
            failing = false;
        } catch (IOException | IllegalArgumentException e) {
            failed.increment();
            if (!failing) {
                LOG.warn("a message was not copied to {}, nor are others until it can be reached: {}", settings, e.toString());
            }
            failing = true;
        }
    }

    private InetSocketAddress target() throws IOException {
        if (System.nanoTime() - lookUpAt >= 0) {
            target = new InetSocketAddress(settings.host(), settings.port());
            lookUpAt = System.nanoTime() + LOOK_UP_AFTER;
        }
        if (target.isUnresolved()) {
            throw new IOException("nobody knows the host " + settings.host());
        }
        return target;
    }

    @Override
    public void close() {
        traffic.hide(handover);
        handover.close();
        socket.close();
    }
}
