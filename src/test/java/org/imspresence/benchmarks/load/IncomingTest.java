package org.imspresence.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class IncomingTest {

    private final Incoming incoming = new Incoming("abc");

    @Test
    void aNotifyIsAnsweredWithWhatAnAnswerNeedsAndNoMore() {
        read("NOTIFY sip:w1@h SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nv: SIP/2.0/UDP b\r\nRoute: <sip:a;lr>\r\nFrom: <sip:p>;tag=1\r\nt: <sip:w>;tag=2\r\nCall-ID: s7.abc\r\nCSeq: 43 NOTIFY\r\n"
                + "Event: presence\r\nContent-Length: 0\r\n\r\n");

        assertEquals("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nv: SIP/2.0/UDP b\r\nFrom: <sip:p>;tag=1\r\nt: <sip:w>;tag=2\r\nCall-ID: s7.abc\r\nCSeq: 43 NOTIFY\r\nContent-Length: 0\r\n\r\n",
                new String(incoming.answer, 0, incoming.answerLength, US_ASCII));
        assertTrue(incoming.isNotify && incoming.isOurs);
        assertEquals(7, incoming.number);
        assertEquals(43, incoming.cseq);
        assertEquals(-1, incoming.publication());
    }

    @Test
    void routesAreCountedOnHoweverManyLinesTheyAre() {
        read("NOTIFY sip:w1@h SIP/2.0\r\nRoute: <sip:a;lr>, <sip:b;lr>\r\nroute: <sip:c;lr>\r\nCall-ID: s7.abc\r\n\r\n");

        assertEquals(3, incoming.routes);
    }

    @Test
    void theNewestPublicationOfADocumentCounts() {
        read("NOTIFY sip:w1@h SIP/2.0\r\ni: s7.abc\r\n\r\n<note>seq=12;</note><note>seq=9;</note>");

        assertTrue(incoming.isOurs);
        assertEquals(12, incoming.publication());
    }

    @Test
    void anAnswerTellsItsStatusAndEntityTag() {
        read("SIP/2.0 200 OK\r\nCall-ID: p3.abc\r\nCSeq: 1 PUBLISH\r\nSIP-ETag: x1\r\nContent-Length: 0\r\n\r\n");

        assertTrue(incoming.isResponse && incoming.isOurs);
        assertEquals('p', incoming.kind);
        assertEquals(200, incoming.status());
        assertEquals("x1", incoming.entityTag());
    }

    @Test
    void whatIsOfAnotherRunIsNotOurs() {
        read("SIP/2.0 200 OK\r\nCall-ID: p3.abd\r\n\r\n");

        assertFalse(incoming.isOurs);
        assertNull(incoming.entityTag());
    }

    private void read(String message) {
        byte[] bytes = message.getBytes(US_ASCII);
        System.arraycopy(bytes, 0, incoming.bytes, 0, bytes.length);
        incoming.read(bytes.length);
    }
}
