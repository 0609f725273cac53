package org.imspresence.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.imspresence.json.Json;
import org.junit.jupiter.api.Test;

/** What operators read. */
class ReportTest {

    private static Map<String, Object> object(String text) {
        return Json.object(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void numbersStandToTheRightAndColumnsAreAsWideAsTheyHaveToBe() {
        Table table = new Table("NAME", "N");
        table.add("a", 5);
        table.add("long name", 1234);
        table.add(null, null);

        assertEquals(List.of("NAME          N", "a             5", "long name  1234", ""), table.lines());
    }

    @Test
    void aNodeThatDoesNotAnswerIsInTheTable() {
        List<String> lines = Report.nodes(object("{'nodes':[{'name':'a','ready':true,'standing':'acting','balanced':false,'segments':256,'heapUsedBytes':3145728}],'silent':['b']}"));

        assertEquals(3, lines.size());
        assertEquals(List.of("a", "yes", "acting", "NO", "256", "3"), List.of(lines.get(1).split(" +")));
        assertEquals("b     no answer", lines.get(2));
    }

    @Test
    void underEachWatcherIsTheWayOfItsNotifys() {
        List<String> lines = Report.watchers(object("{'watchers':[{'watcher':'sip:bob@example.com','state':'active','event':'presence','decision':'allow','reason':'rule r','remainingSeconds':60,'id':'I',"
                + "'lastNotify':{'cseq':42,'status':200},'path':[{'role':'as','address':'a'},{'role':'proxy','address':'sip:scscf;lr'},{'role':'ue','address':'sip:bob@ue'}]},"
                + "{'watcher':'sip:carol@example.com','state':'pending','id':'J','lastNotify':{'cseq':43},'path':[]}]}"));

        assertEquals(List.of("sip:bob@example.com", "active", "presence", "allow: rule r", "60", "CSeq 42: 200", "I"), List.of(lines.get(1).split(" {2,}")));
        assertEquals("  a -> sip:scscf;lr -> sip:bob@ue", lines.get(2));
        assertEquals("J", lines.get(3).substring(lines.get(3).length() - 1));
        assertTrue(lines.get(3).contains("CSeq 43: no answer yet"), lines.get(3));
    }
}
