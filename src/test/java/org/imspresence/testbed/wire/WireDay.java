package org.imspresence.testbed.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<String, String> canonical = new HashMap<>();
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
        String wanted = canonical(truth.getBytes(UTF_8));
        for (DayWatcher watcher : watchers) {
            String known = canonical(watcher.known());
            if (watcher.isSubscribed() && !known.equals(wanted)) {
                throw new IllegalStateException("a watcher knows\n" + known + "where this is true:\n" + wanted);
            }
        }
    }

    /** Most watchers know the same bytes, most of the time. */
    private String canonical(byte[] document) {
        return canonical.computeIfAbsent(new String(document, UTF_8), text -> CanonicalXml.of(document));
    }

    /** What each watcher knows, as {@link CanonicalXml}. */
    public List<String> known() {
        return watchers.stream().map(watcher -> canonical(watcher.known())).toList();
    }

    /** The last PUBLISH, SUBSCRIBE and NOTIFY of one user agent each, as they were on the wire, with their answers. */
    public List<SipMessage> samples() {
        return Stream.of(last(publisher.log(), "PUBLISH"), last(watchers.get(0).wholeLog(), "SUBSCRIBE"), last(watchers.get(0).wholeLog(), "NOTIFY")).flatMap(List::stream).toList();
    }

    private static List<SipMessage> last(MessageLog log, String method) {
        List<SipMessage> all = log.entries().stream().map(MessageLog.Entry::message).filter(message -> message.method().equals(method)).toList();
        SipMessage request = all.stream().filter(SipMessage::isRequest).reduce((one, next) -> next).orElseThrow();
        return all.stream().filter(message -> message.branch().equals(request.branch())).toList();
    }

    private Stream<MessageLog> logs() {
        return Stream.concat(Stream.of(publisher.log()), watchers.stream().map(DayWatcher::wholeLog));
    }

    @Override
    public void close() {
        watchers.forEach(DayWatcher::close);
        publisher.close();
    }
}
