package org.imspresence.testbed;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands where the HSS would listen for Cx (Diameter over TCP, RFC 6733 s3) and counts what reaches it. It answers nothing:
 * the founding document's claim is that nobody asks. It sees TCP only; SCTP would not reach it.
 */
public final class HssStandIn implements AutoCloseable {

    /** The port of Diameter. */
    public static final int DIAMETER_PORT = 3868;
    private static final int HEADER_BYTES = 20;

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    public HssStandIn(InetSocketAddress address) {
        try {
            listener = new ServerSocket();
            listener.bind(address);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot bind TCP " + address, e);
        }
        daemon(this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                daemon(() -> count(socket));
            } catch (IOException e) {
                continue; // closed, or a connection that was reset before it was accepted
            }
        }
    }

    private void count(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int first = in.read(); first >= 0; first = in.read()) {
                bytes.incrementAndGet();
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                bytes.addAndGet(3);
                in.skipNBytes(Math.max(length, HEADER_BYTES) - 4);
                bytes.addAndGet(Math.max(length, HEADER_BYTES) - 4);
                messages.incrementAndGet();
            }
        } catch (IOException e) {
            return; // cut in the middle of a message: the connection is counted
        } finally {
            open.remove(socket);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "hss");
        thread.setDaemon(true);
        thread.start();
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    public int connections() {
        return connections.get();
    }

    /** Whole Diameter messages. */
    public int messages() {
        return messages.get();
    }

    /** Bytes of whole Diameter messages and headers. */
    public long bytes() {
        return bytes.get();
    }

    /** Queries, where a connection without a whole message counts as one. */
    public int queries() {
        return Math.max(connections(), messages());
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + listener, e);
        }
    }
}
