package org.imspresence.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;

import org.imspresence.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an event is written, whatever peers have put into it. */
class EntryTest {

    private static String text(String value) {
        return Entry.of("SUBSCRIBE").with("call-id", value).with("status", 200).text();
    }

    @Test
    void keysAndValuesAreInTheOrderInWhichTheyWereGiven() {
        Entry entry = Entry.of("SUBSCRIBE").with("status", 200).with("reason", "no rule, so allow by default").with("icid", "").with("watcher", (String) null).with("ms", 3);

        assertEquals("event=SUBSCRIBE status=200 reason=\"no rule, so allow by default\" ms=3", entry.text());
        assertEquals("{\"message\":\"SUBSCRIBE 200\",\"event\":\"SUBSCRIBE\",\"status\":200,\"reason\":\"no rule, so allow by default\",\"ms\":3}", entry.json());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:bob@example.com", "1-16347@127.0.0.1", "a{}'()<>~!*,;:/?&%$#"})
    void whatCannotBeMistakenIsWrittenAsItIs(String value) {
        assertEquals("event=SUBSCRIBE call-id=" + value + " status=200", text(value));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
            "a b, a b",
            "sip:a;transport=tcp, sip:a;transport=tcp",
            "`a\"b`, `a\\\"b`",
            "`a\\b`, `a\\\\b`",
            "Gr\u00fc\u00dfe, Gr\u00fc\u00dfe",
            "\ud83d\ude00, \ud83d\ude00"})
    void whatCouldBeMistakenIsInQuotationMarks(String value, String quoted) {
        assertEquals("event=SUBSCRIBE call-id=\"" + quoted + "\" status=200", text(value));
    }

    @Test
    void whatEndsALineOrTurnsItIsWrittenByItsNumber() {
        assertEquals("event=SUBSCRIBE call-id=\"a\\r\\nevent=END\\t\" status=200", text("a\r\nevent=END\t"));
        assertEquals("event=SUBSCRIBE call-id=\"\\u0000\\u001b[2J\\u0085\\u009b\\u2028\\u2029\\u202e\\u200b\\ue000\\U000e0041\" status=200", text("\0\u001b[2J\u0085\u009b\u2028\u2029\u202e\u200b\ue000\udb40\udc41"));
    }

    @Test
    void aValueIsCutAtItsBoundAndNotWithinACharacter() {
        assertEquals("event=SUBSCRIBE call-id=" + "x".repeat(256) + " status=200", text("x".repeat(256)));
        assertEquals("event=SUBSCRIBE call-id=\"" + "x".repeat(256) + "\u2026\" status=200", text("x".repeat(100_000)));
        assertEquals("event=SUBSCRIBE call-id=\"" + "x".repeat(255) + "\u2026\" status=200", text("x".repeat(255) + "\ud83d\ude00"));
    }

    @Test
    void halfACharacterIsWrittenNevertheless() {
        Entry entry = Entry.of("PUBLISH").with("from", "a\ud83db");

        assertEquals("event=PUBLISH from=a?b", entry.text());
        assertEquals("{\"message\":\"PUBLISH\",\"event\":\"PUBLISH\",\"from\":\"a?b\"}", entry.json());
    }

    @Test
    void ofANumberCountsWhatIsOne() {
        for (String cseq : List.of("61 SUBSCRIBE", "61", " 61\tX")) {
            assertEquals("event=X cseq=61", Entry.of("X").withNumber("cseq", cseq).text());
        }
        for (String cseq : List.of("x", "", "-1", "1234567890123456789")) {
            assertEquals("event=X", Entry.of("X").withNumber("cseq", cseq).text());
        }
        assertEquals("event=X", Entry.of("X").withNumber("cseq", null).text());
    }

    /** What splits the line at blanks outside of quotation marks finds the keys that were given, and no other. */
    @Test
    void noValueLooksLikeAnotherKey() {
        Random random = new Random(8);
        String alphabet = "a= \"\\\n\r\t{}\u2028\u00e9event";
        for (int i = 0; i < 10_000; i++) {
            StringBuilder value = new StringBuilder("v");
            random.ints(random.nextInt(12), 0, alphabet.length()).forEach(c -> value.append(alphabet.charAt(c)));

            String line = text(value.toString());
            Map<String, Object> json = Json.object(Entry.of("X").with("call-id", value.toString()).json().getBytes(UTF_8));

            assertTrue(line.matches("event=SUBSCRIBE call-id=([^\" =\\\\]+|\"([^\"\\\\]|\\\\.)*\") status=200"), line);
            assertFalse(line.chars().anyMatch(c -> c < ' ' || c == 0x2028), line);
            assertEquals(value.toString(), json.get("call-id"));
        }
    }
}
