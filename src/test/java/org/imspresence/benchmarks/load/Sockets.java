package org.imspresence.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** The two UDP sockets, of watchers and publishers, and the one thread's loop over them. */
final class Sockets {

    /** Who is given each message that was read into {@link Incoming#bytes}. */
    interface Reader {

        /** @param length bytes of it */
        void read(DatagramChannel socket, SocketAddress sender, int length) throws IOException;
    }

    private static final int BUFFER_BYTES = 4 << 20;
    private static final int LARGEST = 65_536;
    private static final int READS_IN_A_ROW = 128;
    /** What is shorter is a keep-alive. */
    private static final int SHORTEST = 20;

    private final InetSocketAddress target;
    private final DatagramChannel watchers;
    private final DatagramChannel publishers;
    private final Selector selector = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocateDirect(LARGEST);
    private final ByteBuffer out = ByteBuffer.allocateDirect(LARGEST);
    private final byte[] text = new byte[LARGEST];

    Sockets(Options options) throws IOException {
        target = options.target();
        watchers = open(options.watchers());
        publishers = open(options.publishers());
    }

    private DatagramChannel open(String address) throws IOException {
        DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET);
        socket.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        socket.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
        socket.bind(Options.address(address));
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_READ);
        return socket;
    }

    @SuppressWarnings("deprecation") // of the characters only the low bytes, without an encoder
    void send(boolean byWatcher, String message) throws IOException {
        message.getBytes(0, message.length(), text, 0);
        send(byWatcher ? watchers : publishers, target, text, message.length());
    }

    void send(DatagramChannel socket, SocketAddress receiver, byte[] bytes, int length) throws IOException {
        out.clear();
        out.put(bytes, 0, length).flip();
        socket.send(out, receiver);
    }

    /** Reads what has come, or waits that many milliseconds at most for it. */
    void readInto(byte[] bytes, Reader reader, long wait) throws IOException {
        if (read(watchers, bytes, reader) + read(publishers, bytes, reader) == 0) {
            selector.select(wait);
            selector.selectedKeys().clear();
        }
    }

    private int read(DatagramChannel socket, byte[] bytes, Reader reader) throws IOException {
        int count = 0;
        while (count < READS_IN_A_ROW) {
            in.clear();
            SocketAddress sender = socket.receive(in);
            if (sender == null) {
                break;
            }
            count++;
            int length = in.flip().remaining();
            in.get(bytes, 0, length);
            if (length > SHORTEST) {
                reader.read(socket, sender, length);
            }
        }
        return count;
    }
}
