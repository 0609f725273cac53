package org.imspresence.dialog.restcomm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.imspresence.dialog.Refusals;
import org.junit.jupiter.api.Test;

class LookupValveTest {

    private final List<String> asked = new ArrayList<>();

    private static SIPResponse response(String branch) {
        String text = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;branch=" + branch + "\r\nFrom: <sip:joe@example.com>;tag=1\r\nTo: <sip:ue@example.com>;tag=2\r\nCall-ID: a\r\nCSeq: 7 NOTIFY\r\nContent-Length: 0\r\n\r\n";
        try {
            return (SIPResponse) new StringMsgParser().parseSIPMessage(text.getBytes(StandardCharsets.US_ASCII), true, false, null);
        } catch (ParseException e) {
            return fail(e);
        }
    }

    private boolean passes(SIPResponse response, String known) {
        return new LookupValve(id -> asked.add(id) && id.equals(known), new Refusals((kind, entry) -> fail("nothing is refused"))).processResponse(response, null);
    }

    @Test
    void aResponseToATransactionOfOursPasses() {
        assertTrue(passes(response("z9hG4bKabc"), "z9hg4bkabc"));
    }

    @Test
    void aResponseThatComesAfterItsTransactionIsDroppedAfterOneLook() {
        assertFalse(passes(response("z9hG4bKold"), "z9hg4bkabc"));
        assertEquals(List.of("z9hg4bkold"), asked);
    }

    @Test
    void aResponseWithABranchThatNobodyWritesTodayIsDropped() {
        assertFalse(passes(response("1"), "z9hg4bkabc"));
    }
}
