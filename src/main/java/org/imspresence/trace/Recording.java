package org.imspresence.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.imspresence.home.inspection.AskMessages;
import org.imspresence.home.inspection.PassedMessages;
import org.imspresence.home.inspection.PassedMessages.Passed;

/** The last messages of one presentity, or of one of its dialogs, and who waits for more. Not thread-safe: {@link Ladder} sees to it. */
final class Recording {

    private static final int MAX_BYTES = 4 << 20;
    /** Of one answer. */
    private static final int PAGE = 200;
    private static final int PAGE_BYTES = 256 << 10;

    private record Waiting(AskMessages question, long until, CompletableFuture<PassedMessages> answer) {}

    private final String node;
    private final long id;
    private final int max;
    private final Deque<Passed> kept = new ArrayDeque<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private long last;
    private int keptBytes;
    private long askedAt;

    /**
     * @param id  another one for each recording
     * @param max messages that are kept
     */
    Recording(String node, long id, int max) {
        this.node = node;
        this.id = id;
        this.max = max;
    }

    /** When somebody has asked last, in milliseconds of the ladder's clock. */
    long askedAt() {
        return askedAt;
    }

    void add(Passed message) {
        kept.add(message);
        keptBytes += message.text().length();
        last++;
        while (kept.size() > max || keptBytes > MAX_BYTES && kept.size() > 1) {
            keptBytes -= kept.remove().text().length();
        }
    }

    /**
     * @param now   milliseconds of the ladder's clock
     * @param until when there is an answer at the latest
     */
    void ask(AskMessages question, long now, long until, CompletableFuture<PassedMessages> answer) {
        askedAt = now;
        waiting.add(new Waiting(question, until, answer));
    }

    /** Takes out those who can be answered, as there is something for them, they have just come, or have waited for long enough. */
    List<Runnable> due(long now, long dropped) {
        List<Runnable> due = new ArrayList<>();
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext();) {
            Waiting one = all.next();
            if (isDue(one, now)) {
                all.remove();
                PassedMessages answer = answer(one.question(), dropped);
                due.add(() -> one.answer().complete(answer));
            }
        }
        return due;
    }

    private boolean isDue(Waiting one, long now) {
        return one.question().recording() != id || one.question().after() < last || one.until() <= now;
    }

    private PassedMessages answer(AskMessages question, long dropped) {
        if (question.recording() == 0) {
            return new PassedMessages(node, id, last, dropped, 0, List.of());
        }
        boolean goesOn = question.recording() == id;
        long first = last - kept.size();
        long after = goesOn ? Math.max(first, question.after()) : first;
        List<Passed> page = page(after - first);
        long lost = (goesOn ? after - question.after() : first) + Math.max(0, dropped - question.dropped());
        return new PassedMessages(node, id, after + page.size(), dropped, lost, page);
    }

    private List<Passed> page(long skipped) {
        List<Passed> page = new ArrayList<>();
        int bytes = 0;
        for (Iterator<Passed> rest = kept.stream().skip(skipped).iterator(); rest.hasNext() && page.size() < PAGE && bytes < PAGE_BYTES;) {
            Passed next = rest.next();
            page.add(next);
            bytes += next.text().length();
        }
        return page;
    }
}
