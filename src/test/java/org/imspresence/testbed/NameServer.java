package org.imspresence.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/** A DNS server over UDP on 127.0.0.1 and a free port, with the records that a test gives it. About names in {@link #SILENT} it never answers. */
public final class NameServer implements AutoCloseable {

    /** The domain about which there is no answer. */
    public static final String SILENT = "silent.example";
    private static final long TTL_SECONDS = 1;

    private final DatagramSocket socket;
    private final Map<Name, List<Record>> records = new ConcurrentHashMap<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();

    public NameServer() {
        try {
            socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it listens, as HOST:PORT. */
    public String hostPort() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    public NameServer a(String name, String address) {
        try {
            return add(new ARecord(name(name), DClass.IN, TTL_SECONDS, InetAddress.getByName(address)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param service such as {@code _sip._udp.home1.net} */
    public NameServer srv(String service, int priority, int weight, String target, int port) {
        return add(new SRVRecord(name(service), DClass.IN, TTL_SECONDS, priority, weight, port, name(target)));
    }

    /** @param service such as {@code SIP+D2U} */
    public NameServer naptr(String name, int order, int preference, String service, String replacement) {
        return add(new NAPTRRecord(name(name), DClass.IN, TTL_SECONDS, order, preference, "s", service, "", name(replacement)));
    }

    private NameServer add(Record record) {
        records.computeIfAbsent(record.getName(), name -> new CopyOnWriteArrayList<>()).add(record);
        return this;
    }

    /** Whether it has been asked about this name. */
    public boolean wasAsked(String name) {
        return questions.contains(name(name).toString());
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void serve() {
        byte[] buffer = new byte[512];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                Record question = query.getQuestion();
                questions.add(question.getName().toString());
                if (!question.getName().subdomain(name(SILENT))) {
                    byte[] answer = answer(query, question).toWire();
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closedOrNotAQuery) {
                continue;
            }
        }
    }

    private Message answer(Message query, Record question) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        List<Record> known = records.get(question.getName());
        if (known == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        } else {
            known.stream().filter(record -> record.getType() == question.getType()).forEach(record -> answer.addRecord(record, Section.ANSWER));
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
