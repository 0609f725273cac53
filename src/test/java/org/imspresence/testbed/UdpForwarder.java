package org.imspresence.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/**
 * The one address of a cluster: hands every datagram on to the node that is chosen at that moment. Nothing goes back through it, as SIP
 * responses go to the sender's Via.
 */
public final class UdpForwarder implements AutoCloseable {

    private static final int MAX_DATAGRAM = 65_535;

    private final DatagramSocket socket;
    private volatile InetSocketAddress node;

    private UdpForwarder(DatagramSocket socket, InetSocketAddress node) {
        this.socket = socket;
        this.node = node;
    }

    /** On a free port of 127.0.0.1. */
    public static UdpForwarder to(InetSocketAddress node) {
        try {
            UdpForwarder forwarder = new UdpForwarder(new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)), node);
            Thread thread = new Thread(forwarder::forward, "udp-forwarder");
            thread.setDaemon(true);
            thread.start();
            return forwarder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes from now on goes to that node. */
    public void choose(InetSocketAddress chosen) {
        node = chosen;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void forward() {
        byte[] buffer = new byte[MAX_DATAGRAM];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                packet.setSocketAddress(node);
                socket.send(packet);
            } catch (IOException e) {
                continue; // closed, or an ICMP error of an earlier send: a datagram socket stays usable
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
