package org.imspresence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.imspresence.presence.SamplePackages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which events come into the log, and how many at most. */
class EventLogTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(-SECOND / 2);
    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** Not started: what is told waits. */
    private EventLog log(String... settings) {
        return new EventLog(JournalSettings.of(SamplePackages.settings(settings)), nanos::get, lines::add);
    }

    private List<String> written(EventLog log) {
        log.start();
        log.close();
        return lines;
    }

    private static void tell(EventLog log, Kind kind, int times) {
        IntStream.range(0, times).forEach(i -> log.tell(kind, () -> Entry.of(kind.name()).with("n", i)));
    }

    @ParameterizedTest
    @CsvSource({"all, FAILURE CHANGE DELIVERY", "requests, FAILURE CHANGE", "failures, FAILURE", "none, ''"})
    void theSettingSaysWhichKindsAreWritten(String extent, String kinds) {
        EventLog log = log("log.events", extent);

        EnumSet.allOf(Kind.class).forEach(kind -> tell(log, kind, 1));

        assertEquals(kinds.isEmpty() ? List.of() : List.of(kinds.split(" ")).stream().map(kind -> "event=" + kind + " n=0").toList(), written(log));
        assertEquals(0, log.omitted());
    }

    @Test
    void asJsonAnEventIsAnObject() {
        EventLog log = log("log.format", "json");

        tell(log, Kind.CHANGE, 1);

        assertEquals(List.of("{\"message\":\"CHANGE\",\"event\":\"CHANGE\",\"n\":0}"), written(log));
    }

    @Test
    void ofAFloodThatManyAreWrittenInASecondAndTheOthersCounted() {
        EventLog log = log("log.events.rate", "3");

        tell(log, Kind.CHANGE, 5);
        nanos.addAndGet(SECOND);
        tell(log, Kind.CHANGE, 1);

        assertEquals(List.of("event=OMITTED count=2", "event=CHANGE n=0", "event=CHANGE n=1", "event=CHANGE n=2", "event=CHANGE n=0"), written(log));
        assertEquals(2, log.omitted());
    }

    @Test
    void failuresHaveARateOfTheirOwn() {
        EventLog log = log("log.events", "all", "log.events.rate", "1");

        tell(log, Kind.DELIVERY, 2);
        tell(log, Kind.CHANGE, 1);
        tell(log, Kind.FAILURE, 2);

        assertEquals(List.of("event=DELIVERY n=0", "event=FAILURE n=0"), written(log));
        assertEquals(3, log.omitted());
    }

    @Test
    void whatCannotBeWrittenYetWaitsAndNobodyWaitsForIt() {
        EventLog log = log("log.events.rate", "1");

        for (int second = 0; second < 4; second++) {
            tell(log, Kind.CHANGE, 1);
            nanos.addAndGet(SECOND);
        }

        assertEquals(2, log.omitted(), "two seconds' worth waits");
    }

    @Test
    void anEventThatCannotBeToldIsTheTellersBugAndNobodyElsesTrouble() {
        EventLog log = log();

        log.tell(Kind.CHANGE, () -> null);
        tell(log, Kind.CHANGE, 1);

        assertEquals(List.of("event=CHANGE n=0"), written(log));
    }
}
