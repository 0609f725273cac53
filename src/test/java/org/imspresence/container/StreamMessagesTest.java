package org.imspresence.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class StreamMessagesTest {

    private static final String NOTIFY = "NOTIFY sip:ue@192.0.2.1 SIP/2.0\r\nCall-ID: 1\r\nContent-Length: 10\r\n\r\n0123456789";
    private static final String COMPACT = "PUBLISH sip:alice@example.com SIP/2.0\r\nl:4\r\n\r\nbody";
    private static final String OK = "SIP/2.0 200 OK\r\ncontent-length : 0\r\n\r\n";

    private final List<String> seen = new ArrayList<>();
    private final StreamMessages messages = new StreamMessages(message -> seen.add(new String(message, ISO_8859_1)));

    private void pass(String text) {
        messages.pass(true, text.getBytes(ISO_8859_1), 0, text.length());
    }

    @Test
    void messagesAreCutApartWhateverPiecesTheyComeIn() {
        String all = "\r\n\r\n" + NOTIFY + OK + "\r\n" + COMPACT + OK;
        for (int length = 1; length <= all.length(); length++) {
            seen.clear();
            for (int from = 0; from < all.length(); from += length) {
                pass(all.substring(from, Math.min(all.length(), from + length)));
            }
            assertEquals(List.of(NOTIFY, OK, COMPACT, OK), seen, "pieces of " + length);
        }
    }

    @Test
    void whoBeginsToListenInTheMiddleHearsFromTheNextMessageOn() {
        messages.pass(false, NOTIFY.getBytes(ISO_8859_1), 0, 20);
        pass(NOTIFY.substring(20) + "\r\n");
        pass(OK);

        assertEquals(List.of(OK), seen);
    }

    @Test
    void nothingIsKeptOfWhatNobodyListensTo() {
        pass(NOTIFY.substring(0, 20));
        messages.pass(false, NOTIFY.getBytes(ISO_8859_1), 20, 5);
        pass(NOTIFY);

        assertEquals(List.of(NOTIFY), seen);
    }

    @Test
    void aHeadWithoutEndIsGivenUp() {
        pass("INVITE sip:a SIP/2.0\r\n");
        for (int i = 0; i < 100; i++) {
            pass("X: " + "x".repeat(1_000) + "\r\n");
        }
        pass("\r\n\r\n" + OK);

        assertEquals(List.of(OK), seen);
    }
}
