package org.imspresence.testbed.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.imspresence.testbed.CanonicalXml;
import org.imspresence.testbed.MessageLog;
import org.imspresence.testbed.SipMessage;

/**
 * Plays a {@link DayTrace} against a server that does not pace, without waiting for the time to pass: each event's transactions are over before the next event. After each,
 * every watcher has to know what is true.
 */
public final class WireDay implements AutoCloseable, DayTrace.Player {

    /** T1 of the agents: they repeat nothing on a busy machine. */
    static final Duration UNHURRIED = Duration.ofSeconds(5);

    private final DayTrace trace;
    private final DayPublisher publisher;
    private final List<DayWatcher> watchers = new ArrayList<>();
    private String truth;

    /**
     * Opens the agents.
     *
     * @param trace   of that presentity, of which the server knows nothing
     * @param thrifty whether the agents use what makes messages fewer and smaller
     */
    public WireDay(InetSocketAddress server, String presentity, DayTrace trace, Surroundings surroundings, boolean thrifty) {
        this.trace = trace;
        truth = trace.first();
        publisher = new DayPublisher(server, presentity, surroundings, thrifty);
        for (int number = 0; number < DayTrace.WATCHERS; number++) {
            watchers.add(new DayWatcher(server, presentity, number, surroundings, thrifty));
        }
    }

    /** Plays the day and gives what has been on the wire. */
    public WireCount play() {
        publisher.publish(trace.first());
        trace.events().forEach(event -> {
            event.play(this);
            checkWhatIsKnown();
        });
        return WireCount.of(logs().flatMap(log -> log.entries().stream()));
    }

    @Override
    public void change(String document, String diff) {
        truth = document;
        publisher.change(document, diff);
        watchers.stream().filter(DayWatcher::isSubscribed).forEach(DayWatcher::takeNotify);
    }

    @Override
    public void refreshPublication() {
        publisher.refresh();
    }

    @Override
    public void subscribe(int watcher) {
        watchers.get(watcher).subscribe();
    }

    private void checkWhatIsKnown() {
        String wanted = CanonicalXml.of(truth.getBytes(UTF_8));
        for (DayWatcher watcher : watchers) {
            String known = CanonicalXml.of(watcher.known());
            if (watcher.isSubscribed() && !known.equals(wanted)) {
                throw new IllegalStateException("a watcher knows\n" + known + "where this is true:\n" + wanted);
            }
        }
    }

    /** What each watcher knows, as {@link CanonicalXml}. */
    public List<String> known() {
        return watchers.stream().map(watcher -> CanonicalXml.of(watcher.known())).toList();
    }

    /** The last NOTIFY that told of a change, as it was on the wire, and its answer. */
    public List<SipMessage> lastNotify() {
        List<SipMessage> ofNotifies = watchers.get(0).log().entries().stream().map(MessageLog.Entry::message).filter(message -> message.method().equals("NOTIFY")).toList();
        return ofNotifies.subList(ofNotifies.size() - 2, ofNotifies.size());
    }

    private Stream<MessageLog> logs() {
        return Stream.concat(Stream.of(publisher.log()), watchers.stream().map(DayWatcher::log));
    }

    @Override
    public void close() {
        watchers.forEach(DayWatcher::close);
        publisher.close();
    }
}
