package org.imspresence.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.imspresence.address.HostPort;
import org.imspresence.dialog.RepeatedTasks;
import org.imspresence.home.inspection.AskMessages;
import org.imspresence.home.inspection.PassedMessages;
import org.imspresence.home.inspection.PassedMessages.Passed;

/**
 * The messages that pass this node, for operators who follow a presentity or one of its dialogs by way of any node. A {@link Recording} is made when somebody asks first, and goes when nobody has asked for ten seconds; while there is
 * none, no message is looked at.
 */
public final class Ladder implements AutoCloseable {

    /** Milliseconds. An answer comes before the cluster takes the question for lost. */
    private static final long ANSWER_WITHIN = 1_000;
    private static final long FORGET_AFTER = 10_000;
    private static final long TICK = 100;
    private static final int WAITING_MESSAGES = 4_096;
    private static final int WAITING_BYTES = 16 << 20;
    private static final int REMEMBERED_REQUESTS = 4_096;
    private static final int RECORDINGS = 256;

    private record Subject(String presentity, String callId) {}

    private final String node;
    private final LadderSettings settings;
    private final Traffic traffic;
    private final Map<Subject, Recording> recordings = new HashMap<>();
    private final Concerned concerned = new Concerned(REMEMBERED_REQUESTS);
    private final Handover handover = new Handover("trace-ladder", WAITING_MESSAGES, WAITING_BYTES, this::passed);
    private final RepeatedTasks ticks = new RepeatedTasks("trace-ladder-timer");
    private long nextId = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE / 2);

    /** @param node its name */
    public Ladder(String node, LadderSettings settings, Traffic traffic) {
        this.node = node;
        this.settings = settings;
        this.traffic = traffic;
        ticks.every(TICK, this::tick);
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** See {@link AskMessages}. Fails when the container shows no messages, or too many presentities are followed. */
    public CompletionStage<PassedMessages> ask(AskMessages question) {
        CompletableFuture<PassedMessages> answer = new CompletableFuture<>();
        List<Runnable> due;
        synchronized (this) {
            Subject subject = new Subject(question.presentity(), question.callId());
            if (!traffic.isShown() || !recordings.containsKey(subject) && recordings.size() >= RECORDINGS) {
                return CompletableFuture.failedFuture(new IllegalStateException("no messages are to be seen here"));
            }
            if (recordings.isEmpty()) {
                traffic.show(handover);
            }
            Recording recording = recordings.computeIfAbsent(subject, fresh -> new Recording(node, nextId++, settings.messages()));
            recording.ask(question, now(), now() + ANSWER_WITHIN, answer);
            due = recording.due(now(), handover.dropped());
        }
        due.forEach(Runnable::run);
        return answer;
    }

    private void passed(WireMessage message) {
        SipText text = SipText.read(message.bytes()).orElse(null);
        if (text == null) {
            return;
        }
        List<Runnable> due = new ArrayList<>();
        synchronized (this) {
            Set<String> presentities = concerned.by(text);
            if (recordings.keySet().stream().noneMatch(subject -> presentities.contains(subject.presentity()))) {
                return;
            }
            Passed passed = shown(message);
            recordings.forEach((subject, recording) -> {
                if (presentities.contains(subject.presentity()) && (subject.callId().isEmpty() || subject.callId().equals(text.first("call-id")))) {
                    recording.add(passed);
                    due.addAll(recording.due(now(), handover.dropped()));
                }
            });
        }
        due.forEach(Runnable::run);
    }

    private Passed shown(WireMessage message) {
        byte[] bytes = message.bytes();
        int length = settings.bodies() ? bytes.length : SipText.headLength(bytes);
        String text = new String(bytes, 0, length, UTF_8).replace("\r\n", "\n");
        return new Passed(message.at().toEpochMilli(), message.incoming(), message.transport(), HostPort.text(message.local()), HostPort.text(message.peer()), bytes.length, digest(bytes),
                settings.bodies() ? text : text.stripTrailing() + '\n');
    }

    /** FNV-1a, 64 bits. */
    private static long digest(byte[] bytes) {
        long digest = 0xcbf29ce484222325L;
        for (byte one : bytes) {
            digest = (digest ^ one & 0xff) * 0x100000001b3L;
        }
        return digest;
    }

    private void tick() {
        List<Runnable> due = new ArrayList<>();
        synchronized (this) {
            long now = now();
            recordings.values().forEach(recording -> due.addAll(recording.due(now, handover.dropped())));
            if (recordings.values().removeIf(recording -> now - recording.askedAt() > FORGET_AFTER) && recordings.isEmpty()) {
                traffic.hide(handover);
            }
        }
        due.forEach(Runnable::run);
    }

    @Override
    public void close() {
        ticks.close();
        traffic.hide(handover);
        handover.close();
    }
}
