package org.imspresence.rest;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.imspresence.home.Operations;
import org.imspresence.home.inspection.AskMessages;
import org.imspresence.home.inspection.PassedMessages;
import org.imspresence.home.inspection.PassedMessages.Passed;

/**
 * What passes any node of the cluster for one presentity, as one stream. Every node is asked, and asked again when its answer has been written: for a client that reads slowly the nodes keep messages, as many as they do. Messages of one
 * node are in the order in which they have passed it, those of several in the order of their answers.
 */
final class MessageStream {

    private static final long LOOK_MILLIS = 500;
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int REMEMBERED = 4_096;

    /** By which a repeat is known. */
    private record Bytes(boolean incoming, long digest) {}

    /** @param messages null when the node has not answered */
    private record Answer(String member, PassedMessages messages) {}

    private static final class Node {

        private AskMessages question;
        private String name = "";
        private boolean isAsked;
        private long notBefore = System.nanoTime();

        private Node(AskMessages first) {
            question = first;
        }
    }

    private final Operations operations;
    private final AskMessages first;
    private final EventStream events;
    private final Map<String, Node> nodes = new TreeMap<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final Set<Bytes> seen = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });
    private Set<String> followed = Set.of();

    /** @param callId only messages of this one; empty: all of the presentity */
    MessageStream(Operations operations, String presentity, String callId, EventStream events) {
        this.operations = operations;
        this.first = new AskMessages(presentity, callId, 0, 0, 0);
        this.events = events;
    }

    /** @throws IOException when the client has gone */
    void run(BooleanSupplier goesOn) throws IOException {
        events.begin();
        try {
            while (goesOn.getAsBoolean()) {
                ask();
                Answer answer = answers.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (answer != null) {
                    take(answer);
                }
                events.heartbeat();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() {
        List<String> members = operations.members();
        nodes.keySet().retainAll(members);
        for (String member : members) {
            Node node = nodes.computeIfAbsent(member, joined -> new Node(first));
            if (!node.isAsked && System.nanoTime() - node.notBefore >= 0) {
                node.isAsked = true;
                operations.messages(member, node.question).whenComplete((messages, problem) -> answers.add(new Answer(member, messages)));
            }
        }
    }

    private void take(Answer answer) throws IOException {
        Node node = nodes.get(answer.member());
        if (node == null) {
            return;
        }
        node.isAsked = false;
        PassedMessages messages = answer.messages();
        if (messages == null) {
            node.notBefore = System.nanoTime() + AGAIN_NANOS;
            return;
        }
        node.question = new AskMessages(first.presentity(), first.callId(), messages.recording(), messages.next(), messages.dropped());
        node.name = messages.node();
        write(messages);
        announce();
    }

    private void write(PassedMessages messages) throws IOException {
        if (messages.lost() > 0) {
            events.event("lost", new FollowedMessage.LostMessages(messages.lost(), messages.node()));
        }
        for (Passed passed : messages.messages()) {
            boolean isRepeat = !seen.add(new Bytes(passed.incoming(), passed.digest()));
            events.event("message", FollowedMessage.of(messages.node(), passed, isRepeat));
        }
        if (messages.lost() > 0 || !messages.messages().isEmpty()) {
            events.flush();
        }
    }

    /** Says that nothing is missed from now on, when all nodes have answered once: at first, and when others have come or gone. */
    private void announce() throws IOException {
        Set<String> names = new TreeSet<>();
        nodes.values().forEach(node -> names.add(node.name));
        if (!names.contains("") && !names.equals(followed)) {
            followed = names;
            events.comment("following " + String.join(", ", names));
        }
    }
}
