package org.imspresence.dialog.lean;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.function.Supplier;

import org.imspresence.address.HostPort;
import org.imspresence.dialog.WireTap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP socket that NOTIFYs leave from and their answers come to, which their Via names. Whoever sends does so on a thread of its own; what comes in is read by one thread. All datagrams either way pass {@link #send} and {@link #receive}.
 */
final class Outlet implements Transactions.Sender, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);
    private static final int LONGEST_DATAGRAM = 65_535;
    private static final String UDP = "udp";

    /** Takes what comes in. */
    interface Receiver {

        /** @param message whose first {@code length} bytes are the datagram, until this returns */
        void received(byte[] message, int length, ResponseReader reader);
    }

    private final DatagramChannel channel;
    private final InetAddress address;
    private final String sentBy;
    private final ResponseReader reader;
    private final InetSocketAddress local;
    private final Supplier<WireTap> tap;

    /**
     * @param address that it is bound to
     * @param host    that Via names
     * @param port    0: any
     * @param tap     sees each datagram either way; null while there is none
     * @throws IOException when the address cannot be used
     */
    Outlet(InetAddress address, String host, int port, int receiveBuffer, int sendBuffer, Supplier<WireTap> tap, Receiver receiver) throws IOException {
        this.address = address;
        this.tap = tap;
        channel = DatagramChannel.open(address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer).setOption(StandardSocketOptions.SO_SNDBUF, sendBuffer).bind(new InetSocketAddress(address, port));
            local = (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        sentBy = HostPort.text(host, port());
        reader = new ResponseReader(sentBy);
        Thread thread = new Thread(() -> receiveAll(receiver), "notify-answers");
        thread.setDaemon(true);
        thread.start();
    }

    InetAddress address() {
        return address;
    }

    int port() {
        return local.getPort();
    }

    /** Whether a target can be reached from here. */
    boolean reaches(InetAddress target) {
        return target.getClass() == address.getClass();
    }

    /** The value of a Via with this branch. */
    String via(String branch) {
        return "SIP/2.0/UDP " + sentBy + ";branch=" + branch;
    }

    @Override
    public void send(byte[] bytes, InetSocketAddress to) throws IOException {
        show(false, to, bytes, bytes.length);
        channel.send(ByteBuffer.wrap(bytes), to);
    }

    private void receiveAll(Receiver receiver) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST_DATAGRAM);
        byte[] message = new byte[LONGEST_DATAGRAM];
        while (channel.isOpen()) {
            try {
                int length = receive(buffer, message);
                receiver.received(message, length, reader);
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException e) {
                LOG.debug("a datagram could not be received: {}", e.toString());
            } catch (RuntimeException bug) {
                LOG.error("bug in taking the answer to a NOTIFY", bug);
            }
        }
    }

    private int receive(ByteBuffer buffer, byte[] message) throws IOException {
        buffer.clear();
        InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
        buffer.flip();
        int length = buffer.remaining();
        buffer.get(message, 0, length);
        show(true, from, message, length);
        return length;
    }

    private void show(boolean incoming, InetSocketAddress peer, byte[] message, int length) {
        WireTap shown = tap.get();
        if (shown != null) {
            shown.message(incoming, UDP, local, peer, message, 0, length);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("the socket of NOTIFYs could not be closed: {}", e.toString());
        }
    }
}
