package org.imspresence.dialog.restcomm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.imspresence.dialog.Refusals;
import org.imspresence.overload.Backlog;
import org.imspresence.overload.Overload;
import org.imspresence.overload.OverloadLimits;
import org.imspresence.overload.RequestClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EarlyRefusalTest {

    private static final String SUBSCRIBE = """
            SUBSCRIBE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKone
            Via: SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKtwo
            Max-Forwards: 70
            From: "A, B" <sip:alice@example.com>;tag=a
            To: <sip:bob@example.com>
            Call-ID: x@y
            CSeq: 7 SUBSCRIBE
            Event: presence
            Contact: <sip:alice@192.0.2.1>
            Content-Length: 0

            """.replace("\n", "\r\n");

    private static EarlyRefusal.PlainRequest read(String text) {
        return EarlyRefusal.PlainRequest.read(text, "192.0.2.1", 40_000);
    }

    private static String refused(String text) {
        return read(text).response(RequestClass.NEW_SUBSCRIPTION, 9).replaceFirst(";tag=[0-9a-f]+\r\nCall-ID", ";tag=OURS\r\nCall-ID");
    }

    @Test
    void theResponseRepeatsWhatTheRequestIsKnownBy() {
        assertEquals("""
                SIP/2.0 480 Temporarily Unavailable
                Via: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKone
                Via: SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKtwo
                From: "A, B" <sip:alice@example.com>;tag=a
                To: <sip:bob@example.com>;tag=OURS
                Call-ID: x@y
                CSeq: 7 SUBSCRIBE
                Retry-After: 9
                Content-Length: 0

                """.replace("\n", "\r\n"), refused(SUBSCRIBE));
        assertEquals(5062, read(SUBSCRIBE).port());
        assertEquals("z9hg4bkone", read(SUBSCRIBE).branch());
    }

    @Test
    void rportIsAnsweredWithTheSource() {
        EarlyRefusal.PlainRequest request = read(SUBSCRIBE.replace("bKone", "bKone;rport"));
        assertEquals(40_000, request.port());
        assertTrue(request.response(RequestClass.NEW_SUBSCRIPTION, 9).contains("Via: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKone;rport=40000;received=192.0.2.1\r\n"));
    }

    @Test
    void anotherSourceIsTold() {
        assertTrue(refused(SUBSCRIBE.replace("UDP 192.0.2.1:5062", "UDP pcscf.example.com")).contains("Via: SIP/2.0/UDP pcscf.example.com;branch=z9hG4bKone;received=192.0.2.1\r\n"));
        assertEquals(5060, read(SUBSCRIBE.replace("UDP 192.0.2.1:5062", "UDP pcscf.example.com")).port());
    }

    @Test
    void viasOnOneLineStayInOrder() {
        String oneLine = SUBSCRIBE.replace("bKone\r\nVia: SIP/2.0/TCP", "bKone, SIP/2.0/TCP");
        assertTrue(refused(oneLine).contains("Via: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKone, SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKtwo\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "To: <sip:bob@example.com>|To: <sip:bob@example.com> ; tag=ours",
        "To: <sip:bob@example.com>|t: <sip:bob@example.com>",
        "To: <sip:bob@example.com>|To:\r\n <sip:bob@example.com>",
        "To: <sip:bob@example.com>|Too: <sip:bob@example.com>",
        "bKone|bKone;maddr=192.0.2.7",
        "branch=z9hG4bKone|branch=1",
        "192.0.2.1:5062|[2001:db8::1]:5062",
        "192.0.2.1:5062|192.0.2.1:port",
        "Max-Forwards: 70|Expires: soon",
        "UDP 192.0.2.1:5062|TCP 192.0.2.1:5062"})
    void whatIsUnusualIsLeftToTheStack(String change) {
        String[] fromTo = change.split("\\|");
        assertTrue(SUBSCRIBE.contains(fromTo[0]));
        assertNull(read(SUBSCRIBE.replace(fromTo[0], fromTo[1])));
    }

    @ParameterizedTest
    @CsvSource({
        "SUBSCRIBE, NEW_SUBSCRIPTION",
        "SUBSCRIBE To: <sip:bob@example.com>;tag=ours, RENEWAL",
        "PUBLISH, NEW_PUBLICATION",
        "PUBLISH Expires: 60, NEW_PUBLICATION",
        "PUBLISH SIP-If-Match: x, RENEWAL",
        "PUBLISH SIP-If-Match: x body, CHANGE",
        "PUBLISH SIP-If-Match: x Expires: 60 body, CHANGE",
        "PUBLISH SIP-If-Match: x Expires: 0 body, RENEWAL"})
    void theClassIsThatOfTheStackGate(String what, RequestClass expected) {
        String text = SUBSCRIBE.replace("SUBSCRIBE", what.substring(0, what.indexOf(' ') < 0 ? what.length() : what.indexOf(' ')));
        if (what.contains("tag=")) {
            text = text.replace("To: <sip:bob@example.com>", "To: <sip:bob@example.com>;tag=ours");
        }
        if (what.contains("SIP-If-Match")) {
            text = text.replace("Max-Forwards", "SIP-If-Match: x\r\nMax-Forwards");
        }
        if (what.contains("Expires")) {
            text = text.replace("Max-Forwards", what.replaceFirst(".*(Expires: [0-9]+).*", "$1") + "\r\nMax-Forwards");
        }
        assertEquals(expected, read(what.contains("body") ? text + "body" : text).requestClass());
    }

    @Test
    void aRequestInADialogKeepsItsTag() {
        String response = read(SUBSCRIBE.replace("To: <sip:bob@example.com>", "To: <sip:bob@example.com>;tag=ours")).response(RequestClass.RENEWAL, 9);
        assertTrue(response.contains("To: <sip:bob@example.com>;tag=ours\r\n"), response);
    }

    @Test
    void whatIsCutOffIsLeftToTheStack() {
        for (int length = 0; length < SUBSCRIBE.length() - 2; length++) {
            assertNull(read(SUBSCRIBE.substring(0, length)));
        }
    }

    @Test
    void onlyInOverloadAndOnlyWhatIsNotTakenOnYet() throws IOException {
        int[] transactions = {0};
        List<String> told = new ArrayList<>();
        Backlog none = new Backlog() {
            @Override
            public int length() {
                return 0;
            }

            @Override
            public long age() {
                return 0;
            }
        };
        Overload overload = new Overload(new OverloadLimits(10, 10, 250, 0, 10), () -> transactions[0], () -> 0, none, bound -> 0, 0);
        RefusedTransactions refused = new RefusedTransactions();
        EarlyRefusal door = new EarlyRefusal(overload, Set.of("z9hg4bkone")::contains, refused, new Refusals((kind, entry) -> told.add(entry.get().text())));
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                DatagramSocket client = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            String mine = SUBSCRIBE.replace("192.0.2.1:5062", "127.0.0.1:" + client.getLocalPort());
            assertTrue(door.test(socket, packet(mine, client)));
            transactions[0] = 6;
            assertTrue(door.test(socket, packet(mine, client)), "a repeat of what has been taken on");
            assertTrue(door.test(socket, packet(mine.replace("SUBSCRIBE", "PUBLISH"), client)));
            assertFalse(door.test(socket, packet(mine.replace("bKone", "bKother"), client)));

            client.setSoTimeout(5_000);
            DatagramPacket response = new DatagramPacket(new byte[2_000], 2_000);
            client.receive(response);
            assertTrue(new String(response.getData(), 0, response.getLength(), StandardCharsets.ISO_8859_1).startsWith("SIP/2.0 480 "));
            assertEquals(1, overload.refused(RequestClass.NEW_SUBSCRIPTION));
            assertEquals(List.of("event=SUBSCRIBE status=480 uri=sip:bob@example.com from=\"\\\"A, B\\\" <sip:alice@example.com>;tag=a\" call-id=x@y cseq=7 why=\"Temporarily Unavailable\" cause=overload"), told);
            assertTrue(refused.contains("z9hG4bKother"), "a copy that waits already");

            transactions[0] = 8;
            String change = mine.replace("SUBSCRIBE", "PUBLISH").replace("bKone", "bKother").replace("Event", "SIP-If-Match: x\r\nEvent") + "body";
            assertTrue(door.test(socket, packet(change, client)));
            assertFalse(door.test(socket, packet(change.replace("SIP-If-Match: x\r\n", ""), client)));
            client.receive(response);
            assertTrue(new String(response.getData(), 0, response.getLength(), StandardCharsets.ISO_8859_1).startsWith("SIP/2.0 500 "));
            assertEquals(1, overload.refused(RequestClass.NEW_PUBLICATION));
        }
    }

    private static DatagramPacket packet(String text, DatagramSocket from) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return new DatagramPacket(bytes, bytes.length, from.getLocalSocketAddress());
    }
}
