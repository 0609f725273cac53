package org.imspresence.dialog.lean;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3261 s17.1.3, s18.1.2. */
class ResponseReaderTest {

    private static final long BRANCH = 0x0f3a9c55d2e8b714L;
    private static final String VIA = "Via: SIP/2.0/UDP as.home2.net:6060;branch=z9hG4bK0f3a9c55d2e8b714";
    private static final String REST = "From: <sip:p@home2.net>;tag=a\r\nTo: <sip:w@home1.net>;tag=b\r\nCall-ID: c\r\n";
    private static final String CSEQ = "CSeq: 43 NOTIFY";

    private final ResponseReader reader = new ResponseReader("as.home2.net:6060");

    private Optional<Response> read(String message) {
        byte[] bytes = message.getBytes(ISO_8859_1);
        return reader.read(bytes, bytes.length);
    }

    private static String with(String via, String cseq, String more) {
        return "SIP/2.0 200 OK\r\n" + via + "\r\n" + REST + cseq + "\r\n" + more + "Content-Length: 0\r\n\r\n";
    }

    @Test
    void aViaOfOursMayHaveNoPort() {
        byte[] response = ("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP as.home2.net;branch=" + Branch.text(7) + "\r\nCSeq: 1 NOTIFY\r\n\r\n").getBytes(ISO_8859_1);

        assertEquals(7, new ResponseReader("as.home2.net").read(response, response.length).orElseThrow().branch());
        assertTrue(reader.read(response, response.length).isEmpty());
    }

