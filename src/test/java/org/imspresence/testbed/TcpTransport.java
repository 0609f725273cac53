package org.imspresence.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * SIP over TCP (RFC 3261 s18): accepts connections, opens one to a peer that has none, and answers on the one a request came by.
 */
final class TcpTransport implements SipTransport {

    private final ServerSocket listener;
    private final Map<InetSocketAddress, Socket> connections = new ConcurrentHashMap<>();
    private final MessageLog log = new MessageLog();
    private volatile Receiver receiver = (message, from) -> { };

    TcpTransport(InetSocketAddress address) {
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(address);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot bind TCP " + address, e);
        }
    }

    @Override
    public void start(Receiver to) {
        receiver = to;
        daemon("sip-tcp-" + address(), this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                adopt(listener.accept());
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
            connections.remove(peer, socket);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public String name() {
        return "TCP";
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

    private synchronized Socket connection(InetSocketAddress to) throws IOException {
        Socket open = connections.get(to);
        return open != null ? open : adopt(new Socket(to.getAddress(), to.getPort()));
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
