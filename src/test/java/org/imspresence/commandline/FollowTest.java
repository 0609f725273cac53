package org.imspresence.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

class FollowTest {

    private static final String NOTIFY = "{\"time\":\"2026-11-26T09:25:30.937Z\",\"node\":\"a\",\"direction\":\"out\",\"transport\":\"udp\",\"peer\":\"127.0.0.1:5070\",\"method\":\"NOTIFY\","
            + "\"callId\":\"c1\",\"cseq\":43,\"subscriptionState\":\"active;expires=60\",\"entityTag\":\"t\",\"repeat\":true}";
    private static final String OK = "{\"time\":\"2026-11-26T09:25:30.939Z\",\"node\":\"a\",\"direction\":\"in\",\"transport\":\"udp\",\"peer\":\"127.0.0.1:5070\",\"method\":\"NOTIFY\",\"status\":200,\"reason\":\"OK\","
            + "\"callId\":\"c1\",\"cseq\":43,\"repeat\":false}";

    private static List<String> shown(boolean json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Follow follow = new Follow(json, new PrintStream(out, true, StandardCharsets.UTF_8));
        List.of("retry: 2000", "", ": following a", "", "event: message", "id: 1", "data: " + NOTIFY, "", "event: message", "id: 2", "data: " + OK, "", "event: lost", "id: 3", "data: {\"count\":7,\"node\":\"a\"}", "")
                .forEach(follow::take);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aLineShowsAMessage() {
        assertEquals(List.of(
                "09:25:30.937Z  a -> 127.0.0.1:5070 udp  NOTIFY 43  active;expires=60  t  (repeat)  c1",
                "09:25:30.939Z  a <- 127.0.0.1:5070 udp  200 OK to NOTIFY 43  c1",
                "-- 7 messages could not be shown by a"), shown(false));
    }

    @Test
    void theServersWordsAreShownAsTheyCome() {
        assertEquals(List.of(NOTIFY, OK, "{\"count\":7,\"node\":\"a\"}"), shown(true));
    }
}
