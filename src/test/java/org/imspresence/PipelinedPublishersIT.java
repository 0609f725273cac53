package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imspresence.testbed.NameAddr;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherFleet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Ten publishers of one presentity that send a hundred PUBLISHes each and do not wait for the responses, as clients do although RFC 3903 s4 forbids it, before
 * the eyes of fifty watchers.
 */
class PipelinedPublishersIT {

    private static final int PUBLISHERS = 10;
    private static final int REQUESTS = 100;
    private static final int WATCHERS = 50;
    private static final int EXPIRES = 3600;
    /** The default of {@code publication.per-presentity}. */
    private static final int ALLOWED = 64;
    /** Publications that each publisher has at a time, when all of them are to count: each PUBLISH composes all. */
    private static final int OF_ITS_OWN = 20;
    /** Requests of a publisher that may be under way, of one publisher after the other. */
    private static final int[] UNDER_WAY = {1, 2, 5, 20, REQUESTS};
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern TUPLE = Pattern.compile("<tuple id=\"pub(\\d+)\"><status/><note>(\\d+)</note></tuple>");
    private static final Pattern OWN_TUPLE = Pattern.compile("<tuple id=\"[^\"]*\"><status/></tuple>");

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(unhurried());
    }

    /** Takes all on, however long it takes on this machine. */
    private static ServerProcess.Options unhurried() {
        return ServerProcess.options().set("overload.delay", 60_000);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Each publisher has up to so many of its 100 requests under way as {@link #UNDER_WAY} says. Those that name a tag that is not the last one any more are refused, and do no harm. */
    @Test
    void modificationsThatOvertakeTheirTagsAreRefusedAndNoWatcherGoesBack(TestReporter reporter) {
        String presentity = "sip:modified@example.com";
        List<Map<Integer, Integer>> seen = perWatcher(HashMap::new);
        Map<Integer, Integer> accepted = Collections.synchronizedMap(new HashMap<>());
        try (WatcherFleet watchers = new WatcherFleet(server.sip(), presentity, WATCHERS)) {
            watchers.onNotify((watcher, notify) -> {
                assertActive(notify);
                Map<Integer, Integer> now = TUPLE.matcher(notify.bodyText()).results()
                        .collect(Collectors.toMap(tuple -> Integer.parseInt(tuple.group(1)), tuple -> Integer.parseInt(tuple.group(2))));
                seen.get(watcher).forEach((publisher, counter) -> assertTrue(now.getOrDefault(publisher, -1) >= counter, () -> "back to " + now));
                seen.set(watcher, now);
            });
            watchers.subscribe(PATIENCE);

            List<SipMessage> responses = publishAll(server, presentity, REQUESTS, number -> UNDER_WAY[number % UNDER_WAY.length], false,
                    (number, counter) -> "<tuple id=\"pub" + number + "\"><status/><note>" + counter + "</note></tuple>",
                    (number, counter) -> accepted.merge(number, counter, Math::max));

            watchers.awaitAll("know the last accepted state", watcher -> seen.get(watcher).equals(accepted), PATIENCE);
            assertEquals(PUBLISHERS, accepted.size());
            assertEquals(Set.of(200, 412), responses.stream().map(SipMessage::status).collect(Collectors.toSet()));
            assertAllTagsDiffer(responses);
            assertEquals(List.of(), watchers.problems());
            reporter.publishEntry("PUBLISHes accepted", Long.toString(responses.stream().filter(response -> response.status() == 200).count()));
            reporter.publishEntry("NOTIFYs", Integer.toString(watchers.notifies()));
        }
    }

    /** All at once and more than there may be: what is one too many is refused as that. */
    @Test
    void publicationsOfTheirOwnCountUntilThereAreTooMany(TestReporter reporter) {
        List<SipMessage> responses = publishTuplesOfTheirOwn(server, REQUESTS, reporter);

        assertEquals(Map.of(200, (long) ALLOWED, 480, (long) PUBLISHERS * REQUESTS - ALLOWED),
                responses.stream().collect(Collectors.groupingBy(SipMessage::status, Collectors.counting())));
    }

    @Test
    void manyPublicationsOfTheirOwnAllCount(TestReporter reporter) {
        try (ServerProcess roomy = ServerProcess.start(unhurried().set("publication.per-presentity", PUBLISHERS * OF_ITS_OWN))) {
            List<SipMessage> responses = publishTuplesOfTheirOwn(roomy, OF_ITS_OWN, reporter);

            assertEquals(Set.of(200), responses.stream().map(SipMessage::status).collect(Collectors.toSet()));
        }
    }

    /** Each accepted PUBLISH adds a tuple, so no tuple may be missing that a watcher has seen before. */
    private static List<SipMessage> publishTuplesOfTheirOwn(ServerProcess node, int each, TestReporter reporter) {
        String presentity = "sip:many@example.com";
        List<Set<String>> seen = perWatcher(HashSet::new);
        Set<String> accepted = Collections.synchronizedSet(new HashSet<>());
        try (WatcherFleet watchers = new WatcherFleet(node.sip(), presentity, WATCHERS)) {
            watchers.onNotify((watcher, notify) -> {
                assertActive(notify);
                Set<String> now = OWN_TUPLE.matcher(notify.bodyText()).results().map(MatchResult::group).collect(Collectors.toSet());
                assertTrue(now.containsAll(seen.get(watcher)), () -> "back to " + now.size() + " tuples from " + seen.get(watcher).size());
                seen.set(watcher, now);
            });
            watchers.subscribe(PATIENCE);

            List<SipMessage> responses = publishAll(node, presentity, each, number -> each, true, PipelinedPublishersIT::ownTuple,
                    (number, counter) -> accepted.add(ownTuple(number, counter)));

            watchers.awaitAll("know the last accepted state", watcher -> seen.get(watcher).equals(accepted), PATIENCE);
            assertAllTagsDiffer(responses);
            assertEquals(List.of(), watchers.problems());
            reporter.publishEntry("NOTIFYs", Integer.toString(watchers.notifies()));
            return responses;
        }
    }

    private static String ownTuple(int number, int counter) {
        return "<tuple id=\"p" + number + "-" + counter + "\"><status/></tuple>";
    }

    private interface Tuple {

        String of(int publisher, int counter);
    }

    private interface Accepted {

        void accepted(int publisher, int counter);
    }

    /** One publisher, its place among them, how many requests it has to send, and how many of them may be without a response. */
    private record Pipeline(Publisher publisher, int number, int requests, int window) {

        /** @param initial whether each PUBLISH is a publication of its own */
        List<SipMessage> run(Tuple tuple, boolean initial, String presentity, Accepted accepted) {
            List<CompletableFuture<SipMessage>> responses = new ArrayList<>();
            Semaphore places = new Semaphore(window);
            for (int counter = 0; counter < requests; counter++) {
                places.acquireUninterruptibly();
                SipMessage publish = publisher.request(EXPIRES, document(presentity, tuple.of(number, counter)));
                int sent = counter;
                CompletableFuture<SipMessage> response = publisher.send(initial ? publish.without("SIP-If-Match") : publish).thenApply(answer -> {
                    if (answer.status() == 200) {
                        accepted.accepted(number, sent);
                    }
                    return answer;
                });
                response.whenComplete((answer, failure) -> places.release());
                responses.add(response);
                if (counter == 0 && !initial) {
                    response.join(); // there has to be a publication that can be modified
                }
            }
            return responses.stream().map(CompletableFuture::join).toList();
        }
    }

    /** All publishers at once; returns all responses. */
    private static List<SipMessage> publishAll(ServerProcess node, String presentity, int each, IntUnaryOperator window, boolean initial, Tuple tuple, Accepted accepted) {
        ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS);
        List<Publisher> publishers = Stream.generate(() -> new Publisher(node.sip(), presentity)).limit(PUBLISHERS).toList();
        try {
            List<SipMessage> responses = IntStream.range(0, PUBLISHERS)
                    .mapToObj(number -> new Pipeline(publishers.get(number), number, each, window.applyAsInt(number)))
                    .map(pipeline -> CompletableFuture.supplyAsync(() -> pipeline.run(tuple, initial, presentity, accepted), threads))
                    .toList().stream().flatMap(all -> all.join().stream()).toList();
            assertEquals(PUBLISHERS * each, responses.size());
            assertEquals(List.of(), responses.stream().filter(response -> response.status() >= 500).map(SipMessage::startLine).toList());
            return responses;
        } finally {
            publishers.forEach(Publisher::close);
            threads.shutdown();
        }
    }

    private static String document(String presentity, String tuple) {
        return "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"" + presentity + "\">" + tuple + "</presence>";
    }

    private static void assertAllTagsDiffer(List<SipMessage> responses) {
        List<String> tags = responses.stream().filter(response -> response.status() == 200).map(response -> response.required("SIP-ETag")).toList();
        assertEquals(tags.size(), new HashSet<>(tags).size());
    }

    private static void assertActive(SipMessage notify) {
        NameAddr state = NameAddr.parse(notify.required("Subscription-State"));
        int remaining = Integer.parseInt(state.params().get("expires"));
        assertEquals("active", state.uri());
        assertTrue(remaining <= EXPIRES && remaining > EXPIRES - 2 * PATIENCE.toSeconds(), () -> notify.required("Subscription-State"));
        assertEquals(Pidf.TYPE, notify.required("Content-Type"));
    }

    private static <T> List<T> perWatcher(Supplier<T> nothing) {
        return new ArrayList<>(Stream.generate(nothing).limit(WATCHERS).toList());
    }
}
