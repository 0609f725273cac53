package org.imspresence.container;

import gov.nist.javax.sip.stack.ConnectionOrientedMessageChannel;
import gov.nist.javax.sip.stack.ConnectionOrientedMessageProcessor;
import gov.nist.javax.sip.stack.IOHandler;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.Socket;

/**
 * What the stack does with a connection when it processes its first request, done before that, because it is too late there.
 *
 * <p><em>The table of sockets</em>, by which responses find theirs. Requests with other Call-IDs are processed on other threads meanwhile. The response to one of them, if it comes before the first has put the socket into the
 * table, would open a connection to the port that the peer's is from; when this fails, as it must, the stack takes the socket out of the table, and nothing of that connection is ever answered.
 *
 * <p><em>The host to connect to</em> when the connection is lost before a response is written. It is the one that the connection is from, and the port is that of the Via's sent-by (RFC 3261 s18.2.2). The stack would take the host, too, from
 * sent-by, where the peer may write any, and from then on regard it as the peer's: what was read before and still waits would seem to come from there. If it had a connection there already, of somebody else, it would write to
 * that one, and close it together with the first. A Via over TCP that says UDP would be enough for it to go there.
 */
final class Connections {

    private static final Field HOST = StackInternals.field(ConnectionOrientedMessageChannel.class, "peerAddressAdvertisedInHeaders");
    private static final Field SOCKET = StackInternals.field(ConnectionOrientedMessageChannel.class, "mySock");
    private static final Field IS_IN_TABLES = StackInternals.field(ConnectionOrientedMessageChannel.class, "isCached");
    private static final Method PUT_CHANNEL = StackInternals.method(ConnectionOrientedMessageProcessor.class, "cacheMessageChannel", ConnectionOrientedMessageChannel.class);
    private static final Field SOCKETS = StackInternals.field(SIPTransactionStack.class, "ioHandler");
    private static final Method PUT_SOCKET = StackInternals.method(IOHandler.class, "putSocket", String.class, Socket.class);

    private Connections() {}

    /** To be called before a message of the connection is parsed; after the first time it does nothing. */
    static void begin(ConnectionOrientedMessageChannel channel) {
        try {
            InetAddress peer = channel.getPeerPacketSourceAddress();
            if (HOST.get(channel) == null && peer != null) {
                HOST.set(channel, peer.getHostAddress());
            }
            Socket socket = (Socket) SOCKET.get(channel);
            if (!IS_IN_TABLES.getBoolean(channel) && socket != null && !socket.isClosed()) {
                IS_IN_TABLES.setBoolean(channel, true);
                PUT_CHANNEL.invoke(channel.getMessageProcessor(), channel); // first: it closes a channel that has been left there with the same address and port, which takes the socket out of the table
                PUT_SOCKET.invoke(SOCKETS.get(channel.getSIPStack()), socket.getInetAddress().getHostAddress() + ":" + socket.getPort(), socket);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
