package org.imspresence.container;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/**
 * Shows each SIP message that passes the stack's sockets, as on the wire: repeats, what the stack cannot read, and what is answered before it gets there are among them. While nobody listens it costs one volatile read per message.
 *
 * <p>A listener is put into {@link #place}. It is told {@code in} or {@code out} and the transport ({@code in udp}, {@code out tls}) with our own address, and the message as a packet with the peer's; both before the message is
 * dealt with, on the thread that does, which it must not hold up. The bytes may be changed when it has returned.
 */
final class SocketTap {

    private static final String IN = "in ";
    private static final String OUT = "out ";

    private final AtomicReference<BiConsumer<Map.Entry<String, SocketAddress>, DatagramPacket>> place = new AtomicReference<>();

    /** Where a listener may be put; null takes it away. */
    AtomicReference<BiConsumer<Map.Entry<String, SocketAddress>, DatagramPacket>> place() {
        return place;
    }

    /** @param packet with the peer's address */
    void received(String transport, SocketAddress local, DatagramPacket packet) {
        tell(IN, transport, local, packet);
    }

    /** @param packet with the peer's address */
    void sent(String transport, SocketAddress local, DatagramPacket packet) {
        tell(OUT, transport, local, packet);
    }

    boolean hasListener() {
        return place.get() != null;
    }

    private void tell(String direction, String transport, SocketAddress local, DatagramPacket packet) {
        BiConsumer<Map.Entry<String, SocketAddress>, DatagramPacket> listener = place.get();
        if (listener != null) {
            listener.accept(Map.entry(direction + transport, local), packet);
        }
    }

    /** What is read from a connection, whose messages are shown as soon as they are whole. */
    InputStream input(InputStream in, Socket connection, String transport) {
        return new FilterInputStream(in) {
            private final StreamMessages messages = new StreamMessages(message -> received(transport, connection.getLocalSocketAddress(), packet(message, connection)));

            @Override
            public int read() throws IOException {
                int read = super.read();
                if (read >= 0) {
                    messages.pass(hasListener(), new byte[] {(byte) read}, 0, 1);
                }
                return read;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                int read = super.read(bytes, from, length);
                if (read > 0) {
                    messages.pass(hasListener(), bytes, from, read);
                }
                return read;
            }
        };
    }

    /** What is written to a connection, whose messages are shown as soon as they are whole. */
    OutputStream output(OutputStream out, Socket connection, String transport) {
        return new FilterOutputStream(out) {
            private final StreamMessages messages = new StreamMessages(message -> sent(transport, connection.getLocalSocketAddress(), packet(message, connection)));

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                messages.pass(hasListener(), bytes, from, length);
                out.write(bytes, from, length);
            }
        };
    }

    private static DatagramPacket packet(byte[] message, Socket connection) {
        return new DatagramPacket(message, message.length, connection.getRemoteSocketAddress());
    }
}
