package org.imspresence.testbed.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.stream.Stream;
import org.imspresence.testbed.MessageLog;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.wire.WireCount.Part;
import org.junit.jupiter.api.Test;

class WireCountTest {

    private static MessageLog.Entry entry(String text, boolean repeat) {
        SipMessage message = SipMessage.parse(text.replace("|", "\r\n").getBytes(US_ASCII));
        return new MessageLog.Entry(Instant.EPOCH, MessageLog.Direction.SENT, new InetSocketAddress("127.0.0.1", 5060), message, repeat);
    }

    private static MessageLog.Entry entry(String text) {
        return entry(text, false);
    }

    @Test
    void everyByteIsCountedWhereItBelongs() {
        WireCount count = WireCount.of(Stream.of(
                entry("PUBLISH sip:a SIP/2.0|CSeq: 1 PUBLISH||body"),
                entry("SIP/2.0 200 OK|CSeq: 1 PUBLISH||"),
                entry("SUBSCRIBE sip:a SIP/2.0|CSeq: 1 SUBSCRIBE||"),
                entry("SIP/2.0 204 No Notification|CSeq: 1 SUBSCRIBE||"),
                entry("NOTIFY sip:b SIP/2.0|CSeq: 1 NOTIFY||body"),
                entry("NOTIFY sip:b SIP/2.0|CSeq: 2 NOTIFY||"),
                entry("SIP/2.0 200 OK|CSeq: 1 NOTIFY||")));

        assertEquals(46 + 35, count.bytes(Part.PUBLISH));
        assertEquals(46 + 50, count.bytes(Part.SUBSCRIBE));
        assertEquals(40 + 40, count.bytes(Part.NOTIFY_HEADERS));
        assertEquals(4, count.bytes(Part.NOTIFY_BODIES));
        assertEquals(34, count.bytes(Part.NOTIFY_ANSWERS));
        assertEquals(81 + 96 + 80 + 4 + 34, count.total());
        assertEquals(1, count.messages(Part.NOTIFY_BODIES));
        assertEquals(7, count.totalMessages());
        assertEquals(8, count.bodies());
        assertEquals(2, count.messagesWithBody());
    }

    @Test
    void aRepeatIsNotCounted() {
        assertEquals(0, WireCount.of(Stream.of(entry("NOTIFY sip:b SIP/2.0|CSeq: 1 NOTIFY||", true))).total());
    }

    @Test
    void anotherMethodIsAMistake() {
        assertThrows(IllegalArgumentException.class, () -> WireCount.of(Stream.of(entry("OPTIONS sip:b SIP/2.0|CSeq: 1 OPTIONS||"))));
    }
}
