package org.imspresence.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.filter.FilterSamples.PRESENTITY;
import static org.imspresence.filter.FilterSamples.XML;
import static org.imspresence.filter.FilterSamples.body;
import static org.imspresence.filter.FilterSamples.filter;
import static org.imspresence.filter.FilterSamples.presence;
import static org.imspresence.filter.FilterSamples.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imspresence.document.ComposedDocument;
import org.junit.jupiter.api.Test;

/** Bodies that are made to cost much, or to break something: each is refused, or carried out in a moment. */
class HostileFiltersTest {

    private static final Duration MOMENT = Duration.ofSeconds(3);

    @Test
    void whatIsTooMuchIsRefused() {
        assertRefused("more than 16384 bytes of filters", body("<filter id='1'><what/></filter>" + " ".repeat(16384)));
        assertRefused("more than 16 filters", body(repeated(17, "<filter id='%d' uri='sip:%<d@b'><what/></filter>")));
        assertRefused("more than 40 selectors", body("<filter id='1'><what>" + repeated(20, "<include>/a%d</include><exclude>/a%<d</exclude>") + "</what><trigger><added>/a</added></trigger></filter>"));
        assertRefused("more than 40 comparisons", body("<filter id='1'><what><include>/a[" + repeated(40, "a=%d or ") + "b=1]</include></what></filter>"));
        assertRefused("more than 16 steps in a selector", body("<filter id='1'><what><include>" + "/a".repeat(17) + "</include></what></filter>"));
        assertRefused("more than 16 steps in a condition", body("<filter id='1'><what><include>/a[a" + "/a".repeat(16) + "=1]</include></what></filter>"));
        assertRefused("more than 1024 characters in include", body("<filter id='1'><what><include>/" + "a".repeat(1024) + "</include></what></filter>"));
        assertRefused("more than 1024 characters in id", body("<filter id='" + "a".repeat(1025) + "'><what/></filter>"));
        assertRefused("more than 26 bindings of namespaces", "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'><ns-bindings>" + repeated(27, "<ns-binding prefix='p%d' urn='u'/>")
                + "</ns-bindings><filter id='1'><what/></filter></filter-set>");
    }

    @Test
    void theSameTwiceCountsOnce() {
        assertEquals(FilterSamples.including("//pidf:note"), filter(body("<filter id='1'><what>" + "<include>//pidf:note</include>".repeat(100) + "</what></filter>")));
    }

    @Test
    void aReasonIsFitForAHeaderWhateverWasSent() {
        String reason = assertThrows(FilterException.class, () -> read(body("<filter id='1'><what><include>\u00e9\"\\\r\n" + "x".repeat(900) + "</include></what></filter>"))).getMessage();

        assertTrue(reason.matches("[ !#-\\[\\]-~]{1,160}"), reason);
    }

    @Test
    void theWorstSelectorsOnTheWorstDocumentsAreNotAppliedAndTakeAMoment() {
        String deep = "<x:a>".repeat(60) + "t" + "</x:a>".repeat(60);
        ComposedDocument worst = presence(deep.repeat(65));
        String steps = "//*".repeat(14);
        Filter conditions = filter(body("<filter id='1'><what>" + repeated(40, "<include>//*[*/*/*/*/*/*/*/*/*/*/*/*=\"%d\"]" + steps + "</include>") + "</what></filter>"));
        Filter values = filter(body("<filter id='1'><what>" + repeated(40, "<exclude>" + steps + "//*[.=\"%d\"]</exclude>") + "</what></filter>"));
        Triggers triggers = filter(body("<filter id='1'>" + repeated(40, "<trigger><changed to='%d'>" + steps + "</changed></trigger>") + "</filter>")).triggers();

        assertSame(worst, assertTimeoutPreemptively(MOMENT, () -> conditions.of(worst)));
        assertSame(worst, assertTimeoutPreemptively(MOMENT, () -> values.of(worst)));
        assertTrue(assertTimeoutPreemptively(MOMENT, () -> triggers.fire(worst, presence(deep.repeat(65).replace("t<", "u<")))));
    }

    @Test
    void brokenBodiesLeadToARefusalOrToFiltersThatAreReadAgainAsTheSame() {
        Random random = new Random(4661);
        String body = body("<filter id='1' uri='sip:presentity@example.com'><what><include>//pidf:tuple[rpid:class=\"IM\" or @id&lt;5]/pidf:status</include><exclude type='namespace'>urn:x</exclude></what>"
                + "<trigger><changed from='1' to='2' by='1'>//@id</changed><added>/*</added></trigger></filter>", "<filter id='2' domain='b' enabled='0'><what/></filter>");
        int accepted = 0;
        for (int i = 0; i < 1000; i++) {
            StringBuilder broken = new StringBuilder(body);
            for (int j = random.nextInt(3); j >= 0; j--) {
                int at = body.indexOf("<filter ") + random.nextInt(body.length() - body.indexOf("<filter ") - 20);
                int from = random.nextInt(body.length() - 8);
                switch (random.nextInt(3)) {
                    case 0 -> broken.deleteCharAt(at);
                    case 1 -> broken.setCharAt(at, "/@[]<>=\"'.*: a1\u00e9".charAt(random.nextInt(16)));
                    default -> broken.insert(at, body, from, from + random.nextInt(8));
                }
            }
            try {
                Filters filters = Filters.NONE.refreshed(FilterSet.read(XML, PRESENTITY, broken.toString().getBytes(UTF_8)));
                accepted++;
                assertEquals(filters, Filters.restored(XML, PRESENTITY, filters.bytes()), broken::toString);
            } catch (FilterException refused) {
                assertTrue(refused.getMessage().length() <= 160);
            }
        }
        assertTrue(accepted > 50, "next to nothing was accepted: " + accepted);
    }

    private static String repeated(int times, String text) {
        return IntStream.range(0, times).mapToObj(text::formatted).collect(Collectors.joining());
    }

    private static void assertRefused(String reason, String body) {
        assertEquals(reason, assertThrows(FilterException.class, () -> read(body)).getMessage());
    }
}
