package org.imspresence.testbed.wire;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.imspresence.testbed.MessageLog;
import org.imspresence.testbed.SipMessage;

/** Bytes of SIP messages, both ways, by what they are for: start line, headers, empty line and body; IP and UDP add 28 bytes (IPv4) a message. Repeats do not count. */
public final class WireCount {

    /** What bytes are for. */
    public enum Part {

        PUBLISH("PUBLISH and answers"),
        SUBSCRIBE("SUBSCRIBE and answers"),
        NOTIFY_HEADERS("NOTIFY headers"),
        NOTIFY_BODIES("NOTIFY bodies"),
        NOTIFY_ANSWERS("answers to NOTIFY");

        private final String title;

        Part(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    private final Map<Part, Long> bytes = new EnumMap<>(Part.class);
    private final Map<Part, Long> messages = new EnumMap<>(Part.class);
    private long bodies;
    private long messagesWithBody;

    private WireCount() {
    }

    public static WireCount of(Stream<MessageLog.Entry> entries) {
        WireCount count = new WireCount();
        entries.filter(entry -> !entry.repeat()).map(MessageLog.Entry::message).forEach(count::add);
        return count;
    }

    private void add(SipMessage message) {
        int size = message.bytes().length;
        int body = message.body().length;
        bodies += body;
        messagesWithBody += body > 0 ? 1 : 0;
        switch (message.method()) {
            case "PUBLISH" -> add(Part.PUBLISH, size);
            case "SUBSCRIBE" -> add(Part.SUBSCRIBE, size);
            case "NOTIFY" -> addOfNotify(message, size, body);
            default -> throw new IllegalArgumentException("no message of a presence day: " + message.startLine());
        }
    }

    private void addOfNotify(SipMessage message, int size, int body) {
        if (!message.isRequest()) {
            add(Part.NOTIFY_ANSWERS, size);
            return;
        }
        add(Part.NOTIFY_HEADERS, size - body);
        if (body > 0) {
            add(Part.NOTIFY_BODIES, body);
        }
    }

    private void add(Part part, long size) {
        bytes.merge(part, size, Long::sum);
        messages.merge(part, 1L, Long::sum);
    }

    public long bytes(Part part) {
        return bytes.getOrDefault(part, 0L);
    }

    /** How many messages those bytes are of; of the bodies, how many NOTIFYs have one. */
    public long messages(Part part) {
        return messages.getOrDefault(part, 0L);
    }

    public long total() {
        return Arrays.stream(Part.values()).mapToLong(this::bytes).sum();
    }

    /** Of the total, what is in bodies, those of PUBLISH among them. */
    public long bodies() {
        return bodies;
    }

    public long messagesWithBody() {
        return messagesWithBody;
    }

    /** All messages, each once. */
    public long totalMessages() {
        return Arrays.stream(Part.values()).filter(part -> part != Part.NOTIFY_BODIES).mapToLong(this::messages).sum();
    }
}
