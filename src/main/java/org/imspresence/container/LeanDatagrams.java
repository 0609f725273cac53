package org.imspresence.container;

import gov.nist.core.net.DefaultNetworkLayer;
import gov.nist.core.net.NetworkLayer;
import gov.nist.javax.sip.SipStackImpl;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * The SIP stack's sockets, with received datagrams cut to their length, and 2 s to connect.
 *
 * <p>The stack receives each datagram into an array of its own of 64 KB (or of the longest message allowed, if that is less) and puts the
 * array, whole, into an unbounded queue for its threads. A burst of some ten thousand datagrams of half a kilobyte
 * then takes a gigabyte of heap, and the process ends. Here an array of the datagram's own length takes
 * the place of the long one as soon as it is received.
 *
 * <p>Named by the property {@code gov.nist.javax.sip.NETWORK_LAYER}.
 */
public final class LeanDatagrams implements NetworkLayer {

    private static final int CONNECT_MILLIS = 2_000;

    private final NetworkLayer sockets = DefaultNetworkLayer.SINGLETON;

    @Override
    public DatagramSocket createDatagramSocket(int port, InetAddress address) throws SocketException {
        return address.isMulticastAddress()
                ? sockets.createDatagramSocket(port, address)
                : new LeanSocket(port, address);
    }

    @Override
    public DatagramSocket createDatagramSocket() throws SocketException {
        return sockets.createDatagramSocket();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return sockets.createServerSocket(port, backlog, address);
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return connect(new Socket(), address, port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress own) throws IOException {
        Socket socket = new Socket();
        if (own != null) {
            socket.bind(new InetSocketAddress(own, 0));
        }
        return connect(socket, address, port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress own, int ownPort) throws IOException {
        return createSocket(address, port, own); // our own port is the listening one: a connection has another
    }

    /** The stack connects on the thread that sends; its own limit is 8 s. */
    private static Socket connect(Socket socket, InetAddress address, int port) throws IOException {
        try {
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public SSLServerSocket createSSLServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return sockets.createSSLServerSocket(port, backlog, address);
    }

    @Override
    public SSLSocket createSSLSocket(InetAddress address, int port) throws IOException {
        return sockets.createSSLSocket(address, port);
    }

    @Override
    public SSLSocket createSSLSocket(InetAddress address, int port, InetAddress own) throws IOException {
        return sockets.createSSLSocket(address, port, own);
    }

    @Override
    public void setSipStack(SipStackImpl stack) {
        sockets.setSipStack(stack);
    }

    private static final class LeanSocket extends DatagramSocket {

        LeanSocket(int port, InetAddress address) throws SocketException {
            super(port, address);
        }

        @Override
        public void receive(DatagramPacket packet) throws IOException {
            super.receive(packet);
            packet.setData(Arrays.copyOfRange(
                    packet.getData(), packet.getOffset(), packet.getOffset() + packet.getLength()));
        }
    }
}
