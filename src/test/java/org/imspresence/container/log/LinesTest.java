package org.imspresence.container.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import org.imspresence.json.Json;
import org.junit.jupiter.api.Test;

/** What an event of the log looks like on standard output. */
class LinesTest {

    private static LogRecord record(String logger, Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName(logger);
        record.setInstant(Instant.parse("2026-11-26T12:00:00.120Z"));
        return record;
    }

    private static Map<String, Object> json(LogRecord record) {
        String line = new JsonLine("node-5060").format(record);
        assertEquals(line.length() - 1, line.indexOf('\n'), "one line");
        assertTrue(line.chars().allMatch(c -> c <= '~'), line);
        return Json.object(line.getBytes(UTF_8));
    }

    @Test
    void asTextAnEventIsALine() {
        assertTrue(new TextLine().format(record("org.imspresence.home.Homes", Level.WARNING, "as it is")).matches("2026-11-2\\d \\d\\d:00:00\\.120 WARN  Homes as it is\n"));
        assertTrue(new TextLine().format(record(null, Level.SEVERE, "as it is")).endsWith(" ERROR - as it is\n"));
    }

    @Test
    void asTextNothingButAnEventBeginsALine() {
        LogRecord record = record("x", Level.INFO, "a\r\n2026-11-26 12:00:00.121 INFO  Homes forged\u0085b\u2028c\u001b[2Jd\te");
        record.setThrown(new IllegalStateException("f\n2026-11-26 12:00:00.121 forged"));

        List<String> lines = new TextLine().format(record).lines().toList();

        assertTrue(lines.stream().skip(1).allMatch(line -> line.startsWith("\t")), lines::toString);
        assertTrue(lines.get(3).contains("c?[2Jd\te"), lines::toString);
        assertTrue(lines.get(4).contains("IllegalStateException"), lines::toString);
    }

    @Test
    void asJsonAnEventIsAnObject() {
        LogRecord record = record("org.imspresence.home.Homes", Level.WARNING, "a\r\n\"b\" \u202e\ud83d\ude00");
        record.setThrown(new IllegalStateException("why"));

        Map<String, Object> members = json(record);

        assertEquals(List.of("time", "level", "logger", "thread", "node", "message", "exception"), List.copyOf(members.keySet()));
        assertEquals("2026-11-26T12:00:00.120Z", members.get("time"));
        assertEquals(List.of("WARN", "org.imspresence.home.Homes", Thread.currentThread().getName(), "node-5060", "a\r\n\"b\" \u202e\ud83d\ude00"),
                List.of(members.get("level"), members.get("logger"), members.get("thread"), members.get("node"), members.get("message")));
        assertTrue(members.get("exception").toString().startsWith("java.lang.IllegalStateException: why\n\tat "));
    }

    @Test
    void asJsonASipEventHasItsMembersAmongThese() {
        Map<String, Object> members = json(record("org.imspresence.events", Level.INFO, "{\"message\":\"SUBSCRIBE 200\",\"event\":\"SUBSCRIBE\",\"status\":200,\"from\":\"\u00fc\"}"));

        assertEquals(List.of("time", "level", "logger", "thread", "node", "message", "event", "status", "from"), List.copyOf(members.keySet()));
        assertEquals(200L, members.get("status"));
        assertEquals("\u00fc", members.get("from"));
    }

    @Test
    void anObjectInTheMessageOfAnybodyElseIsText() {
        Map<String, Object> members = json(record("org.imspresence.sip.Admission", Level.INFO, "{\"event\":\"forged\"}"));

        assertEquals("{\"event\":\"forged\"}", members.get("message"));
        assertFalse(members.containsKey("event"));
    }

    @Test
    void announcementsAreLinesOfTheirOwnWhereTheLogIsText() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        new Announcements(new PrintStream(bytes, true, UTF_8)).say("drain 1/6\n  more");

        assertEquals("drain 1/6\n  more\n", bytes.toString(UTF_8));
    }
}
