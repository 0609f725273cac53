package org.imspresence.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** SIP over UDP (RFC 3261 s18): one datagram, one message. */
final class UdpTransport implements SipTransport {

    private static final int MAX_DATAGRAM = 65_535;
    private static final int RECEIVE_BUFFER = 4 << 20;

    private final DatagramSocket socket;
    private final MessageLog log = new MessageLog();
    private final Object handling = new Object();

    UdpTransport(InetSocketAddress address) {
        try {
            socket = new DatagramSocket(address);
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot bind UDP " + address, e);
        }
    }

    @Override
    public void start(Receiver receiver) {
        Thread thread = new Thread(() -> receive(receiver), "sip-udp-" + address());
        thread.setDaemon(true);
        thread.start();
    }

    private void receive(Receiver receiver) {
        byte[] buffer = new byte[MAX_DATAGRAM];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (IOException e) {
                continue; // closed, or an ICMP error of an earlier send: a datagram socket stays usable
            }
            InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
            byte[] bytes = Arrays.copyOf(buffer, packet.getLength());
            if (new String(bytes).isBlank()) {
                continue; // keep-alive, RFC 5626 s3.5.1
            }
            synchronized (handling) {
                handle(receiver, from, bytes);
            }
        }
    }

    private void handle(Receiver receiver, InetSocketAddress from, byte[] bytes) {
        try {
            SipMessage message = SipMessage.parse(bytes);
            log.add(MessageLog.Direction.RECEIVED, from, message);
            receiver.received(message, from);
        } catch (RuntimeException e) {
            log.addProblem(from, e + " in " + new String(bytes));
        }
    }

    @Override
    public String name() {
        return "UDP";
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public MessageLog log() {
        return log;
    }

    @Override
    public void send(SipMessage message, InetSocketAddress to) {
        byte[] bytes = message.bytes();
        log.add(MessageLog.Direction.SENT, to, message);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send to " + to, e);
        }
    }

    /** A test may close as soon as it sees a request in the log: the request gets its answer before. */
    @Override
    public void close() {
        synchronized (handling) {
            socket.close();
        }
    }
}
