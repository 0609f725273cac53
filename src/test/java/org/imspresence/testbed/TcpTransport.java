package org.imspresence.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/**
 * SIP over TCP or TLS (RFC 3261 s18): accepts connections, opens one to a peer that has none, and answers on the one a request came by.
 */
final class TcpTransport implements SipTransport {

    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final String name;
    private final SocketFactory sockets;
    private final ServerSocket listener;
    private final AtomicInteger accepted = new AtomicInteger();
    private final Map<InetSocketAddress, Socket> connections = new ConcurrentHashMap<>();
    private final Object ended = new Object();
    private final MessageLog log = new MessageLog();
    private volatile Receiver receiver = (message, from) -> { };

    private TcpTransport(String name, InetSocketAddress address, ServerSocketFactory listeners, SocketFactory sockets) {
        this.name = name;
        this.sockets = sockets;
        try {
            listener = listeners.createServerSocket();
            listener.setReuseAddress(true);
            listener.bind(address);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot bind " + name + " " + address, e);
        }
    }

    static TcpTransport tcp(InetSocketAddress address) {
        return new TcpTransport("TCP", address, ServerSocketFactory.getDefault(), SocketFactory.getDefault());
    }

    static TcpTransport tls(InetSocketAddress address, SSLContext context) {
        return new TcpTransport("TLS", address, context.getServerSocketFactory(), context.getSocketFactory());
    }

    @Override
    public void start(Receiver to) {
        receiver = to;
        daemon("sip-tcp-" + address(), this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                accepted.incrementAndGet(); // first: what is asked after a message came by it has to count it
                adopt(socket);
            } catch (IOException e) {
                continue; // closed, or a connection that was reset before it was accepted
            }
        }
    }

    private Socket adopt(Socket socket) {
        InetSocketAddress peer = (InetSocketAddress) socket.getRemoteSocketAddress();
        connections.put(peer, socket);
        daemon("sip-tcp-" + peer, () -> read(socket, peer));
        return socket;
    }

    private void read(Socket socket, InetSocketAddress peer) {
        SipFramer framer = new SipFramer();
        byte[] buffer = new byte[65_536];
        try (socket) {
            for (int n = socket.getInputStream().read(buffer); n >= 0; n = socket.getInputStream().read(buffer)) {
                for (SipMessage message : framer.feed(buffer, n)) {
                    log.add(MessageLog.Direction.RECEIVED, peer, message);
                    receiver.received(message, peer);
                }
            }
        } catch (RuntimeException e) {
            log.addProblem(peer, e.toString()); // the stream has no next message to go on with
        } catch (IOException e) {
            return; // the peer reset the connection or we closed it
        } finally {
            synchronized (ended) {
                connections.remove(peer, socket);
                ended.notifyAll();
            }
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public MessageLog log() {
        return log;
    }

    @Override
    public void send(SipMessage message, InetSocketAddress to) {
        log.add(MessageLog.Direction.SENT, to, message);
        try {
            Socket connection = connection(to);
            synchronized (connection) {
                connection.getOutputStream().write(message.bytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send to " + to, e);
        }
    }

    /** How many connections others have opened. */
    int accepted() {
        return accepted.get();
    }

    /** Our end of the connection to a peer, which is opened if there is none. */
    InetSocketAddress connect(InetSocketAddress to) {
        try {
            return (InetSocketAddress) connection(to).getLocalSocketAddress();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + to, e);
        }
    }

    /** Opens a connection to a peer that has none, from an address that may be another than the system would choose. */
    synchronized InetSocketAddress connect(InetSocketAddress to, InetAddress from) {
        try {
            return (InetSocketAddress) adopt(sockets.createSocket(to.getAddress(), to.getPort(), from, 0)).getLocalSocketAddress();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + to + " from " + from, e);
        }
    }

    /** Ends all connections, and goes on to listen. Returns when the other sides have ended theirs, too. */
    void hangUp() {
        try {
            for (Socket connection : connections.values()) {
                connection.shutdownOutput();
            }
            synchronized (ended) {
                for (long end = System.nanoTime() + LONGEST_END.toNanos(); !connections.isEmpty() && System.nanoTime() < end;) {
                    ended.wait(LONGEST_END.toMillis());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot end a connection of " + listener, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!connections.isEmpty()) {
            throw new NotSeenException("still open: " + connections.keySet());
        }
    }

    private synchronized Socket connection(InetSocketAddress to) throws IOException {
        Socket open = connections.get(to);
        return open != null ? open : adopt(sockets.createSocket(to.getAddress(), to.getPort()));
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket connection : connections.values()) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + listener, e);
        }
    }
}
