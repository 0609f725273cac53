package org.imspresence.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLContext;
import org.jgroups.util.DefaultSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of a node that has a key: TLS, with a certificate asked of both sides. The stack has no others, so this covers
 * all that nodes say to each other: discovery, joining, heartbeats, entries, commands.
 *
 * <p>JGroups' own {@code tls.*} attributes would do nearly the same. But they let a handshake with a peer that hangs last as
 * long as the peer hangs, cannot tell a peer that a connection is closed in good order, log a stack trace for each stranger
 * that knocks, and want the password in the text of the stack. Its SYM_ENCRYPT encrypts bodies, and leaves headers and
 * messages without a body in clear and open to forgery.
 *
 * <p>Not covered: who reaches the port can still open connections. One that says nothing keeps the nodes that want to
 * connect waiting for {@link TlsSocket#HANDSHAKE}.
 */
final class NodeSockets extends DefaultSocketFactory {

    private static final Logger LOG = LoggerFactory.getLogger(NodeSockets.class);

    private final SSLContext context;
    private final Refusals refusals;

    private NodeSockets(SSLContext context, Refusals refusals) {
        super(context);
        this.context = context;
        this.refusals = refusals;
    }

    static NodeSockets of(String nodeName, NodeKey key) {
        return new NodeSockets(key.context(), new Refusals(nodeName, LOG::warn));
    }

    @Override
    public Socket createSocket(String service) {
        return new TlsSocket(context);
    }

    @Override
    public ServerSocket createServerSocket(String service) throws IOException {
        return new Door();
    }

    /** Hands out a connection when its peer has proved itself, and knows no others. */
    private final class Door extends ServerSocket {

        Door() throws IOException {
        }

        @Override
        public Socket accept() throws IOException {
            while (true) {
                TlsSocket socket = new TlsSocket(context);
                implAccept(socket);
                try {
                    socket.beServer();
                    return socket;
                } catch (IOException e) {
                    if (!leftEarly(e)) {
                        refusals.refused(socket.getInetAddress(), e);
                    }
                    socket.close();
                }
            }
        }

        /** Somebody who only wanted to know whether the port is open, or a peer that gave up while one of us hung. */
        private boolean leftEarly(Throwable thrown) {
            return thrown != null && (thrown instanceof EOFException || thrown instanceof SocketException
                    || thrown instanceof SocketTimeoutException || leftEarly(thrown.getCause()));
        }
    }
}
