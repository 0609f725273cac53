package org.imspresence.testbed.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.XmlLimits;
import org.imspresence.testbed.CanonicalXml;
import org.junit.jupiter.api.Test;

class DayTraceTest {

    private static final String PRESENTITY = "sip:user1_public1@home2.net";

    private final DayTrace trace = DayTrace.of(1, PRESENTITY);

    private <E extends DayTrace.Event> List<E> all(Class<E> kind) {
        return trace.events().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static String canonical(String document) {
        return CanonicalXml.of(document.getBytes(UTF_8));
    }

    private static int count(String what, String text) {
        return text.split(what, -1).length - 1;
    }

    @Test
    void aSeedMakesOneDay() {
        assertEquals(trace, DayTrace.of(1, PRESENTITY));
        assertNotEquals(trace, DayTrace.of(2, PRESENTITY));
    }

    @Test
    void theSameHappensToEachPresentity() {
        String other = "sip:user2_public1@home2.net";

        assertEquals(trace.last().replace(PRESENTITY, other), DayTrace.of(1, other).last());
    }

    @Test
    void theDocumentHasThreeTuplesAndAPersonInOneAndAHalfKilobytes() {
        assertEquals(3, count("<tuple ", trace.first()));
        assertEquals(1, count("<dm:person ", trace.first()));
        assertEquals(1500, trace.first().length(), 75);
    }

    @Test
    void eachOfTheFortyChangesLeadsFromOneDocumentToTheNextAndIsReal() {
        HardenedXml xml = new HardenedXml(XmlLimits.DEFAULT);
        String before = trace.first();

        for (DayTrace.Change change : all(DayTrace.Change.class)) {
            byte[] patched = PidfDiff.parse(xml, change.diff().getBytes(UTF_8)).appliedTo(before.getBytes(UTF_8));
            assertEquals(canonical(change.document()), CanonicalXml.of(patched));
            assertNotEquals(canonical(before), canonical(change.document()));
            before = change.document();
        }

        assertEquals(trace.last(), before);
        assertEquals(40, all(DayTrace.Change.class).size());
    }

    @Test
    void everythingIsRefreshedEveryHour() {
        assertEquals(IntStream.rangeClosed(1, 23).map(hour -> hour * 3600).boxed().toList(), all(DayTrace.PublicationRefresh.class).stream().map(DayTrace.Event::second).toList());
        for (int watcher = 0; watcher < 10; watcher++) {
            int number = watcher;
            List<Integer> seconds = all(DayTrace.Subscribe.class).stream().filter(event -> event.watcher() == number).map(DayTrace.Event::second).toList();
            assertTrue(seconds.get(0) < 3600);
            assertEquals(IntStream.range(0, 24).map(hour -> seconds.get(0) + hour * 3600).boxed().toList(), seconds);
        }
    }

    @Test
    void theEventsAreInTheOrderOfTime() {
        assertEquals(trace.events().stream().sorted(Comparator.comparingInt(DayTrace.Event::second)).toList(), trace.events());
    }
}
