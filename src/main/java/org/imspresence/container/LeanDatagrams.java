package org.imspresence.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;

import gov.nist.core.net.DefaultNetworkLayer;
import gov.nist.core.net.NetworkLayer;
import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.parser.PostParseExecutorServices;
import gov.nist.javax.sip.stack.QueuedMessageDispatchBase;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * The SIP stack's sockets, with received datagrams cut to their length, bounds for what waits for the stack's threads, and streams that hold up nobody ({@link PatientSockets}).
 *
 * <p>The stack makes an array of 64 KB for each datagram (or of the longest message allowed, if that is less) and puts it, whole, into an unbounded queue for its threads. A burst of some ten thousand datagrams of half a kilobyte
 * then takes a gigabyte of heap, and the process ends; and more than half of what the collector had to do was for these arrays. Here a datagram is received into an array that stays, and one of its own length is queued
 * ({@link OrderedDatagrams} sees to it that the stack's is short). When too many wait, what comes next is dropped: over UDP its sender repeats it.
 *
 * <p>{@link #getAsLong} tells for how many milliseconds the oldest message, datagram or from a stream, has been waiting for a thread.
 *
 * <p>{@link #accept} takes a door that sees each datagram before it is queued, on the one thread that receives: it may be done with it at once, and
 * tells by false that it is. Null takes it away. Nothing is received, and no connection accepted, before the first one is given: the ports are open some time before the application can answer, and what comes
 * meanwhile waits in the kernel. A 503 instead would be handed on by a proxy as 500 (RFC 3261 s16.7), which some clients take for the last word.
 *
 * <p>{@link #apply} takes what is asked, last of all, before a NOTIFY is handed to the kernel, and gives what counts those that were dropped because it said no. A node that
 * wakes from a suspension may have had a NOTIFY on its way here, and the stack repeats those that are not answered (Timer E); its successor may have overtaken them. Null lets all
 * through. What goes over a stream does not pass here, and is not checked: the kernel may hold it for longer than any check is good for.
 *
 * <p>{@link #accept(SSLContext, SSLParameters)} takes what TLS is done with, before the stack opens its TLS port.
 *
 * <p>{@link #iterator} goes through the sockets for UDP: the application, too, sends by them.
 *
 * <p>{@link #get} tells where a listener may be put that sees every SIP message as it passes; see {@link SocketTap}.
 *
 * <p>Named by the property {@code gov.nist.javax.sip.NETWORK_LAYER}.
 */
public final class LeanDatagrams
        implements NetworkLayer, LongSupplier, Consumer<BiPredicate<DatagramSocket, DatagramPacket>>, Function<BooleanSupplier, LongSupplier>, BiConsumer<SSLContext, SSLParameters>, Iterable<DatagramSocket>,
        Supplier<AtomicReference<BiConsumer<Map.Entry<String, SocketAddress>, DatagramPacket>>> {

    /** Datagrams of up to a kilobyte that may wait: they take a sixteenth of the heap at most. A longer one needs more room. */
    private static final int WAITING_DATAGRAMS = (int) Math.min(100_000, Runtime.getRuntime().maxMemory() / 16 / 1_500);
    private static final int KILOBYTE = 1_024;
    private static final int LONGEST = 65_535;
    private static final int UNSENT = 1_048_576;
    private static final int PATIENCE_SECONDS = 10;
    private static final byte[] STACKS_REFUSAL = "SIP/2.0 400 Bad Request (".getBytes(ISO_8859_1);

    private static final BiPredicate<DatagramSocket, DatagramPacket> OPEN = (socket, packet) -> true;

    private static final String UDP = "udp";
    private static final byte[] RESPONSE = "SIP/2.0 ".getBytes(ISO_8859_1);
    private static final byte[] NOTIFY = "NOTIFY ".getBytes(ISO_8859_1);
    private static final BooleanSupplier ALWAYS = () -> true;

    private final NetworkLayer sockets = DefaultNetworkLayer.SINGLETON;
    private final SocketTap tap = new SocketTap();
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Intakes intakes = new Intakes();
    private final PatientSockets streams = new PatientSockets(this::awaitOpening, intakes, Integer.getInteger("presence.sip.stream.unsent", UNSENT), SECONDS.toMillis(Integer.getInteger("presence.sip.stream.patience", PATIENCE_SECONDS)));
    private volatile TlsSockets tls;
    private volatile BiPredicate<DatagramSocket, DatagramPacket> door = OPEN;
    private final LongAdder dropped = new LongAdder();
    private volatile BooleanSupplier maySend = ALWAYS;
    private final List<Lanes> datagrams = new CopyOnWriteArrayList<>();
    private final List<DatagramSocket> open = new CopyOnWriteArrayList<>();

    @Override
    public DatagramSocket createDatagramSocket(int port, InetAddress address) throws SocketException {
        DatagramSocket socket = new LeanSocket(port, address);
        open.add(socket);
        return socket;
    }

    @Override
    public Iterator<DatagramSocket> iterator() {
        return open.iterator();
    }

    @Override
    public DatagramSocket createDatagramSocket() throws SocketException {
        return sockets.createDatagramSocket();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return streams.listen(port, backlog, address, tap);
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return streams.connect(address, port, null, tap);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress own) throws IOException {
        return streams.connect(address, port, own, tap);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress own, int ownPort) throws IOException {
        return streams.connect(address, port, own, tap); // our own port is the listening one: a connection has another
    }

    @Override
    public void accept(SSLContext context, SSLParameters parameters) {
        tls = new TlsSockets(streams, intakes, tap, context, parameters);
    }

    @Override
    public SSLServerSocket createSSLServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return tls().listen(port, backlog, address);
    }

    @Override
    public SSLSocket createSSLSocket(InetAddress address, int port) throws IOException {
        return tls().connect(address, port, null);
    }

    @Override
    public SSLSocket createSSLSocket(InetAddress address, int port, InetAddress own) throws IOException {
        return tls().connect(address, port, own);
    }

    private TlsSockets tls() throws IOException {
        if (tls == null) {
            throw new IOException("TLS has no key");
        }
        return tls;
    }

    @Override
    public void setSipStack(SipStackImpl stack) {
        sockets.setSipStack(stack);
    }

    /** Milliseconds that the oldest message has been waiting for a thread of the stack. */
    @Override
    public long getAsLong() {
        long oldest = age(PostParseExecutorServices.staticQueue);
        for (Lanes lanes : datagrams) {
            oldest = Math.max(oldest, age(lanes));
        }
        return oldest;
    }

    @Override
    public void accept(BiPredicate<DatagramSocket, DatagramPacket> newDoor) {
        door = newDoor == null ? OPEN : newDoor;
        if (newDoor != null) {
            opened.countDown();
        }
    }

    private void awaitOpening() throws SocketException {
        try {
            opened.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketException("interrupted before the application was open");
        }
    }

    @Override
    public LongSupplier apply(BooleanSupplier newMaySend) {
        maySend = newMaySend == null ? ALWAYS : newMaySend;
        return dropped::sum;
    }

    @Override
    public AtomicReference<BiConsumer<Map.Entry<String, SocketAddress>, DatagramPacket>> get() {
        return tap.place();
    }

    private static long age(Queue<?> queue) {
        Object oldest = queue == null ? null : queue.peek();
        return oldest instanceof QueuedMessageDispatchBase message ? Math.max(0, System.currentTimeMillis() - message.getReceptionTime()) : 0;
    }

    Intakes intakes() {
        return intakes;
    }

    /** Has these counted among the datagrams that wait: there is one such queue for each address that takes UDP. */
    void watch(Lanes lanes) {
        datagrams.add(lanes);
    }

    private boolean hasRoom(int length) {
        int waiting = 0;
        for (Lanes lanes : datagrams) {
            waiting += lanes.size();
        }
        return waiting < WAITING_DATAGRAMS / (1 + length / KILOBYTE);
    }

    private final class LeanSocket extends DatagramSocket {

        /** For the one thread that receives. */
        private final byte[] buffer = new byte[LONGEST];

        LeanSocket(int port, InetAddress address) throws SocketException {
            super(port, address);
        }

        @Override
        public void receive(DatagramPacket packet) throws IOException {
            awaitOpening();
            do {
                packet.setData(buffer);
                super.receive(packet);
                if (tap.hasListener()) {
                    tap.received(UDP, getLocalSocketAddress(), packet);
                }
            } while (!passes(packet));
            packet.setData(Arrays.copyOfRange(
                    packet.getData(), packet.getOffset(), packet.getOffset() + packet.getLength()));
        }

        /** Whether a datagram goes to the stack. A response may be done with at the door, and then needs no room. */
        private boolean passes(DatagramPacket packet) {
            boolean hasRoom = hasRoom(packet.getLength());
            return (hasRoom || startsWith(packet, RESPONSE)) && door.test(this, packet) && hasRoom;
        }

        @Override
        public void close() {
            open.remove(this);
            super.close();
        }

        /** RFC 3261 s7: the stack's own answer to a long request that it cannot parse lacks the empty line after the headers, so nobody could read it. */
        @Override
        public void send(DatagramPacket packet) throws IOException {
            if (startsWith(packet, STACKS_REFUSAL)) {
                String text = new String(packet.getData(), packet.getOffset(), packet.getLength(), ISO_8859_1);
                if (!text.contains("\r\n\r\n")) {
                    packet.setData((text.stripTrailing() + "\r\n\r\n").getBytes(ISO_8859_1));
                }
            }
            if (startsWith(packet, NOTIFY) && !maySend.getAsBoolean()) {
                dropped.increment();
                return;
            }
            if (tap.hasListener()) {
                tap.sent(UDP, getLocalSocketAddress(), packet);
            }
            super.send(packet);
        }
    }

    private static boolean startsWith(DatagramPacket packet, byte[] beginning) {
        int from = packet.getOffset();
        return packet.getLength() >= beginning.length && Arrays.equals(packet.getData(), from, from + beginning.length, beginning, 0, beginning.length);
    }
}
