package org.imspresence.testbed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SipMessageTest {

    private static final String NOTIFY = String.join("\r\n",
            "NOTIFY sip:[5555::aaa:bbb:ccc:ddd] SIP/2.0",
            "v:SIP/2.0/UDP scscf2.home2.net;branch=z9hG4bK764z87.1, SIP/2.0/UDP presence.home2.net;branch=z9hG4bK240f34.1",
            "VIA: SIP/2.0/UDP [::1]:5070 ; branch=z9hG4bK1",
            "max-forwards: 69",
            "Route: <sip:scscf1.home1.net;lr>,",
            "   \"a, \\\"b\" <sip:a,b@pcscf1.home1.net;lr>",
            "f: <sip:presence.home2.net>;tag=x",
            "t: \"<odd> name\" <sip:user1_public1@home1.net>;tag=31415",
            "i: b89rjhnedlrfjflslj40a222",
            "CSeq: 43  NOTIFY",
            "o: presence",
            "l: 5",
            "",
            "hello");

    private final SipMessage notify = parse(NOTIFY);

    private static SipMessage parse(String text) {
        return SipMessage.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatWasParsedIsWrittenAgainByteForByte() {
        assertEquals(NOTIFY, notify.toString());
        assertArrayEquals(NOTIFY.getBytes(StandardCharsets.UTF_8), notify.bytes());
    }

    @Test
    void compactAndLongNamesAreTheSameHeader() {
        assertEquals("b89rjhnedlrfjflslj40a222", notify.callId());
        assertEquals(Optional.of("presence"), notify.header("event"));
        assertEquals(Optional.of("x"), notify.fromTag());
        assertEquals(Optional.of("31415"), notify.toTag());
        assertTrue(notify.contentLengthHolds());
    }

    @Test
    void valuesOfOneLineAndOfManyAreOneList() {
        assertEquals(List.of("scscf2.home2.net", "presence.home2.net", "[::1]:5070"),
                notify.vias().stream().map(Via::sentBy).toList());
        assertEquals("z9hG4bK764z87.1", notify.branch());
    }

    @Test
    void commasInQuotesAndBracketsDoNotSplit() {
        assertEquals(List.of("sip:scscf1.home1.net;lr", "sip:a,b@pcscf1.home1.net;lr"), notify.uris("Route"));
    }

    @Test
    void methodAndCseqAreRead() {
        assertTrue(notify.isRequest("NOTIFY"));
        assertEquals(43, notify.cseq());
        assertEquals("sip:[5555::aaa:bbb:ccc:ddd]", notify.requestUri());
        SipMessage response = SipMessage.response(notify, 481, "Subscription Does Not Exist");
        assertFalse(response.isRequest());
        assertEquals(481, response.status());
        assertEquals("NOTIFY", response.method());
        assertEquals(notify.values("Via"), response.values("Via"));
    }

    @Test
    void poppingTakesTheFirstValueOnly() {
        SipMessage popped = notify.popping("Via").popping("Route");

        assertEquals(List.of("presence.home2.net", "[::1]:5070"), popped.vias().stream().map(Via::sentBy).toList());
        assertEquals(1, popped.values("Route").size());
        assertEquals(List.of(), popped.popping("Route").values("Route"));
    }

    @Test
    void pushingPutsAValueOnTop() {
        SipMessage pushed = notify.pushing("Via", "SIP/2.0/UDP a;branch=b");

        assertEquals("SIP/2.0/UDP a;branch=b", pushed.values("Via").get(0));
    }

    @Test
    void aBodyBringsItsLength() {
        byte[] body = "é".getBytes(StandardCharsets.UTF_8);
        SipMessage message = SipMessage.request("PUBLISH", "sip:a@b").withBody("text/plain", body);

        assertEquals("2", message.required("Content-Length"));
        assertTrue(message.contentLengthHolds());
        assertFalse(message.with("Content-Length", "1").contentLengthHolds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello\r\n\r\n",
        "NOTIFY sip:a SIP/2.0\r\nno colon\r\n\r\n", "NOTIFY sip:a SIP/2.0\nCSeq: 1 NOTIFY\n\n"})
    void whatIsNotSipIsRefused(String text) {
        assertThrows(SipParseException.class, () -> parse(text));
    }

    @Test
    void aStreamIsCutByContentLength() {
        SipFramer framer = new SipFramer();
        byte[] stream = ("\r\n\r\n" + NOTIFY + NOTIFY + "\r\n").getBytes(StandardCharsets.UTF_8);
        int messages = 0;
        for (byte next : stream) {
            for (SipMessage message : framer.feed(new byte[] {next}, 1)) {
                assertEquals(NOTIFY, message.toString());
                messages++;
            }
        }
        assertEquals(2, messages);
    }

    @Test
    void aStreamWithoutContentLengthIsRefused() {
        byte[] bytes = "NOTIFY sip:a SIP/2.0\r\nCSeq: 1 NOTIFY\r\n\r\n".getBytes(StandardCharsets.UTF_8);

        assertThrows(SipParseException.class, () -> new SipFramer().feed(bytes, bytes.length));
    }
}
