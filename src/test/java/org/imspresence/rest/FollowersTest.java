package org.imspresence.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Map;

import org.imspresence.home.inspection.PassedMessages.Passed;
import org.imspresence.json.Json;
import org.junit.jupiter.api.Test;

class FollowersTest {

    private static final String NOTIFY = "NOTIFY sip:bob@192.0.2.7 SIP/2.0\nFrom: <sip:alice@example.com>;tag=2\nTo: <sip:bob@example.com>;tag=1\nCall-ID: c1\nCSeq: 43 NOTIFY\n"
            + "Route: <sip:a;lr>, <sip:b;lr>\nEvent: presence\nSubscription-State: active;expires=60\nSIP-ETag: t\nContent-Length: 0\n";
    private static final String OK = "SIP/2.0 200 OK\nFrom: <sip:alice@example.com>;tag=2\nTo: <sip:bob@example.com>;tag=1\nCall-ID: c1\nCSeq: 43 NOTIFY\nContent-Length: 0\n";

    private static int refused(Followers followers) {
        return assertThrows(Problem.class, () -> followers.follow("sip:alice@example.com", "", "olga", () -> fail("no stream is to be opened"))).status();
    }

    private static Map<String, Object> shown(String text, boolean repeat) {
        return Json.object(Json.write(FollowedMessage.of("a", new Passed(1_764_149_130_000L, false, "udp", "192.0.2.1:5060", "192.0.2.7:5070", 400, 1, text), repeat)));
    }

    @Test
    void whoCannotFollowIsToldWhy() {
        assertEquals(501, refused(new Followers(null, false, 1)), "the container shows nothing");
        assertEquals(503, refused(new Followers(null, true, 0)), "no place");
        Followers ended = new Followers(null, true, 1);
        ended.close();
        assertEquals(503, refused(ended));
    }

    @Test
    void aRequestIsShownWithWhatItSaysOfDialogAndState() {
        Map<String, Object> notify = shown(NOTIFY, true);

        assertEquals(List.of("2025-11-26T09:25:30.000Z", "a", "out", "udp", "192.0.2.1:5060", "192.0.2.7:5070", "NOTIFY", "c1", 43L, "2", "1", "sip:alice@example.com", "sip:bob@example.com", "presence",
                        "active;expires=60", "t", List.of("<sip:a;lr>", "<sip:b;lr>"), 400L, true, NOTIFY),
                List.of("time", "node", "direction", "transport", "local", "peer", "method", "callId", "cseq", "fromTag", "toTag", "from", "to", "event", "subscriptionState", "entityTag", "routes", "size", "repeat", "text")
                        .stream().map(notify::get).toList());
        assertNull(notify.get("status"));
    }

    @Test
    void aResponseIsShownWithTheMethodThatItAnswers() {
        Map<String, Object> ok = shown(OK, false);

        assertEquals(List.of("NOTIFY", 200L, "OK", false), List.of("method", "status", "reason", "repeat").stream().map(ok::get).toList());
        assertNull(ok.get("routes"));
    }
}
