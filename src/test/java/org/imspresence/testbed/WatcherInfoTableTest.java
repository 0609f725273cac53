package org.imspresence.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3858 s4. */
class WatcherInfoTableTest {

    private final WatcherInfoTable table = new WatcherInfoTable();

    private static byte[] document(int version, String state, String... watchers) {
        StringBuilder text = new StringBuilder("<w:watcherinfo xmlns:w='urn:ietf:params:xml:ns:watcherinfo' version='" + version + "' state='" + state
                + "'><w:watcher-list resource='sip:b@x.net' package='presence'>");
        for (String watcher : watchers) {
            String[] part = watcher.split(" ");
            text.append("<w:watcher id='").append(part[0]).append("' status='").append(part[1]).append("' event='subscribe'>sip:").append(part[0]).append("@x.net</w:watcher>");
        }
        return text.append("</w:watcher-list></w:watcherinfo>").toString().getBytes(UTF_8);
    }

    @Test
    void aFullDocumentTakesThePlaceOfAllBefore() {
        table.apply(document(0, "full", "a pending", "b active"));
        table.apply(document(1, "full", "c active"));

        assertEquals(Map.of("sip:c@x.net", List.of("active subscribe")), table.watchers());
        assertEquals(1, table.version());
    }

    @Test
    void aPartialDocumentAddsChangesAndRemoves() {
        table.apply(document(0, "full", "a pending", "b active"));
        table.apply(document(1, "partial", "a active", "b terminated", "c pending", "d terminated"));

        assertEquals(Map.of("sip:a@x.net", List.of("active subscribe"), "sip:c@x.net", List.of("pending subscribe")), table.watchers());
    }

    @Test
    void anOldDocumentCountsForNothing() {
        table.apply(document(3, "full", "a active"));
        table.apply(document(3, "partial", "a terminated"));
        table.apply(document(2, "full"));

        assertEquals(1, table.rows().size());
        assertFalse(table.isStale());
    }

    @Test
    void aGapLeavesTheTableStaleUntilAFullDocumentComes() {
        table.apply(document(0, "full", "a active"));
        table.apply(document(2, "partial", "b active"));
        assertTrue(table.isStale());
        assertEquals(1, table.rows().size());

        table.apply(document(7, "full", "c active"));
        assertFalse(table.isStale());
        assertEquals(7, table.version());
    }

    @Test
    void thatBeginsWithAPartialDocumentIsStale() {
        table.apply(document(0, "partial", "a active"));

        assertTrue(table.isStale());
    }

    @Test
    void theExampleOfRfc3858Clause4IsRead() {
        WatcherInfoTable.Content content = WatcherInfoTable.read("""
                <?xml version="1.0"?>
                <watcherinfo xmlns="urn:ietf:params:xml:ns:watcherinfo" version="0" state="full">
                  <watcher-list resource="sip:professor@example.net" package="presence">
                    <watcher status="active" id="8ajksjda7s" duration-subscribed="509" event="approved" >sip:userA@example.net</watcher>
                    <watcher status="pending" id="hh8juja87s997-ass7" display-name="Mr. Subscriber" event="subscribe">sip:userB@example.org</watcher>
                  </watcher-list>
                </watcherinfo>
                """.getBytes(UTF_8));

        assertEquals(509, content.rows().get(0).duration().getAsLong());
        assertEquals(Optional.of("Mr. Subscriber"), content.rows().get(1).displayName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<watcherinfo/>", "x", "<watcherinfo xmlns='urn:ietf:params:xml:ns:watcherinfo' version='0' state='some'><watcher-list resource='r' package='p'/></watcherinfo>",
        "<watcherinfo xmlns='urn:ietf:params:xml:ns:watcherinfo' state='full'><watcher-list resource='r' package='p'/></watcherinfo>"})
    void whatIsNoWatcherInformationIsRefused(String document) {
        assertThrows(IllegalArgumentException.class, () -> table.apply(document.getBytes(UTF_8)));
    }
}