    @Test
    void aPlainResponseIsItsStatusAndItsBranch() {
        assertEquals(new Response(200, BRANCH, "", true), read(with(VIA, CSEQ, "")).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Via: SIP/2.0/UDP as.home2.net:6060;branch=z9hG4bK0f3a9c55d2e8b714;received=10.0.0.1;rport=5",
        "v:SIP/2.0/UDP as.home2.net:6060;received=10.0.0.1;branch=z9hG4bK0f3a9c55d2e8b714",
        "VIA  :  SIP / 2.0 / udp   AS.home2.NET : 6060 ; x=\"a;b,c\\\"\" ; Branch = Z9HG4BK0F3A9C55D2E8B714",
        "Via: SIP/2.0/UDP as.home2.net:6060\r\n ;branch=z9hG4bK0f3a9c55d2e8b714",
        "Via: SIP/2.0/UDP as.home2.net:6060;branch=z9hG4bK0f3a9c55d2e8b714, SIP/2.0/UDP other;branch=z9hG4bKx",
        "Via: SIP/2.0/UDP as.home2.net:6060;branch=z9hG4bK0f3a9c55d2e8b714\r\nVia: SIP/2.0/UDP other;branch=z9hG4bKx"})
    void ourViaIsKnownHoweverItIsWritten(String via) {
        assertEquals(BRANCH, read(with(via, CSEQ, "")).orElseThrow().branch());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "X: y",
        "Via: SIP/2.0/UDP as.home2.net:6061;branch=z9hG4bK0f3a9c55d2e8b714",
        "Via: SIP/2.0/UDP as.home2.net;branch=z9hG4bK0f3a9c55d2e8b714",
        "Via: SIP/2.0/UDP as.home2.net:60600;branch=z9hG4bK0f3a9c55d2e8b714",
        "Via: SIP/2.0/TCP as.home2.net:6060;branch=z9hG4bK0f3a9c55d2e8b714",
        "Via: SIP/2.0/UDP as.home2.net:6060",
        "Via: SIP/2.0/UDP as.home2.net:6060;branch=z9hG4bK0f3a9c55d2e8b71",
        "Via: SIP/2.0/UDP as.home2.net:6060;branch=z9hG4bK0f3a9c55d2e8b7140",
        "Via: SIP/2.0/UDP as.home2.net:6060;branch=z9hG4bK0f3a9c55d2e8b71g",
        "Via: SIP/2.0/UDP as.home2.net:6060;x=\";branch=z9hG4bK0f3a9c55d2e8b714\"",
        "Via: SIP/2.0/UDP other;branch=z9hG4bKx\r\nVia: SIP/2.0/UDP as.home2.net:6060;branch=z9hG4bK0f3a9c55d2e8b714"})
    void aResponseWithoutOurViaOnTopIsNothing(String via) {
        assertTrue(read(with(via, CSEQ, "")).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CSeq: 43 SUBSCRIBE", "CSeq: 43 notify", "CSeq: NOTIFY", "CSeq: 43", "CSeq: 43NOTIFY", "CSeq: 43 NOTIFY x", "X: y"})
    void aResponseToAnotherMethodIsNothing(String cseq) {
        assertTrue(read(with(VIA, cseq, "")).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "\r\n\r\n", "SIP/2.0 099 X", "SIP/2.0 700 X", "SIP/2.0 20 OK", "SIP/2.0 2000 OK", "SIP/3.0 200 OK", "sip/2.0 200 OK", "NOTIFY sip:a SIP/2.0"})
    void whatHasNoStatusLineIsNothing(String line) {
        assertTrue(read(line + "\r\n" + VIA + "\r\n" + CSEQ + "\r\n\r\n").isEmpty());
    }

    @Test
    void headersThatDoNotEndAreNothing() {
        String whole = with(VIA, CSEQ, "");
        for (int length = 0; length < whole.length(); length++) {
            assertTrue(read(whole.substring(0, length)).isEmpty(), "after " + length + " bytes");
        }
    }

    @Test
    void aContactIsKept() {
        assertEquals(new Response(200, BRANCH, "<sip:w@10.0.0.1>", true), read(with(VIA, CSEQ, "m: <sip:w@10.0.0.1>;expires=5\r\n")).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Contact: \"W\" <sip:w@10.0.0.1>\r\n", "Contact: sip:w@10.0.0.1\r\n", "Contact: *\r\n", "Contact: <sip:a>\r\nContact: <sip:b>\r\n", "Event: presence;max-rate=1\r\n", "o:presence\r\n"})
    void whatNeedsAParserIsSaidToNeedOne(String header) {
        assertFalse(read(with(VIA, CSEQ, header)).orElseThrow().isPlain());
    }

    @Test
    void aNegativeAnswerNeedsAParser() {
        Response response = read(with(VIA, CSEQ, "").replace("200 OK", "503 Busy")).orElseThrow();

        assertFalse(response.isPlain());
        assertEquals(503, response.status());
    }

    /** Bytes that are changed, cut, doubled or made up: it never throws, and is done at once. */
    @Test
    void hostileBytesAreReadInTime() {
        Random random = new Random(1712);
        byte[] good = with(VIA + ";x=\"\\\"a\"", CSEQ, "Contact: <sip:w@10.0.0.1>\r\nEvent: presence\r\n").getBytes(ISO_8859_1);
        String alphabet = "\r\n \t:;,\"\\<>/=aZ9\0\377";

        assertTimeout(Duration.ofSeconds(20), () -> {
            for (int round = 0; round < 200_000; round++) {
                byte[] bytes = good.clone();
                for (int change = random.nextInt(8); change >= 0; change--) {
                    bytes[random.nextInt(bytes.length)] = random.nextBoolean() ? (byte) alphabet.charAt(random.nextInt(alphabet.length())) : (byte) random.nextInt();
                }
                reader.read(bytes, random.nextInt(10) == 0 ? random.nextInt(bytes.length + 1) : bytes.length);
            }
        });
    }

    /** 64 KB of what takes the longest: it looks at each byte a few times. */
    @ParameterizedTest
    @ValueSource(strings = {"\r\n ", "Via: ", ":", "v:SIP/2.0/UDP as.home2.net:6060;", "\"", "\\", "Contact: <\r\n", "a\r\n"})
    void aLongMessageOfOneKindIsReadInTime(String what) {
        byte[] bytes = ("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP as.home2.net:6060;x=" + what.repeat(65_000 / what.length())).getBytes(ISO_8859_1);

        assertTimeout(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 50; i++) {
                reader.read(bytes, bytes.length);
            }
        });
    }
}
