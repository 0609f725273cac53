package org.imspresence.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import org.imspresence.dialog.ContactUser;
import org.junit.jupiter.api.Test;

class SipTextTest {

    private final Concerned concerned = new Concerned(10);

    private static SipText read(String text) {
        return SipText.read(Messages.bytes(text)).orElseThrow();
    }

    @Test
    void aRequestIsReadWithCompactAndFoldedFields() {
        SipText subscribe = read(Messages.SUBSCRIBE);

        assertTrue(subscribe.isRequest());
        assertEquals("SUBSCRIBE", subscribe.method());
        assertEquals(1, subscribe.cseq());
        assertEquals("c1@192.0.2.7", subscribe.first("call-id"));
        assertEquals("sip:bob@example.com", SipText.uri(subscribe.first("from")));
        assertEquals("1", SipText.tag(subscribe.first("from")));
        assertEquals("", SipText.tag(subscribe.first("to")));
        assertEquals(List.of("<sip:a;lr>", "\"x, y\" <sip:b;lr>", "<sip:c,d@c;lr>"), subscribe.values("route"));
    }

    @Test
    void aResponseIsReadWithTheMethodThatItAnswers() {
        SipText ok = read(Messages.OK);

        assertEquals(List.of(200, "All right", "SUBSCRIBE"), List.of(ok.status(), ok.reason(), ok.method()));
    }

    @Test
    void whatIsNoSipIsNotRead() {
        for (String text : List.of("", "\n\n", "hello", "GET / HTTP/1.1\n\n")) {
            assertTrue(SipText.read(text.getBytes(StandardCharsets.UTF_8)).isEmpty(), text);
        }
    }

    @Test
    void aMessageConcernsWhomTheServerTakesItFor() {
        assertEquals(Set.of(Messages.ALICE), concerned.by(read(Messages.SUBSCRIBE)));
        assertEquals(Set.of(Messages.ALICE), concerned.by(read(Messages.OK)), "known by its request, whatever To says");
        assertEquals(Set.of("sip:alias@example.com"), new Concerned(10).by(read(Messages.OK)), "nothing better to go by");
        assertEquals(Set.of("sip:carol@example.com"), concerned.by(read(Messages.SUBSCRIBE.replace("sip:alice@EXAMPLE.com;transport=udp", "sip:" + ContactUser.of("sip:carol@example.com") + "@192.0.2.1:5060"))));
        assertEquals(Set.of(Messages.ALICE, "sip:served@example.com"), concerned.by(read(Messages.SUBSCRIBE.replace("o: presence", "P-Served-User: <sip:served@example.com>;sescase=term"))));
        assertEquals(Set.of("sip:dave@example.com"), concerned.by(read(Messages.notify("c2", 42, "sip:dave@example.com", ""))));
        assertEquals(Set.of(), concerned.by(read(Messages.SUBSCRIBE.replace("SUBSCRIBE", "OPTIONS"))));
    }
}
