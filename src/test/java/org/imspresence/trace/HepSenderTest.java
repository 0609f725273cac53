package org.imspresence.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

class HepSenderTest {

    private static final int PATIENCE_MILLIS = 5_000;
    private static final String NOTIFY = Messages.notify("c1", 43, Messages.ALICE, "secret");

    private static long number(byte[] value) {
        return ByteBuffer.allocate(Long.BYTES).put(Long.BYTES - value.length, value).getLong();
    }

    @Test
    void aPacketSaysWhatPassedWhenAndBetweenWhom() throws Exception {
        Map<Integer, byte[]> chunks = HepDecoder.chunks(HepPacket.of(Messages.passed(false, NOTIFY), 2001, "", Messages.bytes(NOTIFY).length));

        assertEquals(List.of(1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 15), List.copyOf(chunks.keySet()));
        assertEquals(List.of(2L, 17L, 5060L, 5070L, 1L, 2001L), List.of(1, 2, 7, 8, 11, 12).stream().map(type -> number(chunks.get(type))).toList());
        assertEquals("192.0.2.1", InetAddress.getByAddress(chunks.get(3)).getHostAddress());
        assertEquals("192.0.2.7", InetAddress.getByAddress(chunks.get(4)).getHostAddress());
        assertEquals(Instant.parse("2026-11-26T09:25:30.937123Z"), Instant.ofEpochSecond(number(chunks.get(9)), number(chunks.get(10)) * 1_000));
        assertArrayEquals(Messages.bytes(NOTIFY), chunks.get(15));
    }

    @Test
    void whatCameIsFromThePeerAndIpv6HasItsOwnChunks() throws Exception {
        WireMessage message = new WireMessage(Instant.EPOCH, true, "tls", new InetSocketAddress("2001:db8::1", 5061), new InetSocketAddress("2001:db8::7", 40_000), Messages.bytes(Messages.SUBSCRIBE));

        Map<Integer, byte[]> chunks = HepDecoder.chunks(HepPacket.of(message, -1, "pass", message.bytes().length));

        assertEquals(List.of(1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15), List.copyOf(chunks.keySet()));
        assertEquals(List.of(10L, 6L, 40_000L, 5061L, 0xffffffffL), List.of(1, 2, 7, 8, 12).stream().map(type -> number(chunks.get(type))).toList());
        assertEquals(InetAddress.getByName("2001:db8::7"), InetAddress.getByAddress(chunks.get(5)));
        assertEquals("pass", new String(chunks.get(14), UTF_8));
    }

    @Test
    void copiesAreSentWithoutBodiesUnlessTheyAreAskedFor() throws Exception {
        for (boolean bodies : new boolean[] {false, true}) {
            try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                server.setSoTimeout(PATIENCE_MILLIS);
                Traffic traffic = new Traffic(tap -> true, Clock.systemUTC());
                try (HepSender sender = HepSender.start(new HepSettings("127.0.0.1", server.getLocalPort(), 1, "", bodies), traffic)) {
                    Messages.pass(traffic, true, "\n\n");
                    Messages.pass(traffic, false, NOTIFY);
                    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
                    server.receive(packet);

                    String payload = new String(HepDecoder.chunks(Arrays.copyOf(packet.getData(), packet.getLength())).get(15), UTF_8);
                    assertEquals(NOTIFY.replace("\n", "\r\n").substring(0, NOTIFY.replace("\n", "\r\n").length() - (bodies ? 0 : "secret".length())), payload);
                    assertEquals(0, sender.counters().get("presence_trace_hep_total{outcome=\"dropped\"}").getAsLong());
                }
            }
        }
    }

    @Test
    void aThreadThatIsBusyMakesNobodyWait() {
        Handover handover = new Handover("test", 2, 1 << 20, message -> LockSupport.park());
        for (int i = 0; i < 10; i++) {
            handover.accept(Messages.passed(true, NOTIFY));
        }
        assertFalse(handover.dropped() < 7, handover.dropped() + " dropped");
        handover.close();
    }

    @Test
    void settingsDoNotShowThePassword() {
        assertFalse(new HepSettings("homer", 9060, 1, "secret", false).toString().contains("secret"));
    }
}
