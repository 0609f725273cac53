package org.imspresence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.imspresence.document.DocumentGenerator;
import org.imspresence.document.DocumentGenerator.Generated;
import org.imspresence.document.DocumentMutator;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfFormat;
import org.imspresence.document.PresenceDocument;
import org.imspresence.document.XmlLimits;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Broken documents on the wire, in envelopes that do not always fit: a bad request is all that ever comes of them. */
@RestcommOnly("over TCP the container loses its place behind a body without Content-Type, or with a wrong Content-Length")
class MutatedDocumentsIT {

    private static final int MUTANTS = 5_000;
    /** With at most 64 publications each by default, all mutants would find a place. */
    private static final int PRESENTITIES = 100;
    private static final int UNDER_WAY = 64;
    private static final int FITS_A_DATAGRAM = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String[] OTHER_TYPES = {
        "text/plain", "application/xml", "application/pidf-diff+xml", "application/PIDF+xml;charset=utf-8", "application/pidf+xml ; version=\"1.0\"",
        "multipart/mixed;boundary=x", "application/pidf", "nothing", "/", ";", "application/pidf+xml, application/pidf+xml"};

    @Test
    void nothingComesOfABrokenDocumentButARefusal(TestReporter reporter) throws IOException {
        Map<String, Integer> statuses = new TreeMap<>();
        try (ServerProcess server = ServerProcess.start(ServerProcess.options().underLoad().set("overload.delay", 60_000));
                SipEndpoint udp = SipEndpoint.udp();
                SipEndpoint tcp = SipEndpoint.tcp()) {
            Semaphore places = new Semaphore(UNDER_WAY);
            for (int seed = 0; seed < MUTANTS; seed++) {
                String repeat = "mutant " + seed;
                SipMessage publish = mutant(seed);
                SipEndpoint endpoint = publish.contentLengthHolds() && (seed % 10 == 0 || publish.bytes().length > FITS_A_DATAGRAM) ? tcp : udp;
                places.acquireUninterruptibly();
                CompletableFuture<SipMessage> response = endpoint.send(publish, server.sip());
                response.whenComplete((answer, failure) -> {
                    synchronized (statuses) {
                        boolean expected = failure == null && Set.of(200, 400, 413, 415).contains(answer.status());
                        statuses.merge(expected ? Integer.toString(answer.status()) : repeat + ": " + (failure == null ? answer.startLine() : failure), 1, Integer::sum);
                    }
                    places.release();
                });
            }
            places.acquireUninterruptibly(UNDER_WAY);

            reporter.publishEntry("responses", statuses.toString());
            assertTrue(Set.of("200", "400", "413", "415").containsAll(statuses.keySet()), statuses::toString);
            assertEquals(MUTANTS, statuses.values().stream().mapToInt(Integer::intValue).sum());
            for (int i = 0; i < PRESENTITIES; i++) {
                assertServes(server, presentity(i));
            }
            assertEquals(200, ((HttpURLConnection) server.http().resolve("health/ready").toURL().openConnection()).getResponseCode());
            assertEquals(List.of(), server.output().lines().filter(line -> line.contains("bug in ") || line.contains("OutOfMemory")).toList());
        }
    }

    private static String presentity(int seed) {
        return "sip:" + name(seed);
    }

    private static String name(int seed) {
        return "mutant" + seed % PRESENTITIES + "@example.com";
    }

    private static SipMessage mutant(int seed) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        Generated original = new DocumentGenerator(random, name(seed)).next();
        byte[] body = new DocumentMutator(random).mutated(original);
        SipMessage publish = SipMessage.request("PUBLISH", presentity(seed))
                .with("Max-Forwards", "70")
                .with("From", "<" + presentity(seed) + ">;tag=" + seed)
                .with("To", "<" + presentity(seed) + ">")
                .with("Call-ID", seed + "@home2.net")
                .with("CSeq", "1 PUBLISH")
                .with("Event", "presence")
                .with("Expires", "3600");
        boolean otherType = random.nextInt(10) == 0;
        publish = publish.withBody(otherType ? OTHER_TYPES[random.nextInt(OTHER_TYPES.length)] : original.format().contentType(), body);
        return switch (random.nextInt(20)) {
            case 0 -> publish.with("Content-Length", Integer.toString(random.nextInt(body.length + 1)));
            case 1 -> publish.without("Content-Type");
            default -> publish;
        };
    }

    /** Whatever has been accepted of the mutants, together with a good document it makes a document that can be read. */
    private static void assertServes(ServerProcess server, String presentity) {
        try (Publisher publisher = new Publisher(server.sip(), presentity);
                WatcherUe watcher = WatcherUe.of(server.sip(), presentity).endpoint(SipEndpoint.tcp()).open()) {
            assertEquals(200, publisher.publish(Pidf.document(presentity, "well"), 600).status());
            assertEquals(200, watcher.subscribe(600).status());
            SipMessage notify = watcher.awaitNotify(1, PATIENCE);
            assertTrue(Pidf.hasNote(notify, "well"), notify::toString);
            PresenceDocument document = PresenceDocument.parse(
                    new HardenedXml(new XmlLimits(8 << 20, 100, 10_000, 100_000)), PidfFormat.PIDF, notify.body());
            assertTrue(document.tuples().stream().anyMatch(tuple -> tuple.id().startsWith("t1")), () -> new String(notify.body(), UTF_8));
            assertEquals(200, publisher.remove().status());
            assertTrue(!Pidf.hasNote(watcher.awaitNotify(2, PATIENCE), "well"));
        }
    }
}
