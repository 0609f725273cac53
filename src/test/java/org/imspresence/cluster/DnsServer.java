package org.imspresence.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.imspresence.address.HostPort;

/** Answers every question for addresses (RFC 1035, type A) with those that it was told, as a headless service does. */
final class DnsServer implements AutoCloseable {

    private static final int HEADER = 12;
    private static final int ANSWER_AUTHORITATIVE = 0x8400;
    private static final int TYPE_A = 1;
    private static final int CLASS_IN = 1;
    private static final int NAME_OF_THE_QUESTION = 0xC000 | HEADER;

    private final List<String> addresses = new CopyOnWriteArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final DatagramSocket socket;

    DnsServer() {
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new Thread(this::serve, "dns").start();
    }

    HostPort address() {
        return new HostPort("127.0.0.1", socket.getLocalPort());
    }

    void add(String address) {
        addresses.add(address);
    }

    int answered() {
        return answered.get();
    }

    private void serve() {
        try {
            while (true) {
                DatagramPacket query = new DatagramPacket(new byte[512], 512);
                socket.receive(query);
                byte[] answer = answer(ByteBuffer.wrap(query.getData(), 0, query.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
                answered.incrementAndGet();
            }
        } catch (IOException closed) {
            // the end of it
        }
    }

    private byte[] answer(ByteBuffer query) throws IOException {
        int id = query.getShort(0);
        query.position(HEADER);
        for (int label = query.get(); label > 0; label = query.get()) {
            query.position(query.position() + label);
        }
        boolean known = query.getShort() == TYPE_A;
        int end = query.position() + Short.BYTES;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int field : new int[] {id, ANSWER_AUTHORITATIVE, 1, known ? addresses.size() : 0, 0, 0}) {
            write(out, field);
        }
        out.write(query.array(), HEADER, end - HEADER);
        if (known) {
            for (String address : addresses) {
                for (int field : new int[] {NAME_OF_THE_QUESTION, TYPE_A, CLASS_IN, 0, 5, 4}) {
                    write(out, field);
                }
                out.write(InetAddress.getByName(address).getAddress());
            }
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, int field) {
        out.write(field >> 8);
        out.write(field);
    }

    @Override
    public void close() {
        socket.close();
    }
}
