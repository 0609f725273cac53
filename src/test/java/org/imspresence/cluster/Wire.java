package org.imspresence.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.imspresence.address.HostPort;

/** Stands in front of a node's cluster port, lets everything through and keeps a copy of it. */
final class Wire implements AutoCloseable {

    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private final AtomicInteger parcels = new AtomicInteger();
    private final ServerSocket front;
    private final HostPort node;

    Wire(HostPort node) {
        this.node = node;
        try {
            front = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new Thread(this::accept, "wire").start();
    }

    HostPort address() {
        return new HostPort("127.0.0.1", front.getLocalPort());
    }

    boolean carried(String text) {
        synchronized (copy) {
            return copy.toString(StandardCharsets.ISO_8859_1).contains(text);
        }
    }

    int length() {
        synchronized (copy) {
            return copy.size();
        }
    }

    /** How often something came, either way. */
    int parcels() {
        return parcels.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = front.accept();
                Socket far;
                try {
                    far = new Socket(node.host(), node.port());
                } catch (IOException notThereYet) {
                    near.close();
                    continue;
                }
                new Thread(() -> pump(far, near), "wire").start();
                new Thread(() -> pump(near, far), "wire").start();
            }
        } catch (IOException closed) {
            // the end of it
        }
    }

    private void pump(Socket from, Socket to) {
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                synchronized (copy) {
                    copy.write(buffer, 0, read);
                }
                parcels.incrementAndGet();
                out.write(buffer, 0, read);
            }
        } catch (IOException closed) {
            // by one side or the other
        }
    }

    @Override
    public void close() {
        try {
            front.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
