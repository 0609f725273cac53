package org.imspresence.dialog.restcomm;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.stack.ConnectionOrientedMessageChannel;
import gov.nist.javax.sip.stack.MessageChannel;

/**
 * Where the bytes of a request have come from.
 *
 * <p>The stack writes into each request the address that its datagram had, or that its connection is with. The API's {@code getRemoteAddr} asks the transaction instead, and where that has none the Via.
 *
 * <p>Of a connection the address is certain only as long as the stack has not exchanged its socket. When a response cannot be written because the other side has gone, the stack connects to the host that the request's
 * <em>Via</em> names, and takes that for the address of the channel; requests that were read from the first connection and are still waiting then seem to have come from there. Whoever can connect could have a request
 * look like one of a peer that he names. Such a channel is known by its input, which is still that of the first socket.
 */
final class PeerAddress {

    private static final Field SOCKET = field("mySock");
    private static final Field INPUT = field("myClientInputStream");

    private PeerAddress() {}

    /** @param channel that it has come by. Empty when the address is not certain */
    static Optional<InetAddress> of(SIPRequest request, MessageChannel channel) {
        InetAddress address = request.getPeerPacketSourceAddress();
        return channel instanceof ConnectionOrientedMessageChannel connection && !hasItsSocket(connection) ? Optional.empty() : Optional.ofNullable(address);
    }

    private static boolean hasItsSocket(ConnectionOrientedMessageChannel connection) {
        try {
            Socket socket = (Socket) SOCKET.get(connection);
            return socket != null && hasInput(socket, (InputStream) INPUT.get(connection));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasInput(Socket socket, InputStream input) {
        try {
            return socket.getInputStream() == input; // a socket has one, and gives it to whoever asks
        } catch (IOException closed) {
            return false;
        }
    }

    private static Field field(String name) {
        try {
            Field field = ConnectionOrientedMessageChannel.class.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("the SIP stack is another one than this was written for", e);
        }
    }
}
