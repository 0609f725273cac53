package org.imspresence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.imspresence.testbed.CanonicalXml;
import org.imspresence.testbed.ImsNetwork;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.wire.DayTrace;
import org.imspresence.testbed.wire.Surroundings;
import org.imspresence.testbed.wire.WireCount;
import org.imspresence.testbed.wire.WireDay;
import org.imspresence.testbed.wire.WireTable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes on the wire for a day of a typical user, with and without what the standards have for making them fewer. It prints the tables of docs/wire.md. */
@RestcommOnly("what is larger than 1,300 bytes goes over TCP there, whatever sip.large says")
class WireBytesIT {

    private static final long SEED = 5839;
    private static final AtomicInteger USERS = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static ServerProcess server;

    @BeforeAll
    static void start() throws IOException {
        Path hosts = directory.resolve("hosts");
        List<String> names = List.of("localhost", InetAddress.getLocalHost().getHostName(), ImsNetwork.AS, ImsNetwork.SCSCF2);
        Files.write(hosts, names.stream().map(name -> "127.0.0.1 " + name).toList());
        server = ServerProcess.start(ServerProcess.options()
                .javaOptions(List.of("-Djdk.net.hosts.file=" + hosts))
                .set("sip.via-host", ImsNetwork.AS));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** @param samples its last messages, by line */
    private record Day(WireCount count, String samples) {
    }

    /** Each day is that of another user, so that the server knows nothing of it before, and days may be played at the same time. */
    private static Day day(Surroundings surroundings, boolean thrifty) {
        String presentity = "sip:user%d_public1@home2.net".formatted(USERS.incrementAndGet());
        DayTrace trace = DayTrace.of(SEED, presentity);
        try (WireDay day = new WireDay(server.sip(), presentity, trace, surroundings, thrifty)) {
            WireCount count = day.play();
            assertEquals(Collections.nCopies(DayTrace.WATCHERS, CanonicalXml.of(trace.last().getBytes(UTF_8))), day.known());
            return new Day(count, day.samples().stream().map(WireTable::lines).collect(joining("\n")));
        }
    }

    private static void compare(String title, Surroundings surroundings) {
        CompletableFuture<Day> other = CompletableFuture.supplyAsync(() -> day(surroundings, false));
        Day lean = day(surroundings, true);
        WireCount full = other.join().count();

        System.out.println(WireTable.compare(title, full, lean.count()) + "\nThe last messages of the lean day, by line:\n\n" + lean.samples());
        assertTrue(lean.count().total() < full.total(), () -> lean.count().total() + " bytes instead of " + full.total());
    }

    @Test
    void throughAnImsLeanCostsLessThanFull() {
        compare("through an IMS", Surroundings.IMS);
    }

    @Test
    void directlyLeanCostsLessThanFull() {
        compare("direct", Surroundings.NONE);
    }
}
