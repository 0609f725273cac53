package org.imspresence.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.time.Instant;

/** SIP messages as they would pass. */
final class Messages {

    static final String ALICE = "sip:alice@example.com";
    static final String SUBSCRIBE = """
            SUBSCRIBE sip:alice@EXAMPLE.com;transport=udp SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1
            f: "Bob, \\"<b>" <sip:bob@example.com>;tag=1
            t: <sip:alias@example.com>
            i: c1@192.0.2.7
            CSeq: 1 SUBSCRIBE
            Route: <sip:a;lr>, "x, y" <sip:b;lr>
            Route:
             <sip:c,d@c;lr>
            o: presence
            Content-Length: 0

            """;
    static final String OK = """
            SIP/2.0 200 All right
            From: "Bob, \\"<b>" <sip:bob@example.com>;tag=1
            To: <sip:alias@example.com>;tag=2
            Call-ID: c1@192.0.2.7
            CSeq: 1 SUBSCRIBE
            Content-Length: 0

            """;

    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 5060);
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.7", 5070);

    private Messages() {}

    static String notify(String callId, int cseq, String presentity, String body) {
        return "NOTIFY sip:bob@192.0.2.7 SIP/2.0\nFrom: <" + presentity + ">;tag=2\nTo: <sip:bob@example.com>;tag=1\nCall-ID: " + callId + "\nCSeq: " + cseq
                + " NOTIFY\nSubscription-State: active;expires=60\nContent-Length: " + body.length() + "\n\n" + body;
    }

    static byte[] bytes(String text) {
        return text.replace("\n", "\r\n").getBytes(UTF_8);
    }

    static WireMessage passed(boolean incoming, String text) {
        return new WireMessage(Instant.parse("2026-11-26T09:25:30.937000001Z").plusNanos(123_000), incoming, "udp", HERE, PEER, bytes(text));
    }

    static void pass(Traffic traffic, boolean incoming, String text) {
        byte[] bytes = bytes(text);
        traffic.message(incoming, "udp", HERE, PEER, bytes, 0, bytes.length);
    }
}
